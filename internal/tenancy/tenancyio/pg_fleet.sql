-- name: FindTenants :many
SELECT t.*, ARRAY(SELECT h.host FROM tenancy.host h WHERE h.tenant = t.id ORDER BY h.host)::text[] AS domains
FROM tenancy.tenant t
WHERE t.slug > @after
  AND (@words::text = '' OR t.slug ILIKE @pattern OR t.name ILIKE @pattern
       OR EXISTS (SELECT FROM tenancy.host h WHERE h.tenant = t.id AND h.host ILIKE @pattern))
  AND (@status::text = '' OR t.status = @status) AND (@plan::text = '' OR t.plan = @plan)
ORDER BY t.slug LIMIT @size;

-- name: Metered :one
SELECT storage, month, mails FROM tenancy.usage WHERE tenant_id = @tenant;

-- name: MeterStorage :execrows
INSERT INTO tenancy.usage AS u (tenant_id, storage, month, mails)
SELECT @tenant::uuid, greatest(@amount::bigint, 0), @month, 0 WHERE @most::bigint < 0 OR @amount <= @most
ON CONFLICT (tenant_id) DO UPDATE SET storage = greatest(u.storage + @amount, 0)
WHERE @most < 0 OR u.storage + @amount <= @most;

-- name: MeterMails :execrows
INSERT INTO tenancy.usage AS u (tenant_id, storage, month, mails)
SELECT @tenant::uuid, 0, @month, greatest(@amount::bigint, 0) WHERE @most::bigint < 0 OR @amount <= @most
ON CONFLICT (tenant_id) DO UPDATE
SET mails = greatest(CASE WHEN u.month = excluded.month THEN u.mails ELSE 0 END + @amount, 0), month = excluded.month
WHERE @most < 0 OR CASE WHEN u.month = excluded.month THEN u.mails ELSE 0 END + @amount <= @most;

-- name: Claims :many
SELECT * FROM tenancy.claim WHERE tenant_id = @tenant ORDER BY host;

-- name: LockClaim :one
SELECT * FROM tenancy.claim WHERE tenant_id = @tenant AND host = @host FOR UPDATE;

-- name: PutClaim :exec
INSERT INTO tenancy.claim (tenant_id, host, token, state, failure, created_at, checked_at, verified_at)
VALUES (@tenant_id, @host, @token, @state, @failure, @created_at, @checked_at, @verified_at)
ON CONFLICT (tenant_id, host) DO UPDATE
SET state = excluded.state, failure = excluded.failure, checked_at = excluded.checked_at, verified_at = excluded.verified_at;

-- name: DropClaim :exec
DELETE FROM tenancy.claim WHERE tenant_id = @tenant AND host = @host;

-- name: Supports :many
SELECT * FROM tenancy.support WHERE tenant_id = @tenant ORDER BY id DESC LIMIT @size;

-- name: Support :one
SELECT * FROM tenancy.support WHERE tenant_id = @tenant AND id = @id;

-- name: LockSupport :one
SELECT * FROM tenancy.support WHERE tenant_id = @tenant AND id = @id FOR UPDATE;

-- name: PutSupport :exec
INSERT INTO tenancy.support (tenant_id, id, operator, operator_name, reason, state, decider, standing, for_name, for_user,
    asked_at, decided_at, knocked_at, entered_at, ends_at, ended_at, ended_by)
VALUES (@tenant_id, @id, @operator, @operator_name, @reason, @state, @decider, @standing, @for_name, @for_user,
    @asked_at, @decided_at, @knocked_at, @entered_at, @ends_at, @ended_at, @ended_by)
ON CONFLICT (tenant_id, id) DO UPDATE
SET state = excluded.state, decider = excluded.decider, for_name = excluded.for_name, for_user = excluded.for_user,
    decided_at = excluded.decided_at, knocked_at = excluded.knocked_at, entered_at = excluded.entered_at,
    ends_at = excluded.ends_at, ended_at = excluded.ended_at, ended_by = excluded.ended_by;

-- name: Exports :many
SELECT * FROM tenancy.export WHERE tenant_id = @tenant ORDER BY id DESC LIMIT @size;

-- name: LockExport :one
SELECT * FROM tenancy.export WHERE tenant_id = @tenant AND id = @id FOR UPDATE;

-- name: ExportRunning :one
SELECT EXISTS (SELECT FROM tenancy.export WHERE tenant_id = @tenant AND state = 'queued' AND asked_at > @since);

-- name: PutExport :one
INSERT INTO tenancy.export (tenant_id, id, state, requested_by, asked_at, ready_at, expires_at, fetched_at, file, bytes)
VALUES (@tenant_id, @id, @state, @requested_by, @asked_at, @ready_at, @expires_at, @fetched_at, @file, @bytes)
ON CONFLICT (tenant_id, id) DO UPDATE
SET state = excluded.state, ready_at = excluded.ready_at, expires_at = excluded.expires_at, fetched_at = excluded.fetched_at,
    file = excluded.file, bytes = excluded.bytes
RETURNING (xmax = 0)::boolean AS fresh;

-- name: Signup :one
SELECT * FROM tenancy.signup WHERE tenant_id = @tenant AND id = @id;

-- name: PutSignup :one
INSERT INTO tenancy.signup (tenant_id, id, email, locale, business, asked_at, expires_at, used_at)
VALUES (@tenant_id, @id, @email, @locale, @business, @asked_at, @expires_at, @used_at)
ON CONFLICT (tenant_id, id) DO UPDATE SET used_at = excluded.used_at
RETURNING (xmax = 0)::boolean AS fresh;

-- name: EraseTenant :exec
SELECT tenancy.erase();
