-- Contracts may be signed at a company for which the business has entered keys, sealed by its own key. What the company
-- tells is kept as notices: what happened is asked for.

-- +goose Up
CREATE TABLE contracts.provider (
    tenant_id  uuid        NOT NULL,
    provider   text        NOT NULL,
    sealed     bytea,
    hints      jsonb       NOT NULL,
    test       boolean     NOT NULL,
    chosen     boolean     NOT NULL,
    checked_at timestamptz NOT NULL,
    check_name text        NOT NULL,
    check_code text        NOT NULL,
    updated_at timestamptz NOT NULL,
    version    integer     NOT NULL,
    PRIMARY KEY (tenant_id, provider)
);
CREATE UNIQUE INDEX provider_chosen ON contracts.provider (tenant_id) WHERE chosen;
SELECT comptoir.protect('contracts.provider');

CREATE TABLE contracts.notice (
    tenant_id   uuid        NOT NULL,
    provider    text        NOT NULL,
    notice      text        NOT NULL,
    event       text        NOT NULL,
    external    text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('waiting', 'applied', 'given_up')),
    tries       integer     NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, provider, notice)
);
CREATE INDEX notice_waiting ON contracts.notice (tenant_id, received_at) WHERE state = 'waiting';
SELECT comptoir.protect('contracts.notice');

-- +goose Down
DROP TABLE contracts.notice;
DROP TABLE contracts.provider;
