-- name: OpenCheckout :exec
INSERT INTO sandboxpay.checkout (tenant_id, payment_id, reference, amount, currency, description, locale, return_url, status, card, failure, opened_at)
VALUES (@tenant_id, @payment_id, @reference, @amount, @currency, @description, @locale, @return_url, 'open', '', '', @opened_at)
ON CONFLICT (tenant_id, payment_id) DO NOTHING;

-- name: CheckoutByPayment :one
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: CheckoutByReference :one
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND reference = @reference;

-- name: LockCheckout :one
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND payment_id = @payment_id FOR UPDATE;

-- name: MoveCheckout :exec
UPDATE sandboxpay.checkout SET status = @status, card = @card, failure = @failure
WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: Refunded :one
SELECT coalesce(sum(amount), 0)::bigint FROM sandboxpay.refund WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: FindRefund :one
SELECT * FROM sandboxpay.refund WHERE tenant_id = @tenant_id AND id = @id;

-- name: InsertRefund :exec
INSERT INTO sandboxpay.refund (tenant_id, id, payment_id, reference, amount, at)
VALUES (@tenant_id, @id, @payment_id, @reference, @amount, @at);
