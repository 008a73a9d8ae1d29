-- +goose Up
CREATE SCHEMA sandboxpay;
GRANT USAGE ON SCHEMA sandboxpay TO comptoir_app;

CREATE TABLE sandboxpay.checkout (
    tenant_id   uuid        NOT NULL,
    payment_id  uuid        NOT NULL,
    reference   text        NOT NULL,
    amount      bigint      NOT NULL CHECK (amount > 0),
    currency    text        NOT NULL,
    description text        NOT NULL,
    locale      text        NOT NULL,
    return_url  text        NOT NULL,
    status      text        NOT NULL CHECK (status IN ('open', 'challenge', 'paid', 'closed')),
    card        text        NOT NULL,
    failure     text        NOT NULL,
    opened_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, payment_id),
    UNIQUE (tenant_id, reference)
);
SELECT comptoir.protect('sandboxpay.checkout');

CREATE TABLE sandboxpay.refund (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    payment_id uuid        NOT NULL,
    reference  text        NOT NULL,
    amount     bigint      NOT NULL CHECK (amount > 0),
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES sandboxpay.checkout (tenant_id, payment_id)
);
SELECT comptoir.protect('sandboxpay.refund');

-- +goose Down
DROP SCHEMA sandboxpay CASCADE;
