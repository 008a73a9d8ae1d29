-- The telephones on the other side: each text that was taken, for the page that shows them.

-- +goose Up
CREATE SCHEMA sandboxsms;
GRANT USAGE ON SCHEMA sandboxsms TO comptoir_app;

CREATE TABLE sandboxsms.message (
    tenant_id uuid        NOT NULL,
    reference text        NOT NULL,
    recipient text        NOT NULL,
    body      text        NOT NULL,
    fate      text        NOT NULL CHECK (fate IN ('on_its_way', 'delivered', 'lost')),
    sent_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, reference)
);
CREATE INDEX message_newest ON sandboxsms.message (tenant_id, sent_at DESC);
SELECT comptoir.protect('sandboxsms.message');

-- +goose Down
DROP SCHEMA sandboxsms CASCADE;
