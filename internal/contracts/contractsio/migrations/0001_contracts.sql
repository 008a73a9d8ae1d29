-- +goose Up
CREATE SCHEMA contracts;
GRANT USAGE ON SCHEMA contracts TO comptoir_app;

CREATE TABLE contracts.contract (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    number         text        NOT NULL,
    reservation_id uuid        NOT NULL,
    stay_version   integer     NOT NULL,
    revision       integer     NOT NULL CHECK (revision > 0),
    status         text        NOT NULL CHECK (status IN ('drafted', 'generated')),
    stay           jsonb       NOT NULL,
    file           text        NOT NULL,
    sha256         text        NOT NULL,
    size           bigint      NOT NULL,
    drafted_at     timestamptz NOT NULL,
    generated_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT contract_number UNIQUE (tenant_id, number),
    CONSTRAINT contract_version UNIQUE (tenant_id, reservation_id, stay_version),
    CONSTRAINT contract_revision UNIQUE (tenant_id, reservation_id, revision),
    CONSTRAINT contract_written CHECK (status = 'drafted' OR file <> '' AND length(sha256) = 64 AND generated_at IS NOT NULL)
);
SELECT comptoir.protect('contracts.contract');

-- The last number given in a year: its row is locked until the contract that takes the next one is saved, so that
-- numbers have no gaps.
CREATE TABLE contracts.counter (
    tenant_id uuid    NOT NULL,
    year      integer NOT NULL,
    last      integer NOT NULL,
    PRIMARY KEY (tenant_id, year)
);
SELECT comptoir.protect('contracts.counter');

-- +goose Down
DROP SCHEMA contracts CASCADE;
