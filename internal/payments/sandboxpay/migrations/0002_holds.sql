-- +goose Up
ALTER TABLE sandboxpay.checkout NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sandboxpay.checkout
    ADD COLUMN mode     text   NOT NULL DEFAULT '',
    ADD COLUMN captured bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT checkout_status_check,
    ADD CONSTRAINT checkout_status_check CHECK (status IN ('open', 'challenge', 'held', 'paid', 'closed'));
UPDATE sandboxpay.checkout SET captured = amount WHERE status = 'paid';
ALTER TABLE sandboxpay.checkout FORCE ROW LEVEL SECURITY;
CREATE INDEX checkout_opened ON sandboxpay.checkout (tenant_id, opened_at);

-- +goose Down
DROP INDEX sandboxpay.checkout_opened;
ALTER TABLE sandboxpay.checkout NO FORCE ROW LEVEL SECURITY;
UPDATE sandboxpay.checkout SET status = 'closed' WHERE status = 'held';
ALTER TABLE sandboxpay.checkout
    DROP CONSTRAINT checkout_status_check,
    ADD CONSTRAINT checkout_status_check CHECK (status IN ('open', 'challenge', 'paid', 'closed')),
    DROP COLUMN mode, DROP COLUMN captured;
ALTER TABLE sandboxpay.checkout FORCE ROW LEVEL SECURITY;
