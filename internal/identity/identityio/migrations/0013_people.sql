-- The people of a business: who may no longer come in, roles that the business makes itself, invitations, and what a person
-- says about himself beyond his name.

-- +goose Up
ALTER TABLE identity.account ADD COLUMN deactivated_at timestamptz;
ALTER TABLE identity.account ADD COLUMN custom_roles uuid[] NOT NULL DEFAULT '{}'; -- one that is gone allows nothing
ALTER TABLE identity.account ADD COLUMN zone text NOT NULL DEFAULT '';             -- IANA time zone; '' : the business's
ALTER TABLE identity.account ADD COLUMN photo text NOT NULL DEFAULT '';            -- name of the picture's folder in the file store

CREATE TABLE identity.role (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    name        text        NOT NULL CHECK (name <> ''),
    permissions text[]      NOT NULL CHECK (cardinality(permissions) > 0),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     integer     NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX role_name ON identity.role (tenant_id, lower(name));

CREATE TABLE identity.invitation (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    hash         bytea       NOT NULL CHECK (octet_length(hash) = 32),
    email        text        NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name         text        NOT NULL CHECK (name <> ''),
    locale       text        NOT NULL CHECK (locale ~ '^[a-z]{2}$'),
    roles        text[]      NOT NULL,
    custom_roles uuid[]      NOT NULL,
    invited_by   uuid, -- NULL: the program
    inviter      text        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    outcome      text        NOT NULL DEFAULT '' CHECK (outcome IN ('', 'accepted', 'withdrawn', 'replaced')),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitation_hash UNIQUE (tenant_id, hash),
    CHECK ((ended_at IS NULL) = (outcome = ''))
);
CREATE INDEX invitation_open ON identity.invitation (tenant_id, created_at) WHERE ended_at IS NULL;

SELECT comptoir.protect('identity.role');
SELECT comptoir.protect('identity.invitation');

-- +goose Down
DROP TABLE identity.invitation;
DROP TABLE identity.role;
ALTER TABLE identity.account DROP COLUMN photo;
ALTER TABLE identity.account DROP COLUMN zone;
ALTER TABLE identity.account DROP COLUMN custom_roles;
ALTER TABLE identity.account DROP COLUMN deactivated_at;
