-- name: AuthenticatorOf :one
SELECT * FROM identity.authenticator WHERE tenant_id = @tenant_id AND user_id = @user_id;

-- name: LockAuthenticator :one
SELECT * FROM identity.authenticator WHERE tenant_id = @tenant_id AND user_id = @user_id FOR UPDATE;

-- name: PutAuthenticator :exec
INSERT INTO identity.authenticator (tenant_id, user_id, secret, created_at, confirmed_at, last_step, used_at, failures, failed_at)
VALUES (@tenant_id, @user_id, @secret, @created_at, @confirmed_at, @last_step, @used_at, @failures, @failed_at)
ON CONFLICT (tenant_id, user_id) DO UPDATE
SET secret = excluded.secret, created_at = excluded.created_at, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step,
    used_at = excluded.used_at, failures = excluded.failures, failed_at = excluded.failed_at;

-- name: RemoveAuthenticator :exec
DELETE FROM identity.authenticator WHERE tenant_id = @tenant_id AND user_id = @user_id;

-- name: RemoveRecovery :exec
DELETE FROM identity.recovery_code WHERE tenant_id = @tenant_id AND user_id = @user_id;

-- name: InsertRecovery :exec
INSERT INTO identity.recovery_code (tenant_id, user_id, hash, created_at) VALUES (@tenant_id, @user_id, @hash, @created_at);

-- name: UseRecovery :execrows
UPDATE identity.recovery_code SET used_at = @used_at
WHERE tenant_id = @tenant_id AND user_id = @user_id AND hash = @hash AND used_at IS NULL;

-- name: CountRecovery :one
SELECT count(*)::int FROM identity.recovery_code WHERE tenant_id = @tenant_id AND user_id = @user_id AND used_at IS NULL;

-- name: PasskeysOf :many
SELECT * FROM identity.passkey WHERE tenant_id = @tenant_id AND user_id = @user_id ORDER BY created_at, id;

-- name: LockPasskey :one
SELECT * FROM identity.passkey WHERE tenant_id = @tenant_id AND credential = @credential FOR UPDATE;

-- name: LockPasskeyByID :one
SELECT * FROM identity.passkey WHERE tenant_id = @tenant_id AND user_id = @user_id AND id = @id FOR UPDATE;

-- name: PutPasskey :exec
INSERT INTO identity.passkey (tenant_id, id, user_id, name, host, credential, public_key, aaguid, transports, counter, synced, backed_up, created_at,
    used_at, cloned_at)
VALUES (@tenant_id, @id, @user_id, @name, @host, @credential, @public_key, @aaguid, @transports, @counter, @synced, @backed_up, @created_at,
    @used_at, @cloned_at)
ON CONFLICT (tenant_id, id) DO UPDATE
SET name = excluded.name, counter = excluded.counter, backed_up = excluded.backed_up, used_at = excluded.used_at, cloned_at = excluded.cloned_at;

-- name: RemovePasskey :exec
DELETE FROM identity.passkey WHERE tenant_id = @tenant_id AND id = @id;

-- name: InsertCeremony :exec
INSERT INTO identity.ceremony (tenant_id, id, hash, act, user_id, kind, agent, data, failures, created_at, expires_at)
VALUES (@tenant_id, @id, @hash, @act, @user_id, @kind, @agent, @data, 0, @created_at, @expires_at);

-- name: SweepCeremonies :exec
DELETE FROM identity.ceremony d WHERE d.tenant_id = @tenant_id AND d.id = ANY (ARRAY(
    SELECT c.id FROM identity.ceremony c WHERE c.tenant_id = @tenant_id AND c.expires_at < @before ORDER BY c.expires_at LIMIT 20 FOR UPDATE SKIP LOCKED));

-- name: CeremonyByHash :one
SELECT * FROM identity.ceremony WHERE tenant_id = @tenant_id AND hash = @hash;

-- name: LockCeremony :one
SELECT * FROM identity.ceremony WHERE tenant_id = @tenant_id AND hash = @hash FOR UPDATE;

-- name: UpdateCeremony :exec
UPDATE identity.ceremony SET data = @data, failures = @failures, used_at = @used_at WHERE tenant_id = @tenant_id AND id = @id;

-- name: FactorPolicy :one
SELECT * FROM identity.factor_policy WHERE tenant_id = @tenant_id;

-- name: InsertFactorPolicy :exec
INSERT INTO identity.factor_policy (tenant_id, required, since, grace, version) VALUES (@tenant_id, @required, @since, @grace, 1);

-- name: UpdateFactorPolicy :execrows
UPDATE identity.factor_policy SET required = @required, since = @since, grace = @grace, version = version + 1
WHERE tenant_id = @tenant_id AND version = @version;

-- name: ObligeUser :exec
UPDATE identity.session SET enrol_by = @enrol_by WHERE tenant_id = @tenant_id AND user_id = @user_id AND ended_at IS NULL;

-- name: ObligeStaff :exec
UPDATE identity.session s SET enrol_by = @enrol_by
FROM identity.account a
WHERE s.tenant_id = @tenant_id AND s.ended_at IS NULL AND a.tenant_id = s.tenant_id AND a.id = s.user_id
  AND a.roles && ARRAY ['staff', 'manager', 'administrator', 'platform_administrator']
  AND NOT EXISTS (SELECT 1 FROM identity.authenticator t WHERE t.tenant_id = a.tenant_id AND t.user_id = a.id AND t.confirmed_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM identity.passkey p WHERE p.tenant_id = a.tenant_id AND p.user_id = a.id);
