-- Facts that were published, and which consumer has applied which of them.

-- +goose Up
CREATE SCHEMA outbox;
GRANT USAGE ON SCHEMA outbox TO comptoir_app;

CREATE TABLE outbox.event (
    tenant_id uuid        NOT NULL,
    id        uuid        NOT NULL, -- UUIDv7: in the order of publication
    name      text        NOT NULL CHECK (name ~ '^[a-z]+\.[a-z_]+\.v[0-9]+$'),
    at        timestamptz NOT NULL, -- in the time of the program's clock
    actor     text        NOT NULL DEFAULT '', -- who caused it
    trace     text        NOT NULL DEFAULT '', -- W3C traceparent of the request that caused it
    payload   jsonb       NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX event_name ON outbox.event (tenant_id, name, id);
SELECT comptoir.protect_append_only('outbox.event');

-- A row is written in the transaction in which the consumer applies the event: it exists exactly when the effect does.
-- It refers to no event row, so that old events can be archived without their consumers applying them again.
CREATE TABLE outbox.inbox (
    tenant_id uuid        NOT NULL,
    consumer  text        NOT NULL,
    event_id  uuid        NOT NULL,
    delivery  uuid        NOT NULL, -- which of several deliveries applied it
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, consumer, event_id)
);
SELECT comptoir.protect_append_only('outbox.inbox');

-- +goose Down
DROP TABLE outbox.inbox;
DROP TABLE outbox.event;
DROP SCHEMA outbox;
