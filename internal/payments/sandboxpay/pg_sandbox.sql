-- name: OpenCheckout :exec
INSERT INTO sandboxpay.checkout (tenant_id, payment_id, reference, amount, currency, description, locale, return_url, status, card, failure, mode, keep, opened_at)
VALUES (@tenant_id, @payment_id, @reference, @amount, @currency, @description, @locale, @return_url, 'open', '', '', @mode, @keep, @opened_at)
ON CONFLICT (tenant_id, payment_id) DO NOTHING;

-- name: CheckoutByPayment :one
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: CheckoutByReference :one
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND reference = @reference;

-- name: LockCheckout :one
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND payment_id = @payment_id FOR UPDATE;

-- name: MoveCheckout :exec
UPDATE sandboxpay.checkout SET status = @status, card = @card, failure = @failure, captured = @captured
WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: Refunded :one
SELECT coalesce(sum(amount), 0)::bigint FROM sandboxpay.refund WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: FindRefund :one
SELECT * FROM sandboxpay.refund WHERE tenant_id = @tenant_id AND id = @id;

-- name: InsertRefund :exec
INSERT INTO sandboxpay.refund (tenant_id, id, payment_id, reference, amount, at)
VALUES (@tenant_id, @id, @payment_id, @reference, @amount, @at);

-- name: CheckoutsBetween :many
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND opened_at >= @since AND opened_at < @until;

-- name: RefundsBetween :many
SELECT r.*, c.currency FROM sandboxpay.refund r
JOIN sandboxpay.checkout c ON c.tenant_id = r.tenant_id AND c.payment_id = r.payment_id
WHERE c.tenant_id = @tenant_id AND (c.opened_at >= @since AND c.opened_at < @until OR r.at >= @since AND r.at < @until);

-- name: CountLater :one
SELECT count(*) FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND card = @card AND mode = 'later';

-- name: CheckoutsToDrive :many
SELECT * FROM sandboxpay.checkout WHERE tenant_id = @tenant_id AND status IN ('paid', 'held') ORDER BY opened_at DESC, payment_id LIMIT 50;

-- name: SayNext :exec
UPDATE sandboxpay.checkout SET next = @next WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: OpenDispute :exec
INSERT INTO sandboxpay.dispute (tenant_id, reference, payment_id, status, amount, reason, due_at, opened_at)
VALUES (@tenant_id, @reference, @payment_id, 'needs_response', @amount, @reason, @due_at, @opened_at);

-- name: LastDispute :one
SELECT * FROM sandboxpay.dispute WHERE tenant_id = @tenant_id AND payment_id = @payment_id ORDER BY opened_at DESC, reference DESC LIMIT 1;

-- name: MoveDispute :exec
UPDATE sandboxpay.dispute SET status = @status WHERE tenant_id = @tenant_id AND reference = @reference;

-- name: Disputes :many
SELECT * FROM sandboxpay.dispute WHERE tenant_id = @tenant_id ORDER BY opened_at DESC, reference DESC LIMIT 200;
