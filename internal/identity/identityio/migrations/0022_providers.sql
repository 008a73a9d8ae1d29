-- Signing in with somebody elsewhere: how the business is known to each provider (the secret is sealed), and which account
-- over there is whose here.

-- +goose Up
CREATE TABLE identity.provider (
    tenant_id  uuid        NOT NULL,
    name       text        NOT NULL CHECK (name IN ('google', 'facebook')),
    client_id  text        NOT NULL,
    secret     bytea       NOT NULL,
    enabled    boolean     NOT NULL,
    updated_at timestamptz NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, name),
    CHECK (NOT enabled OR client_id <> '' AND octet_length(secret) > 0)
);

CREATE TABLE identity.linked_account (
    tenant_id uuid        NOT NULL,
    provider  text        NOT NULL CHECK (provider IN ('google', 'facebook')),
    subject   text        NOT NULL CHECK (subject <> ''),
    user_id   uuid        NOT NULL,
    email     text        NOT NULL,
    linked_at timestamptz NOT NULL,
    used_at   timestamptz,
    PRIMARY KEY (tenant_id, provider, subject),
    CONSTRAINT linked_account_of_user UNIQUE (tenant_id, user_id, provider),
    FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account (tenant_id, id) ON DELETE CASCADE
);

SELECT comptoir.protect('identity.provider');
SELECT comptoir.protect('identity.linked_account');

-- +goose Down
DROP TABLE identity.linked_account;
DROP TABLE identity.provider;
