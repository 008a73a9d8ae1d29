-- name: ProvidersOf :many
SELECT * FROM identity.provider WHERE tenant_id = @tenant_id ORDER BY name;

-- name: LockProvider :one
SELECT * FROM identity.provider WHERE tenant_id = @tenant_id AND name = @name FOR UPDATE;

-- name: InsertProvider :exec
INSERT INTO identity.provider (tenant_id, name, client_id, secret, enabled, updated_at, version)
VALUES (@tenant_id, @name, @client_id, @secret, @enabled, @updated_at, 1);

-- name: UpdateProvider :execrows
UPDATE identity.provider SET client_id = @client_id, secret = @secret, enabled = @enabled, updated_at = @updated_at, version = version + 1
WHERE tenant_id = @tenant_id AND name = @name AND version = @version;

-- name: LockLink :one
SELECT * FROM identity.linked_account WHERE tenant_id = @tenant_id AND provider = @provider AND subject = @subject FOR UPDATE;

-- name: LinksOf :many
SELECT * FROM identity.linked_account WHERE tenant_id = @tenant_id AND user_id = @user_id ORDER BY provider;

-- name: PutLink :exec
INSERT INTO identity.linked_account (tenant_id, provider, subject, user_id, email, linked_at, used_at)
VALUES (@tenant_id, @provider, @subject, @user_id, @email, @linked_at, @used_at)
ON CONFLICT (tenant_id, provider, subject) DO UPDATE SET used_at = excluded.used_at;

-- name: RemoveLinks :many
DELETE FROM identity.linked_account
WHERE tenant_id = @tenant_id AND user_id = @user_id AND (@provider::text = '' OR provider = @provider::text) AND linked_at >= @since
RETURNING provider, subject;
