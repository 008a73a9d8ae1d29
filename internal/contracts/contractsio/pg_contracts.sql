-- name: FindContract :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND id = @id;

-- name: FindContractByLink :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND link_hash = @link_hash;

-- name: LockContract :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockContractByLink :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND link_hash = @link_hash FOR UPDATE;

-- name: LockContractOfVersion :one
SELECT * FROM contracts.contract
WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id AND stay_version = @stay_version
FOR UPDATE;

-- name: LockContractsOf :many
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id ORDER BY revision DESC FOR UPDATE;

-- name: ContractsOfReservation :many
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id ORDER BY revision DESC;

-- name: PageContracts :many
SELECT * FROM contracts.contract
WHERE tenant_id = @tenant_id
  AND (@status::text = '' OR status = @status)
  AND (@kind::text = '' OR kind = @kind)
  AND (@words::text = '' OR strpos(words, @words) > 0)
  AND (NOT @after::boolean OR (drafted_at, id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY drafted_at DESC, id DESC
LIMIT @size;

-- name: LastRevision :one
SELECT coalesce(max(revision), 0)::integer FROM contracts.contract WHERE tenant_id = @tenant_id AND reservation_id = @reservation_id;

-- name: NextNumber :one
INSERT INTO contracts.counter (tenant_id, year, last) VALUES (@tenant_id, @year, 1)
ON CONFLICT (tenant_id, year) DO UPDATE SET last = counter.last + 1
RETURNING last;

-- name: PutContract :exec
INSERT INTO contracts.contract (tenant_id, id, number, kind, reservation_id, stay_version, revision, status, stay, file, sha256, size, drafted_at, generated_at, link_hash, external, words, signing)
VALUES (@tenant_id, @id, @number, @kind, @reservation_id, @stay_version, @revision, @status, @stay, @file, @sha256, @size, @drafted_at, @generated_at, @link_hash, @external, @words, @signing)
ON CONFLICT (tenant_id, id) DO UPDATE
SET status = excluded.status, file = excluded.file, sha256 = excluded.sha256, size = excluded.size, generated_at = excluded.generated_at,
    link_hash = excluded.link_hash, external = excluded.external, words = excluded.words, signing = excluded.signing;

-- name: AddEvidence :exec
INSERT INTO contracts.evidence (tenant_id, contract_id, seq, at, step, actor, address, agent, document, data, previous, hash)
VALUES (@tenant_id, @contract_id, @seq, @at, @step, @actor, @address, @agent, @document, @data, @previous, @hash);

-- name: EvidenceOf :many
SELECT * FROM contracts.evidence WHERE tenant_id = @tenant_id AND contract_id = @contract_id ORDER BY seq;

-- name: PutText :exec
INSERT INTO contracts.text (tenant_id, contract_id, content) VALUES (@tenant_id, @contract_id, @content)
ON CONFLICT (tenant_id, contract_id) DO UPDATE SET content = excluded.content;

-- name: TextOf :one
SELECT content FROM contracts.text WHERE tenant_id = @tenant_id AND contract_id = @contract_id;

-- name: Settings :one
SELECT content FROM contracts.settings WHERE tenant_id = @tenant_id;

-- name: PutSettings :exec
INSERT INTO contracts.settings (tenant_id, content) VALUES (@tenant_id, @content)
ON CONFLICT (tenant_id) DO UPDATE SET content = excluded.content;

-- name: CertificateOf :one
SELECT * FROM contracts.certificate WHERE tenant_id = @tenant_id AND origin = @origin;

-- name: AddCertificate :exec
INSERT INTO contracts.certificate (tenant_id, origin, chain, key, made_at) VALUES (@tenant_id, @origin, @chain, @key, @made_at)
ON CONFLICT (tenant_id, origin) DO NOTHING;

-- name: RenewCertificate :exec
UPDATE contracts.certificate SET chain = @chain, key = @key, made_at = @made_at
WHERE tenant_id = @tenant_id AND origin = @origin AND chain = @old;

-- name: TemplateOf :one
SELECT * FROM contracts.template
WHERE tenant_id = @tenant_id AND kind = @kind AND locale = @locale AND (@version::integer = 0 OR version = @version)
ORDER BY version DESC LIMIT 1;

-- name: AddTemplate :execrows
INSERT INTO contracts.template (tenant_id, kind, locale, version, source, made_by, made_at)
SELECT @tenant_id, @kind, @locale, @version, @source, @made_by, @made_at
WHERE @version::integer = 1 + coalesce((SELECT max(t.version) FROM contracts.template t WHERE t.tenant_id = @tenant_id AND t.kind = @kind AND t.locale = @locale), 0)
ON CONFLICT DO NOTHING;

-- name: LockContractByExternal :one
SELECT * FROM contracts.contract WHERE tenant_id = @tenant_id AND external = @external::text FOR UPDATE;

-- name: Accounts :many
SELECT * FROM contracts.provider WHERE tenant_id = @tenant_id ORDER BY provider;

-- name: LockAccount :one
SELECT * FROM contracts.provider WHERE tenant_id = @tenant_id AND provider = @provider FOR UPDATE;

-- name: UnchooseOthers :exec
UPDATE contracts.provider SET chosen = false WHERE tenant_id = @tenant_id AND provider <> @provider AND chosen;

-- name: InsertAccount :exec
INSERT INTO contracts.provider (tenant_id, provider, sealed, hints, test, chosen, checked_at, check_name, check_code, updated_at, version)
VALUES (@tenant_id, @provider, @sealed, @hints, @test, @chosen, @checked_at, @check_name, @check_code, @updated_at, 1);

-- name: UpdateAccount :execrows
UPDATE contracts.provider
SET sealed = @sealed, hints = @hints, test = @test, chosen = @chosen, checked_at = @checked_at, check_name = @check_name, check_code = @check_code,
    updated_at = @updated_at, version = version + 1
WHERE tenant_id = @tenant_id AND provider = @provider AND version = @version;

-- name: AddNotice :execrows
INSERT INTO contracts.notice (tenant_id, provider, notice, event, external, state, tries, received_at)
VALUES (@tenant_id, @provider, @notice, @event, @external, @state, @tries, @received_at)
ON CONFLICT DO NOTHING;

-- name: MoveNotice :exec
UPDATE contracts.notice SET state = @state, tries = @tries WHERE tenant_id = @tenant_id AND provider = @provider AND notice = @notice;

-- name: WaitingNotices :many
SELECT * FROM contracts.notice WHERE tenant_id = @tenant_id AND state = 'waiting' ORDER BY received_at LIMIT 1000;

-- name: PutCertificate :exec
INSERT INTO contracts.certificate (tenant_id, origin, chain, key, made_at) VALUES (@tenant_id, @origin, @chain, @key, @made_at)
ON CONFLICT (tenant_id, origin) DO UPDATE SET chain = excluded.chain, key = excluded.key, made_at = excluded.made_at;

-- name: DropCertificate :exec
DELETE FROM contracts.certificate WHERE tenant_id = @tenant_id AND origin = @origin;

-- name: CountText :execrows
INSERT INTO contracts.texting (tenant_id, day, number, sent) VALUES (@tenant_id, @day, @number, 1)
ON CONFLICT (tenant_id, day, number) DO UPDATE SET sent = texting.sent + 1 WHERE texting.sent < @most::integer;

-- name: ForgetTexts :exec
DELETE FROM contracts.texting WHERE tenant_id = @tenant_id AND day < @day;
