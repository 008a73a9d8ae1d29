-- +goose Up
ALTER TABLE payments.payment NO FORCE ROW LEVEL SECURITY;
-- a moment in the year 1 says: never
ALTER TABLE payments.payment
    ADD COLUMN mode              text        NOT NULL DEFAULT '' CHECK (mode IN ('', 'hold', 'card')),
    ADD COLUMN standing          text        NOT NULL DEFAULT '',
    ADD COLUMN told_at           timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    ADD COLUMN captured          bigint      NOT NULL DEFAULT 0,
    ADD COLUMN capture_status    text        NOT NULL DEFAULT '' CHECK (capture_status IN ('', 'pending', 'done', 'failed')),
    ADD COLUMN capture_amount    bigint      NOT NULL DEFAULT 0 CHECK (capture_amount >= 0 AND capture_amount <= amount),
    ADD COLUMN capture_reason    text        NOT NULL DEFAULT '',
    ADD COLUMN capture_key       text        NOT NULL DEFAULT '',
    ADD COLUMN held_until        timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    ADD COLUMN instrument        text        NOT NULL DEFAULT '',
    ADD COLUMN dispute_reference text        NOT NULL DEFAULT '',
    ADD COLUMN dispute_status    text        NOT NULL DEFAULT '' CHECK (dispute_status IN ('', 'open', 'won', 'lost')),
    ADD COLUMN dispute_amount    bigint      NOT NULL DEFAULT 0,
    ADD COLUMN dispute_reason    text        NOT NULL DEFAULT '',
    DROP CONSTRAINT payment_status_check,
    ADD CONSTRAINT payment_status_check CHECK (status IN ('requires_action', 'processing', 'authorized', 'succeeded', 'failed', 'cancelled')),
    DROP CONSTRAINT payment_given_back;
UPDATE payments.payment SET captured = amount WHERE status = 'succeeded';
UPDATE payments.payment SET standing = CASE WHEN given_back = 0 THEN status WHEN given_back < captured THEN 'partly_refunded' ELSE 'refunded' END;
ALTER TABLE payments.payment
    ADD CONSTRAINT payment_captured CHECK (captured >= 0 AND (captured > 0) = (status = 'succeeded')),
    -- never more back than came in; refunds that failed do not count
    ADD CONSTRAINT payment_given_back CHECK (given_back >= 0 AND given_back <= captured);
ALTER TABLE payments.payment FORCE ROW LEVEL SECURITY;
CREATE INDEX payment_provider ON payments.payment (tenant_id, provider, updated_at);

CREATE TABLE payments.provider (
    tenant_id  uuid        NOT NULL,
    provider   text        NOT NULL,
    sealed     bytea,
    hints      jsonb       NOT NULL,
    test       boolean     NOT NULL,
    enabled    boolean     NOT NULL,
    chosen     boolean     NOT NULL,
    checked_at timestamptz NOT NULL,
    check_name text        NOT NULL,
    check_code text        NOT NULL,
    updated_at timestamptz NOT NULL,
    version    integer     NOT NULL,
    PRIMARY KEY (tenant_id, provider),
    CHECK (enabled OR NOT chosen),
    CHECK (sealed IS NOT NULL OR NOT enabled)
);
CREATE UNIQUE INDEX provider_chosen ON payments.provider (tenant_id) WHERE chosen;
SELECT comptoir.protect('payments.provider');

CREATE TABLE payments.webhook (
    tenant_id    uuid        NOT NULL,
    provider     text        NOT NULL,
    notification text        NOT NULL,
    kind         text        NOT NULL,
    payment_id   uuid,
    sealed       bytea,
    state        text        NOT NULL CHECK (state IN ('waiting', 'applied', 'given_up')),
    tries        integer     NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, provider, notification)
);
CREATE INDEX webhook_waiting ON payments.webhook (tenant_id, received_at) WHERE state <> 'applied';
SELECT comptoir.protect('payments.webhook');

CREATE TABLE payments.difference (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    provider   text        NOT NULL,
    reference  text        NOT NULL,
    payment_id uuid,
    kind       text        NOT NULL,
    ours       text        NOT NULL,
    theirs     text        NOT NULL,
    found_at   timestamptz NOT NULL,
    settled_at timestamptz NOT NULL,
    note       text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    -- the same finding stays one, also after it was settled
    CONSTRAINT difference_once UNIQUE (tenant_id, provider, reference, kind, ours, theirs)
);
CREATE INDEX difference_open ON payments.difference (tenant_id, found_at DESC) WHERE settled_at < '0002-01-01 00:00:00+00';
SELECT comptoir.protect('payments.difference');

CREATE TABLE payments.step (
    tenant_id  uuid        NOT NULL,
    payment_id uuid        NOT NULL,
    number     integer     NOT NULL,
    what       text        NOT NULL,
    amount     bigint      NOT NULL,
    detail     text        NOT NULL,
    by         text        NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, payment_id, number),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments.payment (tenant_id, id)
);
SELECT comptoir.protect_append_only('payments.step');

-- +goose Down
DROP TABLE payments.step;
DROP TABLE payments.difference;
DROP TABLE payments.webhook;
DROP TABLE payments.provider;
DROP INDEX payments.payment_provider;
ALTER TABLE payments.payment NO FORCE ROW LEVEL SECURITY;
UPDATE payments.payment SET status = 'requires_action' WHERE status = 'processing';
ALTER TABLE payments.payment
    DROP CONSTRAINT payment_captured,
    DROP CONSTRAINT payment_given_back,
    ADD CONSTRAINT payment_given_back CHECK (given_back >= 0 AND given_back <= amount),
    DROP CONSTRAINT payment_status_check,
    ADD CONSTRAINT payment_status_check CHECK (status IN ('requires_action', 'authorized', 'succeeded', 'failed', 'cancelled')),
    DROP COLUMN mode, DROP COLUMN standing, DROP COLUMN told_at, DROP COLUMN captured, DROP COLUMN capture_status, DROP COLUMN capture_amount,
    DROP COLUMN capture_reason, DROP COLUMN capture_key, DROP COLUMN held_until, DROP COLUMN instrument, DROP COLUMN dispute_reference,
    DROP COLUMN dispute_status, DROP COLUMN dispute_amount, DROP COLUMN dispute_reason;
ALTER TABLE payments.payment FORCE ROW LEVEL SECURITY;
