-- The texts that a business writes its contracts by. Versions are kept: a contract names the one that it was made from.

-- +goose Up
CREATE TABLE contracts.template (
    tenant_id uuid        NOT NULL,
    kind      text        NOT NULL CHECK (kind IN ('stay', 'mandate')),
    locale    text        NOT NULL CHECK (locale IN ('fr', 'en')),
    version   integer     NOT NULL CHECK (version > 0),
    source    text        NOT NULL,
    made_by   text        NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, locale, version)
);
SELECT comptoir.protect_append_only('contracts.template');

-- +goose Down
DROP TABLE contracts.template;
