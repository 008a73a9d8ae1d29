-- The devices that people sign in with: a sign-in from a new one is told by mail, and failures elsewhere do not lock a
-- known one out. The country of a session, where a proxy names it.

-- +goose Up
ALTER TABLE identity.session ADD COLUMN country text NOT NULL DEFAULT '' CHECK (country ~ '^([A-Z]{2})?$');
ALTER TABLE identity.session ADD COLUMN device uuid;

CREATE TABLE identity.device (
    tenant_id     uuid        NOT NULL,
    user_id       uuid        NOT NULL,
    id            uuid        NOT NULL, -- the same device may be used by several people
    agent         text        NOT NULL,
    first_seen_at timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);

SELECT comptoir.protect('identity.device');

-- +goose Down
DROP TABLE identity.device;
ALTER TABLE identity.session DROP COLUMN device;
ALTER TABLE identity.session DROP COLUMN country;
