-- The day on which the financial year of a business begins; without a row it is that of the calendar year.

-- +goose Up
CREATE TABLE ledger.exercise (
    tenant_id  uuid        NOT NULL PRIMARY KEY,
    month      integer     NOT NULL CHECK (month BETWEEN 1 AND 12),
    day        integer     NOT NULL CHECK (day BETWEEN 1 AND 31),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT comptoir.protect('ledger.exercise');

-- +goose Down
DROP TABLE ledger.exercise;
