-- What somebody who watches over a business should know: single events, and the alerts that grow out of them. The schema
-- is that of the audit trail, whose line comes first.

-- +goose Up
CREATE TABLE audit.security_event (
    tenant_id uuid        NOT NULL, -- a fixed identifier of no business for what happens on the installation itself
    id        uuid        NOT NULL,
    at        timestamptz NOT NULL,
    kind      text        NOT NULL CHECK (kind <> ''),
    severity  smallint    NOT NULL CHECK (severity BETWEEN 0 AND 3), -- info, notice, warning, critical
    user_id   uuid,
    subject   text        NOT NULL DEFAULT '', -- fingerprint of an account
    address   text        NOT NULL DEFAULT '',
    agent     text        NOT NULL DEFAULT '',
    detail    jsonb       NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX security_event_at ON audit.security_event (tenant_id, at, id);
CREATE INDEX security_event_kind ON audit.security_event (tenant_id, kind, at, id);
CREATE INDEX security_event_severity ON audit.security_event (tenant_id, at, id) WHERE severity >= 2;
CREATE INDEX security_event_user ON audit.security_event (tenant_id, user_id, at, id) WHERE user_id IS NOT NULL;
CREATE INDEX security_event_address ON audit.security_event (tenant_id, address, at, id);
SELECT comptoir.protect('audit.security_event');
REVOKE UPDATE ON audit.security_event FROM comptoir_app; -- written once; old ones leave by retention

CREATE TABLE audit.alert (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    rule            text        NOT NULL,
    key             text        NOT NULL, -- what it is about: a network, a fingerprint, a user
    slot            timestamptz NOT NULL, -- the hour in which it counts once
    severity        smallint    NOT NULL CHECK (severity BETWEEN 0 AND 3),
    first_at        timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    events          integer     NOT NULL CHECK (events > 0),
    detail          jsonb       NOT NULL DEFAULT '{}',
    raised_at       timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text        NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, rule, key, slot)
);
CREATE INDEX alert_raised ON audit.alert (tenant_id, raised_at, id);
SELECT comptoir.protect('audit.alert');

-- +goose Down
DROP TABLE audit.alert;
DROP TABLE audit.security_event;
