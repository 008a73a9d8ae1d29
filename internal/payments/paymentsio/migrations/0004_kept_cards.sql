-- +goose Up
ALTER TABLE payments.payment
    ADD COLUMN keep      boolean NOT NULL DEFAULT false,
    ADD COLUMN card_name text    NOT NULL DEFAULT '',
    DROP CONSTRAINT payment_mode_check,
    ADD CONSTRAINT payment_mode_check CHECK (mode IN ('', 'hold', 'card', 'later'));

-- +goose Down
ALTER TABLE payments.payment NO FORCE ROW LEVEL SECURITY;
UPDATE payments.payment SET mode = 'card' WHERE mode = 'later';
ALTER TABLE payments.payment
    DROP CONSTRAINT payment_mode_check,
    ADD CONSTRAINT payment_mode_check CHECK (mode IN ('', 'hold', 'card')),
    DROP COLUMN keep, DROP COLUMN card_name;
ALTER TABLE payments.payment FORCE ROW LEVEL SECURITY;
