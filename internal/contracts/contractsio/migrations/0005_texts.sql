-- How many codes went by text on a day: of the whole business (an empty number), and to each number, of which only a hash is
-- kept that the installation's key makes.

-- +goose Up
CREATE TABLE contracts.texting (
    tenant_id uuid    NOT NULL,
    day       date    NOT NULL,
    number    bytea   NOT NULL,
    sent      integer NOT NULL CHECK (sent > 0),
    PRIMARY KEY (tenant_id, day, number)
);
SELECT comptoir.protect('contracts.texting');

-- +goose Down
DROP TABLE contracts.texting;
