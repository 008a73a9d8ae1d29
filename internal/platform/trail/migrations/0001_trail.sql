-- Who did what to which thing, when, from where, and what it was before and after. Written once, never changed.

-- +goose Up
CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA audit TO comptoir_app;

CREATE TABLE audit.entry (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL, -- UUIDv7
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_kind text        NOT NULL CHECK (actor_kind IN ('anonymous', 'user', 'link', 'system')),
    actor_id   uuid,                 -- the user, when actor_kind is 'user'
    actor      text        NOT NULL, -- his name, or a job's
    address    text        NOT NULL DEFAULT '', -- network address
    usecase    text        NOT NULL DEFAULT '', -- "stays.cancel_reservation"
    action     text        NOT NULL CHECK (action <> ''),
    entity     text        NOT NULL CHECK (entity <> ''), -- "stays.reservation"
    entity_id  uuid        NOT NULL,
    before     jsonb,                -- NULL when it was created
    after      jsonb,                -- NULL when it was deleted
    trace      text        NOT NULL DEFAULT '', -- trace id
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX entry_at ON audit.entry (tenant_id, at, id);
CREATE INDEX entry_entity ON audit.entry (tenant_id, entity, entity_id, at, id);
CREATE INDEX entry_actor ON audit.entry (tenant_id, actor_id, at, id) WHERE actor_id IS NOT NULL;
SELECT comptoir.protect_append_only('audit.entry');

-- +goose Down
DROP TABLE audit.entry;
DROP SCHEMA audit;
