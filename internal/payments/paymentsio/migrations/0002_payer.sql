-- +goose Up
CREATE INDEX payment_payer ON payments.payment (tenant_id, payer_email);

-- +goose Down
DROP INDEX payments.payment_payer;
