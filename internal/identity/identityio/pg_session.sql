-- name: SessionWithAccount :one
SELECT sqlc.embed(s), sqlc.embed(a)
FROM identity.session_token t
JOIN identity.session s ON s.tenant_id = t.tenant_id AND s.id = t.session_id
JOIN identity.account a ON a.tenant_id = s.tenant_id AND a.id = s.user_id
WHERE t.tenant_id = @tenant_id AND t.hash = @hash;

-- name: LockSessionByHash :one
SELECT sqlc.embed(s), sqlc.embed(t)
FROM identity.session_token t
JOIN identity.session s ON s.tenant_id = t.tenant_id AND s.id = t.session_id
WHERE t.tenant_id = @tenant_id AND t.hash = @hash
FOR UPDATE OF s, t;

-- name: LockSession :one
SELECT * FROM identity.session WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: PutSession :exec
INSERT INTO identity.session (tenant_id, id, user_id, kind, opened_at, seen_at, expires_at, ended_at, end_reason, address, agent, proved_at, country, device, enrol_by)
VALUES (@tenant_id, @id, @user_id, @kind, @opened_at, @seen_at, @expires_at, @ended_at, @end_reason, @address, @agent, @proved_at, @country,
    @device, @enrol_by)
ON CONFLICT (tenant_id, id) DO UPDATE
SET seen_at = excluded.seen_at, expires_at = excluded.expires_at, ended_at = excluded.ended_at, end_reason = excluded.end_reason,
    proved_at = excluded.proved_at, enrol_by = excluded.enrol_by;

-- name: InsertToken :exec
INSERT INTO identity.session_token (tenant_id, id, session_id, hash, issued_at, used_at, successor)
VALUES (@tenant_id, @id, @session_id, @hash, @issued_at, NULL, NULL);

-- name: UseToken :exec
UPDATE identity.session_token SET used_at = @used_at, successor = @successor WHERE tenant_id = @tenant_id AND id = @id;

-- name: EndSessions :execrows
UPDATE identity.session SET ended_at = @ended_at, end_reason = @end_reason
WHERE tenant_id = @tenant_id AND user_id = @user_id AND id IS DISTINCT FROM @except_id AND ended_at IS NULL;

-- name: TouchSession :exec
UPDATE identity.session SET seen_at = @seen_at, expires_at = @expires_at
WHERE tenant_id = @tenant_id AND id = @id AND ended_at IS NULL AND seen_at < @seen_at;

-- name: SweepSessions :exec
DELETE FROM identity.session WHERE tenant_id = @tenant_id AND user_id = @user_id AND expires_at < @before;

-- name: SessionByIDWithAccount :one
SELECT sqlc.embed(s), sqlc.embed(a)
FROM identity.session s JOIN identity.account a ON a.tenant_id = s.tenant_id AND a.id = s.user_id
WHERE s.tenant_id = @tenant_id AND s.id = @id;

-- name: SessionsOfUser :many
SELECT * FROM identity.session
WHERE tenant_id = @tenant_id AND user_id = @user_id AND ended_at IS NULL AND expires_at > @now
ORDER BY seen_at DESC, id DESC;

-- name: SeeDevice :one
WITH before AS (SELECT count(*) AS others, coalesce(bool_or(d.id = @id), false) AS known
    FROM identity.device d WHERE d.tenant_id = @tenant_id AND d.user_id = @user_id),
    seen AS (INSERT INTO identity.device (tenant_id, user_id, id, agent, first_seen_at, seen_at)
    VALUES (@tenant_id, @user_id, @id, @agent, @seen_at, @seen_at)
    ON CONFLICT (tenant_id, user_id, id) DO UPDATE SET agent = excluded.agent, seen_at = excluded.seen_at)
SELECT known::boolean AS known, (others > 0)::boolean AS others FROM before;

-- name: ForgetDevice :exec
DELETE FROM identity.device WHERE tenant_id = @tenant_id AND user_id = @user_id AND id = @id;

-- name: KnowsDevice :one
SELECT EXISTS (SELECT FROM identity.device d JOIN identity.account a ON a.tenant_id = d.tenant_id AND a.id = d.user_id
    WHERE d.tenant_id = @tenant_id AND d.id = @id AND a.email = @email)::boolean;
