-- name: FindRequest :one
SELECT * FROM privacy.request WHERE tenant_id = @tenant_id AND id = @id;

-- name: LockRequest :one
SELECT * FROM privacy.request WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockOpenRequest :one
SELECT * FROM privacy.request
WHERE tenant_id = @tenant_id AND kind = @kind AND status = 'asked' AND (user_id = @user_id OR (@email::text <> '' AND email = @email))
LIMIT 1 FOR UPDATE;

-- name: RequestsOf :many
SELECT * FROM privacy.request
WHERE tenant_id = @tenant_id AND (user_id = @user_id OR (@email::text <> '' AND email = @email))
ORDER BY asked_at DESC, id DESC LIMIT 200;

-- name: PageRequests :many
SELECT * FROM privacy.request
WHERE tenant_id = @tenant_id AND (NOT @after::boolean OR (asked_at, id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY asked_at DESC, id DESC
LIMIT @size;

-- name: InsertRequest :exec
INSERT INTO privacy.request (tenant_id, id, kind, status, user_id, email, locale, by_staff, pseudonym, asked_at, due_at, done_at,
    expires_at, size, version)
VALUES (@tenant_id, @id, @kind, @status, @user_id, @email, @locale, @by_staff, @pseudonym, @asked_at, @due_at, @done_at, @expires_at,
    @size, 1);

-- name: UpdateRequest :execrows
UPDATE privacy.request
SET status = @status, user_id = @user_id, email = @email, due_at = @due_at, done_at = @done_at, expires_at = @expires_at, size = @size,
    version = version + 1
WHERE tenant_id = @tenant_id AND id = @id AND version = @version;

-- name: FindDocument :one
SELECT * FROM privacy.document WHERE tenant_id = @tenant_id AND id = @id;

-- name: DocumentsOfUser :many
SELECT * FROM privacy.document WHERE tenant_id = @tenant_id AND user_id = @user_id ORDER BY added_at DESC, id DESC;

-- name: LockSafe :exec
SELECT pg_advisory_xact_lock(hashtextextended('privacy.document ' || @owner::text, 0));

-- name: CountDocuments :one
SELECT count(*) FROM privacy.document WHERE tenant_id = @tenant_id AND user_id = @user_id;

-- name: InsertDocument :exec
INSERT INTO privacy.document (tenant_id, id, user_id, kind, name, type, size, added_at)
VALUES (@tenant_id, @id, @user_id, @kind, @name, @type, @size, @added_at);

-- name: DeleteDocument :exec
DELETE FROM privacy.document WHERE tenant_id = @tenant_id AND id = @id;

-- name: DeleteDocumentsOfUser :exec
DELETE FROM privacy.document WHERE tenant_id = @tenant_id AND user_id = @user_id;

-- name: InsertConsent :exec
INSERT INTO privacy.consent (tenant_id, id, user_id, email, purpose, given, wording, source, address, at)
VALUES (@tenant_id, @id, @user_id, @email, @purpose, @given, @wording, @source, @address, @at)
ON CONFLICT DO NOTHING;

-- name: ConsentsOf :many
SELECT * FROM privacy.consent
WHERE tenant_id = @tenant_id AND (user_id = @user_id OR (@email::text <> '' AND email = @email))
ORDER BY at DESC, id DESC LIMIT 500;

-- name: ForgetConsents :exec
UPDATE privacy.consent SET email = @pseudonym, user_id = NULL, address = ''
WHERE tenant_id = @tenant_id AND (user_id = @user_id OR (@email::text <> '' AND email = @email));

-- name: ForgetRequests :exec
UPDATE privacy.request
SET email = @pseudonym, user_id = NULL, status = CASE status WHEN 'done' THEN 'expired' ELSE status END, version = version + 1
WHERE tenant_id = @tenant_id AND status <> 'asked' AND (user_id = @user_id OR (@email::text <> '' AND email = @email));
