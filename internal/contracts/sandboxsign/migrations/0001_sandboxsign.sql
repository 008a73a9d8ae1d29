-- What the company on the other side would keep of a request for signatures.

-- +goose Up
CREATE SCHEMA sandboxsign;
GRANT USAGE ON SCHEMA sandboxsign TO comptoir_app;

CREATE TABLE sandboxsign.request (
    tenant_id   uuid        NOT NULL,
    reference   text        NOT NULL,
    contract_id uuid        NOT NULL,
    number      text        NOT NULL,
    title       text        NOT NULL,
    document    bytea       NOT NULL,
    parties     jsonb       NOT NULL,
    status      text        NOT NULL CHECK (status IN ('open', 'completed', 'refused', 'expired', 'withdrawn')),
    reason      text        NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, reference),
    UNIQUE (tenant_id, contract_id)
);
SELECT comptoir.protect('sandboxsign.request');

-- +goose Down
DROP SCHEMA sandboxsign CASCADE;
