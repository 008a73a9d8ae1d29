-- The directory of the businesses. It is the one table of the program that is read before a tenant is known (which
-- business answers at this host?), so its policies differ from comptoir.protect:
--   * a transaction without a tenant reads every row and writes none: resolving hosts, the operator's list;
--   * a transaction with a tenant reads and writes that tenant's row only: no business can look at another's;
--   * a business is inserted by a transaction that already acts for it, and no row is ever deleted here.
-- The key of tenancy.tenant is the tenant itself, and hosts and short names are unique in the world by their nature, so
-- that no column is called tenant_id: what that name promises (first in every key) cannot hold in a directory.

-- +goose Up
CREATE SCHEMA tenancy;
GRANT USAGE ON SCHEMA tenancy TO comptoir_app;

CREATE TABLE tenancy.tenant (
    id               uuid        NOT NULL PRIMARY KEY,
    slug             text        NOT NULL CONSTRAINT tenant_slug UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{2,39}$'),
    name             text        NOT NULL CHECK (name <> ''),
    trades           text[]      NOT NULL CHECK (cardinality(trades) > 0 AND trades <@ ARRAY ['stays', 'dining', 'shop', 'rewards']),
    languages        text[]      NOT NULL CHECK (cardinality(languages) > 0),
    default_language text        NOT NULL CHECK (default_language = ANY (languages)),
    currency         text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    zone             text        NOT NULL CHECK (zone <> ''),
    branding         jsonb       NOT NULL,
    legal            jsonb       NOT NULL,
    status           text        NOT NULL CHECK (status IN ('active', 'suspended')),
    reason           text        NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    version          integer     NOT NULL CHECK (version > 0)
);

CREATE TABLE tenancy.host (
    host   text NOT NULL CONSTRAINT host_pkey PRIMARY KEY CHECK (host = lower(host) AND host <> ''),
    tenant uuid NOT NULL REFERENCES tenancy.tenant (id)
);
CREATE INDEX host_tenant ON tenancy.host (tenant);

ALTER TABLE tenancy.tenant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON tenancy.tenant FOR SELECT USING (comptoir.tenant() IS NULL OR id = comptoir.tenant());
CREATE POLICY birth ON tenancy.tenant FOR INSERT WITH CHECK (id = comptoir.tenant());
CREATE POLICY own ON tenancy.tenant FOR UPDATE USING (id = comptoir.tenant()) WITH CHECK (id = comptoir.tenant());
GRANT SELECT, INSERT, UPDATE ON tenancy.tenant TO comptoir_app;

ALTER TABLE tenancy.host ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON tenancy.host FOR SELECT USING (comptoir.tenant() IS NULL OR tenant = comptoir.tenant());
CREATE POLICY birth ON tenancy.host FOR INSERT WITH CHECK (tenant = comptoir.tenant());
CREATE POLICY own ON tenancy.host FOR DELETE USING (tenant = comptoir.tenant());
GRANT SELECT, INSERT, DELETE ON tenancy.host TO comptoir_app;

-- +goose Down
DROP SCHEMA tenancy CASCADE;
