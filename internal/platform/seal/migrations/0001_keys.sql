-- The data keys of the businesses, wrapped: what they seal lies in the columns and files of the contexts. Whoever has the
-- database and not the key-encryption key has nothing; whoever removes a business's row has erased what it sealed.

-- +goose Up
CREATE SCHEMA seal;
GRANT USAGE ON SCHEMA seal TO comptoir_app;

CREATE TABLE seal.data_key (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    kek        text        NOT NULL CHECK (kek <> ''), -- names the key-encryption key that wraps it
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz, -- seals nothing new since then, still opens
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX data_key_current ON seal.data_key (tenant_id) WHERE retired_at IS NULL;
SELECT comptoir.protect('seal.data_key');

-- +goose Down
DROP SCHEMA seal CASCADE;
