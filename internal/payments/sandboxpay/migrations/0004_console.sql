-- +goose Up
-- what the bank of a kept card says the next time that it is charged
ALTER TABLE sandboxpay.checkout ADD COLUMN next text NOT NULL DEFAULT '' CHECK (next IN ('', 'declined', 'owner'));

CREATE TABLE sandboxpay.dispute (
    tenant_id  uuid        NOT NULL,
    reference  text        NOT NULL,
    payment_id uuid        NOT NULL,
    status     text        NOT NULL CHECK (status IN ('needs_response', 'under_review', 'won', 'lost')),
    amount     bigint      NOT NULL CHECK (amount > 0),
    reason     text        NOT NULL,
    due_at     timestamptz NOT NULL,
    opened_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, reference),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES sandboxpay.checkout (tenant_id, payment_id)
);
CREATE UNIQUE INDEX dispute_running ON sandboxpay.dispute (tenant_id, payment_id) WHERE status IN ('needs_response', 'under_review');
CREATE INDEX dispute_payment ON sandboxpay.dispute (tenant_id, payment_id, opened_at);
SELECT comptoir.protect('sandboxpay.dispute');

-- +goose Down
DROP TABLE sandboxpay.dispute;
ALTER TABLE sandboxpay.checkout DROP COLUMN next;
