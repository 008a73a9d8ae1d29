-- +goose Up
ALTER TABLE payments.payment
    ADD COLUMN dispute_due timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    DROP CONSTRAINT payment_dispute_status_check,
    ADD CONSTRAINT payment_dispute_status_check CHECK (dispute_status IN ('', 'open', 'under_review', 'won', 'lost'));
CREATE INDEX payment_standing ON payments.payment (tenant_id, standing, created_at DESC, id DESC);

-- +goose Down
DROP INDEX payments.payment_standing;
ALTER TABLE payments.payment NO FORCE ROW LEVEL SECURITY;
UPDATE payments.payment SET dispute_status = 'open' WHERE dispute_status = 'under_review';
ALTER TABLE payments.payment
    DROP COLUMN dispute_due,
    DROP CONSTRAINT payment_dispute_status_check,
    ADD CONSTRAINT payment_dispute_status_check CHECK (dispute_status IN ('', 'open', 'won', 'lost'));
ALTER TABLE payments.payment FORCE ROW LEVEL SECURITY;
