-- +goose Up
CREATE SCHEMA payments;
GRANT USAGE ON SCHEMA payments TO comptoir_app;

CREATE TABLE payments.payment (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    key          text        NOT NULL CHECK (key <> ''),
    subject_kind text        NOT NULL CHECK (subject_kind <> ''),
    subject_id   uuid        NOT NULL,
    purpose      text        NOT NULL,
    description  text        NOT NULL,
    payer_name   text        NOT NULL,
    payer_email  text        NOT NULL,
    payer_locale text        NOT NULL,
    amount       bigint      NOT NULL CHECK (amount > 0),
    currency     text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    status       text        NOT NULL CHECK (status IN ('requires_action', 'authorized', 'succeeded', 'failed', 'cancelled')),
    provider     text        NOT NULL,
    reference    text        NOT NULL,
    checkout_url text        NOT NULL,
    return_url   text        NOT NULL,
    failure      text        NOT NULL,
    given_back   bigint      NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      integer     NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT payment_key UNIQUE (tenant_id, key),
    -- never more back than came in; refunds that failed do not count
    CONSTRAINT payment_given_back CHECK (given_back >= 0 AND given_back <= amount),
    CONSTRAINT payment_given_back_after_success CHECK (given_back = 0 OR status = 'succeeded')
);
CREATE INDEX payment_subject ON payments.payment (tenant_id, subject_kind, subject_id, created_at DESC);
CREATE INDEX payment_newest ON payments.payment (tenant_id, created_at DESC, id DESC);
SELECT comptoir.protect('payments.payment');

CREATE TABLE payments.refund (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    payment_id uuid        NOT NULL,
    amount     bigint      NOT NULL CHECK (amount > 0),
    status     text        NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    reason     text        NOT NULL,
    key        text        NOT NULL CHECK (key <> ''),
    reference  text        NOT NULL,
    failure    text        NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT refund_key UNIQUE (tenant_id, payment_id, key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments.payment (tenant_id, id)
);
SELECT comptoir.protect('payments.refund');

CREATE TABLE payments.notification (
    tenant_id    uuid        NOT NULL,
    provider     text        NOT NULL,
    notification text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, provider, notification)
);
SELECT comptoir.protect_append_only('payments.notification');

-- +goose Down
DROP SCHEMA payments CASCADE;
