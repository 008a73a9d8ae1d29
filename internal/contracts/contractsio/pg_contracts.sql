-- name: FindContract :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND id = @id;

-- name: LockContract :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockContractOfVersion :one
SELECT * FROM contracts.contract
WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id AND stay_version = @stay_version
FOR UPDATE;

-- name: ContractsOfReservation :many
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id ORDER BY revision DESC;

-- name: LastRevision :one
SELECT coalesce(max(revision), 0)::integer FROM contracts.contract WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id;

-- name: NextNumber :one
INSERT INTO contracts.counter (tenant_id, year, last) VALUES (@tenant_id, @year, 1)
ON CONFLICT (tenant_id, year) DO UPDATE SET last = counter.last + 1
RETURNING last;

-- name: PutContract :exec
INSERT INTO contracts.contract (tenant_id, id, number, reservation_id, stay_version, revision, status, stay, file, sha256, size, drafted_at, generated_at)
VALUES (@tenant_id, @id, @number, @reservation_id, @stay_version, @revision, @status, @stay, @file, @sha256, @size, @drafted_at, @generated_at)
ON CONFLICT (tenant_id, id) DO UPDATE
SET status = excluded.status, file = excluded.file, sha256 = excluded.sha256, size = excluded.size, generated_at = excluded.generated_at;
