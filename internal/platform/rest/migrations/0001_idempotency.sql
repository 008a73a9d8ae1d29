-- Answers of POSTs that carried an Idempotency-Key. A row is inserted in the transaction of the effect, so that the two
-- exist together or not at all; the answer is filled in when the operation has ended.

-- +goose Up
CREATE SCHEMA rest;
GRANT USAGE ON SCHEMA rest TO comptoir_app;

CREATE TABLE rest.idempotency (
    tenant_id    uuid        NOT NULL,
    slot         bytea       NOT NULL CHECK (length(slot) = 32), -- SHA-256 of actor, method, path and key
    owner        uuid        NOT NULL, -- the run that holds the key: one request of one process
    request_hash bytea       NOT NULL CHECK (length(request_hash) = 32),
    route        text        NOT NULL, -- the pattern, for people who look
    answer       bytea,                -- encrypted: answers hold tokens; NULL while the operation runs or when it died
    created_at   timestamptz NOT NULL,
    lease_until  timestamptz NOT NULL, -- after this instant the run without an answer counts as dead
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, slot)
);
CREATE INDEX idempotency_expiry ON rest.idempotency (tenant_id, expires_at);
SELECT comptoir.protect('rest.idempotency');

-- +goose Down
DROP TABLE rest.idempotency;
DROP SCHEMA rest;
