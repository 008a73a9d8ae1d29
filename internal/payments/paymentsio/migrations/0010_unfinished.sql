-- What was promised and not answered is looked for each night: refunds by their age, captures beside them. A notification
-- at which a person has looked is no longer tried, nor shown.

-- +goose Up
ALTER TABLE payments.webhook DROP CONSTRAINT webhook_state_check;
ALTER TABLE payments.webhook ADD CONSTRAINT webhook_state_check CHECK (state IN ('waiting', 'applied', 'given_up', 'settled'));
CREATE INDEX refund_pending ON payments.refund (tenant_id, at) WHERE status = 'pending';
CREATE INDEX payment_capturing ON payments.payment (tenant_id, updated_at) WHERE capture_status = 'pending';
DROP INDEX payments.webhook_waiting;
CREATE INDEX webhook_waiting ON payments.webhook (tenant_id, received_at) WHERE state = 'waiting';
CREATE INDEX webhook_kept ON payments.webhook (tenant_id, received_at) WHERE state IN ('waiting', 'given_up');

-- +goose Down
UPDATE payments.webhook SET state = 'applied' WHERE state = 'settled';
ALTER TABLE payments.webhook DROP CONSTRAINT webhook_state_check;
ALTER TABLE payments.webhook ADD CONSTRAINT webhook_state_check CHECK (state IN ('waiting', 'applied', 'given_up'));
DROP INDEX payments.webhook_kept;
DROP INDEX payments.webhook_waiting;
CREATE INDEX webhook_waiting ON payments.webhook (tenant_id, received_at) WHERE state <> 'applied';
DROP INDEX payments.payment_capturing;
DROP INDEX payments.refund_pending;
