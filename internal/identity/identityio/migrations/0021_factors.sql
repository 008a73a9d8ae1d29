-- What proves a person besides his password: an authenticator application, recovery codes, passkeys; the acts that take
-- several steps; and what the business asks of its people. The key of an application is sealed; of recovery codes and of
-- the secrets of ceremonies only the SHA-256 is kept.

-- +goose Up
ALTER TABLE identity.session ADD COLUMN enrol_by timestamptz;

CREATE TABLE identity.authenticator (
    tenant_id    uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    secret       bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint      NOT NULL,
    used_at      timestamptz,
    failures     integer     NOT NULL CHECK (failures >= 0),
    failed_at    timestamptz,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE identity.recovery_code (
    tenant_id  uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    hash       bytea       NOT NULL CHECK (octet_length(hash) = 32),
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, user_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE identity.passkey (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    name       text        NOT NULL CHECK (name <> ''),
    host       text        NOT NULL,
    credential bytea       NOT NULL CHECK (octet_length(credential) BETWEEN 16 AND 1023),
    public_key bytea       NOT NULL,
    aaguid     bytea       NOT NULL,
    transports text[]      NOT NULL,
    counter    bigint      NOT NULL CHECK (counter >= 0),
    synced     boolean     NOT NULL,
    backed_up  boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    cloned_at  timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT passkey_credential UNIQUE (tenant_id, credential),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX passkey_of_user ON identity.passkey (tenant_id, user_id);

CREATE TABLE identity.ceremony (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    hash       bytea       NOT NULL CHECK (octet_length(hash) = 32),
    act        text        NOT NULL CHECK (act IN ('sign_in', 'passkey_sign_in', 'add_passkey', 'prove', 'provider')),
    user_id    uuid,
    kind       text        NOT NULL,
    agent      text        NOT NULL,
    data       bytea       NOT NULL,
    failures   integer     NOT NULL CHECK (failures >= 0),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT ceremony_hash UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ceremony_of_user ON identity.ceremony (tenant_id, user_id);
CREATE INDEX ceremony_end ON identity.ceremony (tenant_id, expires_at);

CREATE TABLE identity.factor_policy (
    tenant_id uuid        NOT NULL PRIMARY KEY,
    required  boolean     NOT NULL,
    since     timestamptz,
    grace     integer     NOT NULL CHECK (grace BETWEEN 0 AND 30),
    version   integer     NOT NULL CHECK (version > 0),
    CHECK (NOT required OR since IS NOT NULL)
);

SELECT comptoir.protect('identity.authenticator');
SELECT comptoir.protect('identity.recovery_code');
SELECT comptoir.protect('identity.passkey');
SELECT comptoir.protect('identity.ceremony');
SELECT comptoir.protect('identity.factor_policy');

-- +goose Down
DROP TABLE identity.factor_policy;
DROP TABLE identity.ceremony;
DROP TABLE identity.passkey;
DROP TABLE identity.recovery_code;
DROP TABLE identity.authenticator;
ALTER TABLE identity.session DROP COLUMN enrol_by;
