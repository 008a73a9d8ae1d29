-- +goose Up
CREATE SCHEMA banking;
GRANT USAGE ON SCHEMA banking TO comptoir_app;

CREATE TABLE banking.desk (
    tenant_id uuid    NOT NULL,
    revision  bigint  NOT NULL,
    year      integer NOT NULL,
    last      integer NOT NULL,
    settings  jsonb   NOT NULL,
    PRIMARY KEY (tenant_id)
);
SELECT comptoir.protect('banking.desk');

CREATE TABLE banking.account (
    tenant_id uuid    NOT NULL,
    id        uuid    NOT NULL,
    version   integer NOT NULL CHECK (version > 0),
    name      text    NOT NULL CHECK (name <> ''),
    state     jsonb   NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT comptoir.protect('banking.account');

-- A version of somebody's bank details is written once. What is sealed is emptied when the person is forgotten.
CREATE TABLE banking.details (
    tenant_id  uuid        NOT NULL,
    payee      uuid        NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    sealed     bytea       NOT NULL,
    masked     text        NOT NULL,
    changed_by text        NOT NULL,
    changed_at timestamptz NOT NULL,
    usable_at  timestamptz NOT NULL CHECK (usable_at >= changed_at),
    PRIMARY KEY (tenant_id, payee, version)
);
SELECT comptoir.protect('banking.details');

CREATE TABLE banking.batch (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    version     integer     NOT NULL CHECK (version > 0),
    key         text        NOT NULL CHECK (key <> ''),
    number      text        NOT NULL,
    account_id  uuid        NOT NULL,
    status      text        NOT NULL CHECK (status IN ('proposed', 'approved', 'exported', 'executed', 'partly_returned', 'returned', 'cancelled')),
    proposed_by uuid        NOT NULL,
    approved_by uuid,
    proposed_at timestamptz NOT NULL,
    state       jsonb       NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT batch_key UNIQUE (tenant_id, key),
    CONSTRAINT batch_number UNIQUE (tenant_id, number),
    -- a second person lets money leave: whoever made a batch never approves it, and none leaves without an approval
    CONSTRAINT batch_two_people CHECK (approved_by <> proposed_by),
    CONSTRAINT batch_approved CHECK (status IN ('proposed', 'cancelled') OR approved_by IS NOT NULL),
    FOREIGN KEY (tenant_id, account_id) REFERENCES banking.account (tenant_id, id)
);
CREATE INDEX batch_account ON banking.batch (tenant_id, account_id);
CREATE INDEX batch_newest ON banking.batch (tenant_id, proposed_at DESC, id DESC);
SELECT comptoir.protect('banking.batch');

CREATE TABLE banking.line (
    tenant_id uuid    NOT NULL,
    id        uuid    NOT NULL,
    batch_id  uuid    NOT NULL,
    seq       integer NOT NULL CHECK (seq > 0),
    payee     uuid    NOT NULL,
    details   integer NOT NULL,
    amount    bigint  NOT NULL CHECK (amount > 0),
    currency  text    NOT NULL CHECK (currency = 'EUR'),
    status    text    NOT NULL CHECK (status IN ('planned', 'executed', 'rejected', 'returned', 'removed')),
    pending   boolean NOT NULL,
    moved     date,
    state     jsonb   NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT line_seq UNIQUE (tenant_id, batch_id, seq),
    -- one transfer a payee and batch
    CONSTRAINT line_payee UNIQUE (tenant_id, batch_id, payee),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES banking.batch (tenant_id, id),
    FOREIGN KEY (tenant_id, payee, details) REFERENCES banking.details (tenant_id, payee, version)
);
CREATE INDEX line_pending ON banking.line (tenant_id, batch_id) WHERE pending;
CREATE INDEX line_of_payee ON banking.line (tenant_id, payee, details, moved DESC);
SELECT comptoir.protect('banking.line');

-- +goose Down
DROP SCHEMA banking CASCADE;
