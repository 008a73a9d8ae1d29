-- +goose Up
-- What people decided about the messages to their address. Where nothing is decided, messages are sent.
CREATE TABLE notifications.preference (
    tenant_id  uuid        NOT NULL,
    recipient  text        NOT NULL CHECK (recipient <> ''),
    topic      text        NOT NULL CHECK (topic <> ''),
    channel    text        NOT NULL CHECK (channel IN ('email')),
    wanted     boolean     NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, recipient, topic, channel)
);
SELECT comptoir.protect('notifications.preference');

-- +goose Down
DROP TABLE notifications.preference;
