-- +goose Up
ALTER TABLE sandboxpay.checkout ADD COLUMN keep boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE sandboxpay.checkout DROP COLUMN keep;
