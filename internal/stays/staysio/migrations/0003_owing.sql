-- What is owed is asked for by the page of the money, by each entry of a statement and by each import: few bookings of many.
-- +goose Up
CREATE INDEX reservation_owed ON stays.reservation (tenant_id, check_in, id) WHERE owed > 0;

-- +goose Down
DROP INDEX stays.reservation_owed;
