-- name: FindPayment :one
SELECT * FROM payments.payment WHERE tenant_id = @tenant_id AND id = @id;

-- name: LockPayment :one
SELECT * FROM payments.payment WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockPaymentByKey :one
SELECT * FROM payments.payment WHERE tenant_id = @tenant_id AND key = @key FOR UPDATE;

-- name: PaymentsOfSubject :many
SELECT * FROM payments.payment
WHERE tenant_id = @tenant_id AND subject_kind = @subject_kind AND subject_id = @subject_id
ORDER BY created_at DESC, id DESC;

-- name: LockPaymentsOfSubject :many
SELECT * FROM payments.payment
WHERE tenant_id = @tenant_id AND subject_kind = @subject_kind AND subject_id = @subject_id
ORDER BY created_at DESC, id DESC
FOR UPDATE;

-- name: PagePayments :many
SELECT * FROM payments.payment
WHERE tenant_id = @tenant_id
  AND (@status::text = '' OR status = @status)
  AND (@subject_kind::text = '' OR subject_kind = @subject_kind AND subject_id = @subject_id)
  AND (NOT @after::boolean OR (created_at, id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY created_at DESC, id DESC
LIMIT @size;

-- name: RefundsOf :many
SELECT * FROM payments.refund
WHERE tenant_id = @tenant_id AND payment_id = ANY(@payments::uuid[])
ORDER BY payment_id, at, id;

-- name: InsertPayment :exec
INSERT INTO payments.payment (tenant_id, id, key, subject_kind, subject_id, purpose, description, payer_name, payer_email,
    payer_locale, amount, currency, status, provider, reference, checkout_url, return_url, failure, given_back, created_at,
    updated_at, version)
VALUES (@tenant_id, @id, @key, @subject_kind, @subject_id, @purpose, @description, @payer_name, @payer_email,
    @payer_locale, @amount, @currency, @status, @provider, @reference, @checkout_url, @return_url, @failure, @given_back,
    @created_at, @updated_at, 1);

-- name: UpdatePayment :execrows
UPDATE payments.payment
SET status = @status, reference = @reference, checkout_url = @checkout_url, failure = @failure, given_back = @given_back,
    updated_at = @updated_at, version = version + 1
WHERE tenant_id = @tenant_id AND id = @id AND version = @version;

-- name: PutRefund :exec
INSERT INTO payments.refund (tenant_id, id, payment_id, amount, status, reason, key, reference, failure, at)
VALUES (@tenant_id, @id, @payment_id, @amount, @status, @reason, @key, @reference, @failure, @at)
ON CONFLICT (tenant_id, id) DO UPDATE
SET status = excluded.status, reference = excluded.reference, failure = excluded.failure;

-- name: Remember :execrows
INSERT INTO payments.notification (tenant_id, provider, notification, at)
VALUES (@tenant_id, @provider, @notification, @at)
ON CONFLICT DO NOTHING;

-- name: PaymentsOfPayer :many
SELECT * FROM payments.payment WHERE tenant_id = @tenant_id AND payer_email = @payer_email ORDER BY created_at DESC, id DESC;

-- name: ForgetPayer :many
UPDATE payments.payment SET payer_name = @as_name, payer_email = @as_email, version = version + 1
WHERE tenant_id = @tenant_id AND payer_email = @payer_email
RETURNING id;
