-- What was agreed for a property from a day on; without a row the terms of the business count.

-- +goose Up
CREATE TABLE ledger.commission (
    tenant_id   uuid        NOT NULL,
    property_id uuid        NOT NULL,
    from_on     date        NOT NULL,
    rate        integer     NOT NULL CHECK (rate BETWEEN 0 AND 1000000), -- ten-thousandths of a percent
    source      text        NOT NULL CHECK (length(source) <= 200),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, property_id, from_on)
);
SELECT comptoir.protect('ledger.commission');

-- +goose Down
DROP TABLE ledger.commission;
