-- name: Administrators :many
SELECT id FROM identity.account
WHERE tenant_id = @tenant_id AND 'administrator' = ANY (roles) AND deactivated_at IS NULL
ORDER BY id FOR UPDATE;

-- name: PermissionsOfRoles :many
SELECT DISTINCT p::text FROM identity.role r, unnest(r.permissions) p
WHERE r.tenant_id = @tenant_id AND r.id = ANY (@ids::uuid[]);

-- name: CustomRoles :many
SELECT * FROM identity.role WHERE tenant_id = @tenant_id ORDER BY lower(name);

-- name: LockCustomRole :one
SELECT * FROM identity.role WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: CountCustomRoles :one
SELECT count(*) FROM identity.role WHERE tenant_id = @tenant_id;

-- name: InsertCustomRole :exec
INSERT INTO identity.role (tenant_id, id, name, permissions, created_at, updated_at, version)
VALUES (@tenant_id, @id, @name, @permissions, @created_at, @updated_at, 1);

-- name: UpdateCustomRole :execrows
UPDATE identity.role SET name = @name, permissions = @permissions, updated_at = @updated_at, version = version + 1
WHERE tenant_id = @tenant_id AND id = @id AND version = @version;

-- name: DeleteCustomRole :exec
DELETE FROM identity.role WHERE tenant_id = @tenant_id AND id = @id;

-- name: TakeCustomRole :exec
UPDATE identity.account SET custom_roles = array_remove(custom_roles, @id::uuid), updated_at = @updated_at, version = version + 1
WHERE tenant_id = @tenant_id AND @id::uuid = ANY (custom_roles);

-- name: LockInvitation :one
SELECT * FROM identity.invitation WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockInvitationByHash :one
SELECT * FROM identity.invitation WHERE tenant_id = @tenant_id AND hash = @hash FOR UPDATE;

-- name: InvitationByHash :one
SELECT * FROM identity.invitation WHERE tenant_id = @tenant_id AND hash = @hash;

-- name: InvitationByID :one
SELECT * FROM identity.invitation WHERE tenant_id = @tenant_id AND id = @id;

-- name: OpenInvitationsOf :many
SELECT * FROM identity.invitation WHERE tenant_id = @tenant_id AND email = @email AND ended_at IS NULL FOR UPDATE;

-- name: Invitations :many
SELECT * FROM identity.invitation WHERE tenant_id = @tenant_id AND ended_at IS NULL ORDER BY created_at DESC, id DESC;

-- name: PutInvitation :exec
INSERT INTO identity.invitation (tenant_id, id, hash, email, name, locale, roles, custom_roles, invited_by, inviter, created_at, expires_at, ended_at, outcome)
VALUES (@tenant_id, @id, @hash, @email, @name, @locale, @roles, @custom_roles, @invited_by, @inviter, @created_at, @expires_at, @ended_at, @outcome)
ON CONFLICT (tenant_id, id) DO UPDATE SET ended_at = excluded.ended_at, outcome = excluded.outcome;

-- name: WithdrawInvitationsBy :exec
UPDATE identity.invitation SET ended_at = @ended_at, outcome = 'withdrawn'
WHERE tenant_id = @tenant_id AND invited_by = @invited_by AND ended_at IS NULL;
