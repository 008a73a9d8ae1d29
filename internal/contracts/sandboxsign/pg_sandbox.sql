-- name: AddRequest :exec
INSERT INTO sandboxsign.request (tenant_id, reference, contract_id, number, title, document, parties, status, reason, expires_at)
VALUES (@tenant_id, @reference, @contract_id, @number, @title, @document, @parties, 'open', '', @expires_at)
ON CONFLICT DO NOTHING;

-- name: RequestOfContract :one
SELECT * FROM sandboxsign.request WHERE tenant_id = @tenant_id AND contract_id = @contract_id;

-- name: FindRequest :one
SELECT * FROM sandboxsign.request WHERE tenant_id = @tenant_id AND reference = @reference;

-- name: LockRequest :one
SELECT * FROM sandboxsign.request WHERE tenant_id = @tenant_id AND reference = @reference FOR UPDATE;

-- name: MoveRequest :exec
UPDATE sandboxsign.request SET parties = @parties, status = @status, reason = @reason WHERE tenant_id = @tenant_id AND reference = @reference;
