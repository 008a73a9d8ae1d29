-- A contract is sent, signed and sealed. What only the core reads of that lies in signing; what is searched for has a
-- column.

-- +goose Up
ALTER TABLE contracts.contract
    DROP CONSTRAINT contract_status_check,
    DROP CONSTRAINT contract_written,
    ADD COLUMN kind      text  NOT NULL DEFAULT 'stay' CHECK (kind IN ('stay', 'mandate')),
    ADD COLUMN link_hash bytea,
    ADD COLUMN external  text,
    ADD COLUMN words     text  NOT NULL DEFAULT '',
    ADD COLUMN signing   jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT contract_status_check CHECK (status IN ('drafted', 'generated', 'sent', 'viewed', 'signed', 'completed', 'refused', 'expired', 'voided')),
    ADD CONSTRAINT contract_written CHECK (status IN ('drafted', 'voided') OR file <> '' AND length(sha256) = 64 AND generated_at IS NOT NULL),
    ADD CONSTRAINT contract_linked CHECK (status IN ('drafted', 'generated', 'voided') OR link_hash IS NOT NULL),
    ADD CONSTRAINT contract_link UNIQUE (tenant_id, link_hash),
    ADD CONSTRAINT contract_external UNIQUE (tenant_id, external);

UPDATE contracts.contract
SET words = lower(concat_ws(' ', number, stay -> 'guest' ->> 'firstName', stay -> 'guest' ->> 'lastName', stay -> 'property' ->> 'name', stay ->> 'reference'));

CREATE INDEX contract_newest ON contracts.contract (tenant_id, drafted_at DESC, id DESC);

-- What was printed, as the signer reads it on a small screen.
CREATE TABLE contracts.text (
    tenant_id   uuid  NOT NULL,
    contract_id uuid  NOT NULL,
    content     jsonb NOT NULL,
    PRIMARY KEY (tenant_id, contract_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts.contract (tenant_id, id)
);
SELECT comptoir.protect('contracts.text');

-- The file of evidence: each entry holds the hash of the one before. The primary key lets no two entries take one place.
CREATE TABLE contracts.evidence (
    tenant_id   uuid        NOT NULL,
    contract_id uuid        NOT NULL,
    seq         integer     NOT NULL CHECK (seq > 0),
    at          timestamptz NOT NULL,
    step        text        NOT NULL,
    actor       text        NOT NULL,
    address     text        NOT NULL,
    agent       text        NOT NULL,
    document    text        NOT NULL,
    data        jsonb       NOT NULL,
    previous    text        NOT NULL,
    hash        text        NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (tenant_id, contract_id, seq),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts.contract (tenant_id, id)
);
SELECT comptoir.protect_append_only('contracts.evidence');

CREATE TABLE contracts.settings (
    tenant_id uuid  NOT NULL PRIMARY KEY,
    content   jsonb NOT NULL
);
SELECT comptoir.protect('contracts.settings');

-- The certificate that seals: made by the program at its first use, or brought by the business. The private key is sealed
-- by the key of the business.
CREATE TABLE contracts.certificate (
    tenant_id uuid        NOT NULL,
    origin    text        NOT NULL CHECK (origin IN ('made', 'own')),
    chain     text        NOT NULL,
    key       bytea       NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, origin)
);
SELECT comptoir.protect('contracts.certificate');

-- +goose Down
DROP TABLE contracts.certificate;
DROP TABLE contracts.settings;
DROP TABLE contracts.evidence;
DROP TABLE contracts.text;
DROP INDEX contracts.contract_newest;
UPDATE contracts.contract SET status = CASE WHEN file = '' THEN 'drafted' ELSE 'generated' END WHERE status NOT IN ('drafted', 'generated');
ALTER TABLE contracts.contract
    DROP CONSTRAINT contract_external,
    DROP CONSTRAINT contract_link,
    DROP CONSTRAINT contract_linked,
    DROP CONSTRAINT contract_written,
    DROP CONSTRAINT contract_status_check,
    DROP COLUMN signing,
    DROP COLUMN words,
    DROP COLUMN external,
    DROP COLUMN link_hash,
    DROP COLUMN kind,
    ADD CONSTRAINT contract_status_check CHECK (status IN ('drafted', 'generated')),
    ADD CONSTRAINT contract_written CHECK (status = 'drafted' OR file <> '' AND length(sha256) = 64 AND generated_at IS NOT NULL);
