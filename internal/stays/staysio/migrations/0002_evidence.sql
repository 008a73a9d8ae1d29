-- Evidence of claims goes when its time is over; what is owed to guests a second time is looked at by the desk.
-- +goose Up
CREATE INDEX reservation_with_evidence ON stays.reservation (tenant_id, check_out, id) WHERE (state -> 'evidence') IS NOT NULL;

ALTER TABLE stays.reservation NO FORCE ROW LEVEL SECURITY;
UPDATE stays.reservation SET needs_look = true,
    line = line || jsonb_build_object('DoubleOpen', state #> '{cancellation,double}', 'OpenSince', state #> '{cancellation,at}')
WHERE (state #> '{cancellation,double}') IS NOT NULL AND (state #> '{cancellation,doublePaidAt}') IS NULL;
ALTER TABLE stays.reservation FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN stays.reservation.needs_look IS 'a hold, a pending change, a refused card, or money that is owed to the guest';

-- +goose Down
COMMENT ON COLUMN stays.reservation.needs_look IS NULL;
DROP INDEX stays.reservation_with_evidence;
