-- name: FindQuote :one
SELECT quote FROM stays.quote WHERE tenant_id = @tenant_id AND id = @id;

-- name: LockQuote :one
SELECT quote, property_id FROM stays.quote WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: InsertQuote :exec
INSERT INTO stays.quote (tenant_id, id, property_id, quote, expires_at) VALUES (@tenant_id, @id, @property_id, @quote, @expires_at)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- name: FindReservation :one
SELECT state FROM stays.reservation WHERE tenant_id = @tenant_id AND id = @id;

-- name: FindManaged :one
SELECT state FROM stays.reservation WHERE tenant_id = @tenant_id AND token_hash = @token_hash;

-- name: LockReservation :one
SELECT state FROM stays.reservation WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: LockManaged :one
SELECT state FROM stays.reservation WHERE tenant_id = @tenant_id AND token_hash = @token_hash FOR UPDATE;

-- name: ForgetQuotes :execrows
-- As an array the choice is made once: IN may be planned as a loop that makes it again for each row, and passes over what it locked.
DELETE FROM stays.quote gone WHERE gone.tenant_id = @tenant_id AND gone.id = ANY (ARRAY(
    SELECT q.id FROM stays.quote q
    WHERE q.tenant_id = @tenant_id AND q.expires_at < @before
      AND NOT EXISTS (SELECT 1 FROM stays.reservation r WHERE r.tenant_id = @tenant_id AND r.quote_id = q.id)
    ORDER BY q.expires_at LIMIT @size FOR UPDATE SKIP LOCKED));

-- name: LockReferenced :one
SELECT state FROM stays.reservation WHERE tenant_id = @tenant_id AND reference = @reference FOR UPDATE;

-- name: LockBooked :one
SELECT state FROM stays.reservation WHERE tenant_id = @tenant_id AND quote_id = @quote_id FOR UPDATE;

-- name: ActiveLines :many
-- What the desk looks at on a day: who is there or should be, who arrives or leaves on it, and what is still open. Each
-- part has an index of its own.
SELECT line FROM stays.reservation
WHERE tenant_id = @tenant_id
  AND (check_in = @day::date
       OR status IN ('held', 'confirmed', 'checked_in') AND check_in < @day
       OR status IN ('confirmed', 'checked_in', 'completed') AND check_out = @day
       OR status = 'confirmed' AND owed > 0 AND balance_due_on <= @day
       OR needs_look)
ORDER BY check_in, id;

-- name: EvidenceUntil :many
SELECT id FROM stays.reservation
WHERE tenant_id = @tenant_id AND (state -> 'evidence') IS NOT NULL AND check_out <= @departure::date
ORDER BY check_out, id LIMIT @size;

-- name: LinesByArrival :many
SELECT line, check_in, id FROM stays.reservation
WHERE tenant_id = @tenant_id
  AND (cardinality(@statuses::text[]) = 0 OR status = ANY(@statuses::text[]))
  AND (NOT @of_property::boolean OR property_id = @property::uuid)
  AND (NOT @arriving::boolean OR check_in >= @arriving_from::date AND check_in < @arriving_to::date)
  AND (NOT @staying::boolean OR check_out > @staying_from::date AND check_in < @staying_to::date)
  AND (NOT @owing::boolean OR owed > 0)
  AND (NOT @of_guest::boolean OR user_id = @guest::uuid OR guest_email = @email::text)
  AND NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS w(word) WHERE position(w.word in search) = 0)
  AND (NOT @after::boolean OR (check_in, id) > (@after_day::date, @after_id::uuid))
ORDER BY check_in, id
LIMIT @size;

-- name: LinesByArrivalBackwards :many
SELECT line, check_in, id FROM stays.reservation
WHERE tenant_id = @tenant_id
  AND (cardinality(@statuses::text[]) = 0 OR status = ANY(@statuses::text[]))
  AND (NOT @of_property::boolean OR property_id = @property::uuid)
  AND (NOT @arriving::boolean OR check_in >= @arriving_from::date AND check_in < @arriving_to::date)
  AND (NOT @staying::boolean OR check_out > @staying_from::date AND check_in < @staying_to::date)
  AND (NOT @owing::boolean OR owed > 0)
  AND (NOT @of_guest::boolean OR user_id = @guest::uuid OR guest_email = @email::text)
  AND NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS w(word) WHERE position(w.word in search) = 0)
  AND (NOT @after::boolean OR (check_in, id) < (@after_day::date, @after_id::uuid))
ORDER BY check_in DESC, id DESC
LIMIT @size;

-- name: LinesByBooking :many
SELECT line, check_in, id FROM stays.reservation
WHERE tenant_id = @tenant_id
  AND (cardinality(@statuses::text[]) = 0 OR status = ANY(@statuses::text[]))
  AND (NOT @of_property::boolean OR property_id = @property::uuid)
  AND (NOT @arriving::boolean OR check_in >= @arriving_from::date AND check_in < @arriving_to::date)
  AND (NOT @staying::boolean OR check_out > @staying_from::date AND check_in < @staying_to::date)
  AND (NOT @owing::boolean OR owed > 0)
  AND (NOT @of_guest::boolean OR user_id = @guest::uuid OR guest_email = @email::text)
  AND NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS w(word) WHERE position(w.word in search) = 0)
  AND (NOT @after::boolean OR id < @after_id::uuid)
ORDER BY id DESC
LIMIT @size;

-- name: HasFutureReservations :one
SELECT EXISTS (SELECT 1 FROM stays.reservation
    WHERE tenant_id = @tenant_id AND property_id = @property_id AND status IN ('held', 'confirmed', 'checked_in') AND check_out > @today::date);

-- name: FindBlock :one
SELECT state FROM stays.block WHERE tenant_id = @tenant_id AND id = @id;

-- name: LockBlock :one
SELECT state FROM stays.block WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: InsertBlock :exec
INSERT INTO stays.block (tenant_id, id, version, property_id, state, updated_at)
VALUES (@tenant_id, @id, @version, @property_id, @state, @updated_at);

-- name: UpdateBlock :execrows
UPDATE stays.block SET version = @version, property_id = @property_id, state = @state, updated_at = @updated_at
WHERE tenant_id = @tenant_id AND id = @id AND version = @was;

-- name: InsertReservation :exec
INSERT INTO stays.reservation (tenant_id, id, version, reference, status, property_id, preparation_days, guest_name, guest_email, search, user_id,
    check_in, check_out, quote_id, token_hash, owed, balance_due_on, needs_look, line, state, booked_at, updated_at)
VALUES (@tenant_id, @id, @version, @reference, @status, @property_id, @preparation_days, @guest_name, @guest_email, @search, @user_id,
    @check_in, @check_out, @quote_id, @token_hash, @owed, @balance_due_on, @needs_look, @line, @state, @booked_at, @updated_at);

-- name: UpdateReservation :execrows
UPDATE stays.reservation
SET version = @version, status = @status, property_id = @property_id, preparation_days = @preparation_days, guest_name = @guest_name,
    guest_email = @guest_email, search = @search, user_id = @user_id, check_in = @check_in, check_out = @check_out, owed = @owed, balance_due_on = @balance_due_on,
    token_hash = @token_hash, needs_look = @needs_look, line = @line, state = @state, updated_at = @updated_at
WHERE tenant_id = @tenant_id AND id = @id AND version = @was;
