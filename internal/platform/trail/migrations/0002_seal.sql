-- The trail is made evident against tampering: every entry is sealed into a chain of its business. An entry is written
-- with the change that it tells of, unchained, so that no booking waits for another; a sealer follows in a few seconds
-- and numbers what has been committed. What is sealed is never written again; what waits for its seal stands in
-- audit.pending.

-- +goose Up
CREATE TABLE audit.pending (
    tenant_id uuid        NOT NULL,
    n         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    entry_id  uuid        NOT NULL,
    since     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, n)
);
CREATE INDEX pending_entry ON audit.pending (tenant_id, entry_id);
SELECT comptoir.protect('audit.pending');
REVOKE UPDATE ON audit.pending FROM comptoir_app;

CREATE TABLE audit.seal (
    tenant_id uuid   NOT NULL,
    seq       bigint NOT NULL CHECK (seq > 0), -- 1, 2, 3, … without gaps
    entry_id  uuid   NOT NULL,
    hash      bytea  NOT NULL CHECK (length(hash) = 32), -- SHA-256 over the hash before it, seq and every field of the entry
    PRIMARY KEY (tenant_id, seq),
    UNIQUE (tenant_id, entry_id)
);
SELECT comptoir.protect_append_only('audit.seal');

-- One checkpoint a batch of the sealer: whoever holds no key cannot make one.
CREATE TABLE audit.checkpoint (
    tenant_id uuid        NOT NULL,
    seq       bigint      NOT NULL CHECK (seq > 0), -- the last entry of the batch
    hash      bytea       NOT NULL CHECK (length(hash) = 32),
    at        timestamptz NOT NULL,
    mac       bytea       NOT NULL CHECK (length(mac) = 32), -- HMAC-SHA256 over all of the above
    PRIMARY KEY (tenant_id, seq)
);
SELECT comptoir.protect_append_only('audit.checkpoint');

-- What the nightly verification found.
CREATE TABLE audit.verification (
    tenant_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    id        uuid        NOT NULL,
    sealed    bigint      NOT NULL,
    waiting   bigint      NOT NULL,
    findings  jsonb       NOT NULL,
    PRIMARY KEY (tenant_id, at, id)
);
SELECT comptoir.protect_append_only('audit.verification');

-- +goose StatementBegin
CREATE FUNCTION audit.await_seal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO audit.pending (tenant_id, entry_id) VALUES (new.tenant_id, new.id);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER await_seal AFTER INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.await_seal();

-- What was written before is sealed as it stands now.
ALTER TABLE audit.entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.pending NO FORCE ROW LEVEL SECURITY;
INSERT INTO audit.pending (tenant_id, entry_id) SELECT tenant_id, id FROM audit.entry ORDER BY tenant_id, at, id;
ALTER TABLE audit.pending FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.entry FORCE ROW LEVEL SECURITY;

CREATE INDEX entry_action ON audit.entry (tenant_id, action, at, id);

-- +goose Down
DROP INDEX audit.entry_action;
DROP TRIGGER await_seal ON audit.entry;
DROP FUNCTION audit.await_seal();
DROP TABLE audit.verification;
DROP TABLE audit.checkpoint;
DROP TABLE audit.seal;
DROP TABLE audit.pending;
