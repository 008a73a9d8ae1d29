-- name: TenantByID :one
SELECT t.*, ARRAY(SELECT h.host FROM tenancy.host h WHERE h.tenant = t.id ORDER BY h.host)::text[] AS domains
FROM tenancy.tenant t WHERE t.id = @id;

-- name: TenantBySlug :one
SELECT t.*, ARRAY(SELECT h.host FROM tenancy.host h WHERE h.tenant = t.id ORDER BY h.host)::text[] AS domains
FROM tenancy.tenant t WHERE t.slug = @slug;

-- name: TenantByHost :one
SELECT t.*, ARRAY(SELECT h.host FROM tenancy.host h WHERE h.tenant = t.id ORDER BY h.host)::text[] AS domains
FROM tenancy.tenant t WHERE t.id = (SELECT x.tenant FROM tenancy.host x WHERE x.host = @host);

-- name: TenantsFrom :many
SELECT t.*, ARRAY(SELECT h.host FROM tenancy.host h WHERE h.tenant = t.id ORDER BY h.host)::text[] AS domains
FROM tenancy.tenant t WHERE t.slug > @after ORDER BY t.slug LIMIT @size;

-- name: LockTenant :one
SELECT t.*, ARRAY(SELECT h.host FROM tenancy.host h WHERE h.tenant = t.id ORDER BY h.host)::text[] AS domains
FROM tenancy.tenant t WHERE t.id = @id FOR UPDATE OF t;

-- name: InsertTenant :exec
INSERT INTO tenancy.tenant (id, slug, name, trades, languages, default_language, currency, zone, branding, legal, hours, status, reason,
    plan, limits, support, origins, erase_at, created_at, updated_at, version)
VALUES (@id, @slug, @name, @trades, @languages, @default_language, @currency, @zone, @branding, @legal, @hours, @status, @reason,
    @plan, @limits, @support, @origins, @erase_at, @created_at, @updated_at, 1);

-- name: UpdateTenant :execrows
UPDATE tenancy.tenant
SET name = @name, trades = @trades, languages = @languages, default_language = @default_language, zone = @zone, branding = @branding,
    legal = @legal, hours = @hours, status = @status, reason = @reason, plan = @plan, limits = @limits,
    support = @support, origins = @origins, erase_at = @erase_at, updated_at = @updated_at, version = version + 1
WHERE id = @id AND version = @version;

-- name: ClearHosts :exec
DELETE FROM tenancy.host WHERE tenant = @tenant;

-- name: AddHosts :exec
INSERT INTO tenancy.host (host, tenant) SELECT unnest(@hosts::text[]), @tenant;
