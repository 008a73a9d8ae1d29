-- People, their sessions, and the links that were mailed to them. No column holds a secret: passwords are hashed with
-- argon2id, and of cookies, refresh tokens and links only the SHA-256 of 256 random-looking bits is kept.

-- +goose Up
CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO comptoir_app;

CREATE TABLE identity.account (
    tenant_id           uuid        NOT NULL,
    id                  uuid        NOT NULL,
    email               text        NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    email_confirmed_at  timestamptz,
    name                text        NOT NULL CHECK (name <> ''),
    phone               text,
    locale              text        NOT NULL CHECK (locale ~ '^[a-z]{2}$'),
    roles               text[]      NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY ['customer', 'owner', 'staff', 'manager',
        'administrator', 'platform_administrator']),
    password_hash       text        NOT NULL, -- '' : none, only a reset link opens the account
    password_changed_at timestamptz,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    version             integer     NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT account_email UNIQUE (tenant_id, email)
);

CREATE TABLE identity.session (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('page', 'api')),
    opened_at  timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    end_reason text        NOT NULL,
    address    text        NOT NULL,
    agent      text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX session_of_user ON identity.session (tenant_id, user_id);

-- Every secret that a session has had: the last one opens it, an older one betrays that it was copied.
CREATE TABLE identity.session_token (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    session_id uuid        NOT NULL,
    hash       bytea       NOT NULL CHECK (octet_length(hash) = 32),
    issued_at  timestamptz NOT NULL,
    used_at    timestamptz,
    successor  uuid,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT session_token_hash UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, session_id) REFERENCES identity.session (tenant_id, id) ON DELETE CASCADE,
    CHECK ((used_at IS NULL) = (successor IS NULL))
);
CREATE INDEX session_token_of_session ON identity.session_token (tenant_id, session_id);

CREATE TABLE identity.ticket (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    purpose    text        NOT NULL CHECK (purpose IN ('confirm_email', 'reset_password')),
    hash       bytea       NOT NULL CHECK (octet_length(hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT ticket_hash UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_of_user ON identity.ticket (tenant_id, user_id, purpose);

SELECT comptoir.protect('identity.account');
SELECT comptoir.protect('identity.session');
SELECT comptoir.protect('identity.session_token');
SELECT comptoir.protect('identity.ticket');

-- +goose Down
DROP SCHEMA identity CASCADE;
