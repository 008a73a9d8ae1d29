-- +goose Up
CREATE SCHEMA notifications;
GRANT USAGE ON SCHEMA notifications TO comptoir_app;

CREATE TABLE notifications.delivery (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    key        text        NOT NULL CHECK (key <> ''),
    kind       text        NOT NULL,
    recipient  text        NOT NULL CHECK (recipient <> ''),
    notice     jsonb       NOT NULL,
    status     text        NOT NULL CHECK (status IN ('queued', 'sent', 'failed')),
    subject    text        NOT NULL,
    failure    text        NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT delivery_key UNIQUE (tenant_id, key),
    CONSTRAINT delivery_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX delivery_newest ON notifications.delivery (tenant_id, created_at DESC, id DESC);
CREATE INDEX delivery_recipient ON notifications.delivery (tenant_id, recipient, created_at DESC);
SELECT comptoir.protect('notifications.delivery');

CREATE TABLE notifications.text (
    tenant_id uuid NOT NULL,
    kind      text NOT NULL,
    locale    text NOT NULL CHECK (locale IN ('fr', 'en')),
    subject   text NOT NULL CHECK (length(subject) <= 120),
    intro     text NOT NULL CHECK (length(intro) <= 2000),
    PRIMARY KEY (tenant_id, kind, locale)
);
SELECT comptoir.protect('notifications.text');

-- +goose Down
DROP SCHEMA notifications CASCADE;
