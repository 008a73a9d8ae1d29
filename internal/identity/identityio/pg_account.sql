-- name: AccountByID :one
SELECT * FROM identity.account WHERE tenant_id = @tenant_id AND id = @id;

-- name: AccountByEmail :one
SELECT * FROM identity.account WHERE tenant_id = @tenant_id AND email = @email;

-- name: LockAccount :one
SELECT * FROM identity.account WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockAccountByEmail :one
SELECT * FROM identity.account WHERE tenant_id = @tenant_id AND email = @email FOR UPDATE;

-- name: AccountsFrom :many
SELECT * FROM identity.account
WHERE tenant_id = @tenant_id AND email > @after
  AND (NOT @team::boolean OR roles && ARRAY ['owner', 'partner', 'technician', 'staff', 'manager', 'administrator', 'platform_administrator']
    OR cardinality(custom_roles) > 0)
  AND (@text::text = '' OR strpos(email, lower(@text)) > 0 OR strpos(lower(name), lower(@text)) > 0)
ORDER BY email LIMIT @size;

-- name: InsertAccount :exec
INSERT INTO identity.account (tenant_id, id, email, email_confirmed_at, name, phone, locale, roles, password_hash,
    password_changed_at, created_at, updated_at, custom_roles, deactivated_at, zone, photo, version)
VALUES (@tenant_id, @id, @email, @email_confirmed_at, @name, @phone, @locale, @roles, @password_hash, @password_changed_at,
    @created_at, @updated_at, @custom_roles, @deactivated_at, @zone, @photo, 1);

-- name: UpdateAccount :execrows
UPDATE identity.account
SET email = @email, email_confirmed_at = @email_confirmed_at, name = @name, phone = @phone, locale = @locale, roles = @roles,
    password_hash = @password_hash, password_changed_at = @password_changed_at, updated_at = @updated_at, custom_roles = @custom_roles,
    deactivated_at = @deactivated_at, zone = @zone, photo = @photo, version = version + 1
WHERE tenant_id = @tenant_id AND id = @id AND version = @version;

-- name: InsertTicket :exec
INSERT INTO identity.ticket (tenant_id, id, user_id, purpose, hash, created_at, expires_at, used_at, email, partner)
VALUES (@tenant_id, @id, @user_id, @purpose, @hash, @created_at, @expires_at, NULL, @email, @partner);

-- name: TicketByID :one
SELECT * FROM identity.ticket WHERE tenant_id = @tenant_id AND id = @id;

-- name: LockTicketByHash :one
SELECT * FROM identity.ticket WHERE tenant_id = @tenant_id AND hash = @hash FOR UPDATE;

-- name: TicketWithAccount :one
SELECT sqlc.embed(t), sqlc.embed(a)
FROM identity.ticket t JOIN identity.account a ON a.tenant_id = t.tenant_id AND a.id = t.user_id
WHERE t.tenant_id = @tenant_id AND t.hash = @hash;

-- name: UseTicket :exec
UPDATE identity.ticket SET used_at = @used_at WHERE tenant_id = @tenant_id AND id = @id;

-- name: VoidTickets :exec
UPDATE identity.ticket SET used_at = @used_at
WHERE tenant_id = @tenant_id AND user_id = @user_id AND purpose = @purpose AND used_at IS NULL;

-- name: DeleteAccount :execrows
DELETE FROM identity.account WHERE tenant_id = @tenant_id AND id = @id;

-- name: WaitForTeam :exec
SELECT pg_advisory_xact_lock(hashtextextended(@team::text, 0));

-- name: TeamSize :one
SELECT count(*)::int AS everybody, coalesce(bool_or(a.id = @who), false)::boolean AS worked
FROM identity.account a WHERE a.tenant_id = @tenant_id AND NOT a.roles <@ @outside::text[];

-- name: FirstWith :one
SELECT * FROM identity.account WHERE tenant_id = @tenant_id AND @role::text = ANY (roles) ORDER BY created_at, id LIMIT 1;
