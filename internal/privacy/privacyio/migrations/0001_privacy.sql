-- What people asked about their own data, what they consented to, and the list of the papers in their safes. The papers
-- and the copies themselves lie sealed in the file store.

-- +goose Up
CREATE SCHEMA privacy;
GRANT USAGE ON SCHEMA privacy TO comptoir_app;

CREATE TABLE privacy.request (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('export', 'erasure')),
    status     text        NOT NULL CHECK (status IN ('asked', 'done', 'withdrawn', 'expired')),
    user_id    uuid,
    email      text        NOT NULL,
    locale     text        NOT NULL,
    by_staff   boolean     NOT NULL,
    pseudonym  text        NOT NULL CHECK ((pseudonym <> '') = (kind = 'erasure')),
    asked_at   timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    done_at    timestamptz,
    expires_at timestamptz,
    size       bigint      NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CHECK (user_id IS NOT NULL OR email <> ''),
    CHECK ((status IN ('done', 'expired')) = (done_at IS NOT NULL)),
    CHECK ((expires_at IS NOT NULL) = (kind = 'export' AND done_at IS NOT NULL))
);
-- one wish of a kind at a time, by account and by address
CREATE UNIQUE INDEX request_open_user ON privacy.request (tenant_id, user_id, kind) WHERE status = 'asked' AND user_id IS NOT NULL;
CREATE UNIQUE INDEX request_open_email ON privacy.request (tenant_id, email, kind) WHERE status = 'asked' AND email <> '';
CREATE INDEX request_newest ON privacy.request (tenant_id, asked_at DESC, id DESC);
CREATE INDEX request_user ON privacy.request (tenant_id, user_id, asked_at DESC);
CREATE INDEX request_email ON privacy.request (tenant_id, email, asked_at DESC);
SELECT comptoir.protect('privacy.request');

CREATE TABLE privacy.document (
    tenant_id uuid        NOT NULL,
    id        uuid        NOT NULL,
    user_id   uuid        NOT NULL,
    kind      text        NOT NULL CHECK (kind <> ''),
    name      text        NOT NULL CHECK (name <> '' AND length(name) <= 110),
    type      text        NOT NULL CHECK (type IN ('application/pdf', 'image/jpeg', 'image/png', 'image/webp')),
    size      bigint      NOT NULL CHECK (size > 0 AND size <= 10485760),
    added_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX document_user ON privacy.document (tenant_id, user_id, added_at DESC);
SELECT comptoir.protect('privacy.document');

CREATE TABLE privacy.consent (
    tenant_id uuid        NOT NULL,
    id        uuid        NOT NULL,
    user_id   uuid,
    email     text        NOT NULL,
    purpose   text        NOT NULL CHECK (purpose <> ''),
    given     boolean     NOT NULL,
    wording   text        NOT NULL,
    source    text        NOT NULL,
    address   text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX consent_user ON privacy.consent (tenant_id, user_id, at DESC);
CREATE INDEX consent_email ON privacy.consent (tenant_id, email, at DESC);
CREATE UNIQUE INDEX consent_source ON privacy.consent (tenant_id, email, purpose, source) WHERE source LIKE 'booking %';
SELECT comptoir.protect('privacy.consent');

-- +goose Down
DROP SCHEMA privacy CASCADE;
