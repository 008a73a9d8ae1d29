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

-- name: LockSubject :exec
SELECT pg_advisory_xact_lock(hashtextextended(@subject::text, 0));

-- name: PagePayments :many
SELECT * FROM payments.payment
WHERE tenant_id = @tenant_id
  AND (@status::text = '' OR standing = @status)
  AND (@provider::text = '' OR provider = @provider)
  AND (@subject_kind::text = '' OR subject_kind = @subject_kind AND subject_id = @subject_id)
  AND created_at >= @since::timestamptz AND created_at < @until::timestamptz
  AND (@text::text = '' OR strpos(lower(payer_name || ' ' || payer_email || ' ' || description || ' ' || reference), lower(@text)) > 0
    OR @minor::bigint > 0 AND (amount = @minor OR captured = @minor))
  AND (NOT @after::boolean OR (created_at, id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY created_at DESC, id DESC
LIMIT @size;

-- name: SumPayments :many
SELECT currency, count(*)::bigint AS payments, sum(captured)::bigint AS came_in, sum(given_back)::bigint AS back FROM payments.payment
WHERE tenant_id = @tenant_id
  AND (@status::text = '' OR standing = @status)
  AND (@provider::text = '' OR provider = @provider)
  AND (@subject_kind::text = '' OR subject_kind = @subject_kind AND subject_id = @subject_id)
  AND created_at >= @since::timestamptz AND created_at < @until::timestamptz
  AND (@text::text = '' OR strpos(lower(payer_name || ' ' || payer_email || ' ' || description || ' ' || reference), lower(@text)) > 0
    OR @minor::bigint > 0 AND (amount = @minor OR captured = @minor))
GROUP BY currency ORDER BY currency;

-- name: RefundsOf :many
SELECT * FROM payments.refund
WHERE tenant_id = @tenant_id AND payment_id = ANY(@payments::uuid[])
ORDER BY payment_id, at, id;

-- name: InsertPayment :exec
INSERT INTO payments.payment (tenant_id, id, key, subject_kind, subject_id, purpose, description, payer_name, payer_email,
    payer_locale, amount, currency, mode, status, standing, told_at, captured, capture_status, capture_amount, capture_reason,
    capture_key, held_until, instrument, keep, card_name, dispute_reference, dispute_status, dispute_amount, dispute_reason, dispute_due, provider, reference,
    checkout_url, return_url, failure, given_back, created_at, updated_at, version)
VALUES (@tenant_id, @id, @key, @subject_kind, @subject_id, @purpose, @description, @payer_name, @payer_email,
    @payer_locale, @amount, @currency, @mode, @status, @standing, @told_at, @captured, @capture_status, @capture_amount, @capture_reason,
    @capture_key, @held_until, @instrument, @keep, @card_name, @dispute_reference, @dispute_status, @dispute_amount, @dispute_reason, @dispute_due, @provider, @reference,
    @checkout_url, @return_url, @failure, @given_back, @created_at, @updated_at, 1);

-- name: UpdatePayment :execrows
UPDATE payments.payment
SET status = @status, standing = @standing, told_at = @told_at, captured = @captured, capture_status = @capture_status,
    capture_amount = @capture_amount, capture_reason = @capture_reason, capture_key = @capture_key, held_until = @held_until,
    instrument = @instrument, card_name = @card_name, dispute_reference = @dispute_reference, dispute_status = @dispute_status, dispute_amount = @dispute_amount,
    dispute_reason = @dispute_reason, dispute_due = @dispute_due, reference = @reference, checkout_url = @checkout_url, failure = @failure, given_back = @given_back,
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
UPDATE payments.payment SET payer_name = @as_name, payer_email = @as_email, card_name = '', version = version + 1
WHERE tenant_id = @tenant_id AND payer_email = @payer_email
RETURNING id;

-- name: PaymentsBetween :many
SELECT * FROM payments.payment
WHERE tenant_id = @tenant_id AND provider = @provider
  AND (created_at >= @since AND created_at < @until OR updated_at >= @since AND updated_at < @until);

-- name: Accounts :many
SELECT * FROM payments.provider WHERE tenant_id = @tenant_id ORDER BY provider;

-- name: LockAccount :one
SELECT * FROM payments.provider WHERE tenant_id = @tenant_id AND provider = @provider FOR UPDATE;

-- name: UnchooseOthers :exec
UPDATE payments.provider SET chosen = false, version = version + 1
WHERE tenant_id = @tenant_id AND provider <> @provider AND chosen;

-- name: InsertAccount :exec
INSERT INTO payments.provider (tenant_id, provider, sealed, hints, test, enabled, chosen, checked_at, check_name, check_code, updated_at, version)
VALUES (@tenant_id, @provider, @sealed, @hints, @test, @enabled, @chosen, @checked_at, @check_name, @check_code, @updated_at, 1);

-- name: UpdateAccount :execrows
UPDATE payments.provider
SET sealed = @sealed, hints = @hints, test = @test, enabled = @enabled, chosen = @chosen, checked_at = @checked_at,
    check_name = @check_name, check_code = @check_code, updated_at = @updated_at, version = version + 1
WHERE tenant_id = @tenant_id AND provider = @provider AND version = @version;

-- name: KeepWebhook :exec
INSERT INTO payments.webhook (tenant_id, provider, notification, kind, payment_id, sealed, state, tries, received_at)
VALUES (@tenant_id, @provider, @notification, @kind, @payment_id, @sealed, @state, @tries, @received_at)
ON CONFLICT DO NOTHING;

-- name: MoveWebhook :exec
UPDATE payments.webhook SET state = @state, tries = @tries, sealed = @sealed
WHERE tenant_id = @tenant_id AND provider = @provider AND notification = @notification;

-- name: KeptWebhooks :many
SELECT * FROM payments.webhook WHERE tenant_id = @tenant_id AND state IN ('waiting', 'given_up') ORDER BY received_at LIMIT 200;

-- name: WaitingWebhooks :many
SELECT * FROM payments.webhook WHERE tenant_id = @tenant_id AND state = 'waiting' ORDER BY received_at LIMIT 200;

-- name: UnfinishedPayments :many
SELECT * FROM payments.payment p
WHERE p.tenant_id = @tenant_id
  AND (p.capture_status = 'pending' AND p.updated_at < @before
    OR p.id IN (SELECT r.payment_id FROM payments.refund r WHERE r.tenant_id = @tenant_id AND r.status = 'pending' AND r.at < @before))
ORDER BY p.updated_at LIMIT 200;

-- name: PutDifference :exec
INSERT INTO payments.difference (tenant_id, id, provider, reference, payment_id, kind, ours, theirs, found_at, settled_at, note)
VALUES (@tenant_id, @id, @provider, @reference, @payment_id, @kind, @ours, @theirs, @found_at, @settled_at, @note)
ON CONFLICT ON CONSTRAINT difference_once DO UPDATE
SET settled_at = excluded.settled_at, note = excluded.note, found_at = excluded.found_at
WHERE payments.difference.id = excluded.id
   OR payments.difference.note = @withdrawn::text AND excluded.settled_at < '0002-01-01 00:00:00+00';

-- name: LockDifference :one
SELECT * FROM payments.difference WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: OpenDifferences :many
SELECT * FROM payments.difference
WHERE tenant_id = @tenant_id AND settled_at < '0002-01-01 00:00:00+00'
ORDER BY found_at DESC, id DESC LIMIT 200;

-- name: AddStep :exec
INSERT INTO payments.step (tenant_id, payment_id, number, what, amount, detail, by, at)
SELECT @tenant_id, @payment_id, count(*) + 1, @what, @amount, @detail, @by, @at
FROM payments.step WHERE tenant_id = @tenant_id AND payment_id = @payment_id;

-- name: Steps :many
SELECT * FROM payments.step WHERE tenant_id = @tenant_id AND payment_id = @payment_id ORDER BY number;
