-- Plans and limits, the way of a business from its founding to its end, proven domains, the operator's support, exports,
-- and those who sign up. Everything here but the directory itself is a business's own and stands behind both locks; who
-- signs up is a row of the operator's house, since no business exists yet.

-- +goose Up
ALTER TABLE tenancy.tenant
    ADD COLUMN plan     text        NOT NULL DEFAULT 'unlimited' CHECK (plan IN ('discovery', 'starter', 'business', 'unlimited')),
    ADD COLUMN limits   jsonb       NOT NULL DEFAULT '{}',
    ADD COLUMN support  boolean     NOT NULL DEFAULT false,
    ADD COLUMN erase_at timestamptz,
    DROP CONSTRAINT tenant_status_check,
    DROP CONSTRAINT tenant_trades_check,
    ADD CONSTRAINT tenant_status_check CHECK (status IN ('active', 'suspended', 'closing', 'erased')),
    ADD CONSTRAINT tenant_closing_check CHECK ((status = 'closing') = (erase_at IS NOT NULL)),
    ADD CONSTRAINT tenant_trades_check CHECK ((cardinality(trades) > 0 OR slug = 'operator') AND trades <@ ARRAY ['stays', 'dining', 'shop', 'rewards']);

-- What is metered rather than counted; one row a business, changed by single statements that refuse to pass a limit.
CREATE TABLE tenancy.usage (
    tenant_id uuid   NOT NULL PRIMARY KEY,
    storage   bigint NOT NULL CHECK (storage >= 0),
    month     date   NOT NULL,
    mails     bigint NOT NULL CHECK (mails >= 0)
);
SELECT comptoir.protect('tenancy.usage');

-- A host that a business says is its own. Several may say so: only tenancy.host is unique.
CREATE TABLE tenancy.claim (
    tenant_id   uuid        NOT NULL,
    host        text        NOT NULL CHECK (host = lower(host) AND host <> ''),
    token       text        NOT NULL CHECK (token <> ''),
    state       text        NOT NULL CHECK (state IN ('pending', 'verified', 'failed')),
    failure     text        NOT NULL,
    created_at  timestamptz NOT NULL,
    checked_at  timestamptz,
    verified_at timestamptz,
    PRIMARY KEY (tenant_id, host)
);
SELECT comptoir.protect('tenancy.claim');

CREATE TABLE tenancy.support (
    tenant_id     uuid        NOT NULL,
    id            uuid        NOT NULL,
    operator      uuid        NOT NULL,
    operator_name text        NOT NULL,
    reason        text        NOT NULL CHECK (reason <> ''),
    state         text        NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'knocking', 'inside', 'ended')),
    decider       text        NOT NULL,
    standing      boolean     NOT NULL,
    for_name      text        NOT NULL,
    for_user      uuid,
    asked_at      timestamptz NOT NULL,
    decided_at    timestamptz,
    knocked_at    timestamptz,
    entered_at    timestamptz,
    ends_at       timestamptz,
    ended_at      timestamptz,
    ended_by      text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (state <> 'inside' OR ends_at IS NOT NULL AND ends_at <= entered_at + interval '30 minutes')
);
SELECT comptoir.protect('tenancy.support');

CREATE TABLE tenancy.export (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('queued', 'ready', 'expired')),
    requested_by text        NOT NULL,
    asked_at     timestamptz NOT NULL,
    ready_at     timestamptz,
    expires_at   timestamptz,
    fetched_at   timestamptz,
    file         text        NOT NULL,
    bytes        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT comptoir.protect('tenancy.export');

CREATE TABLE tenancy.signup (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    email      text        NOT NULL,
    locale     text        NOT NULL,
    business   uuid        NOT NULL,
    asked_at   timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, id)
);
SELECT comptoir.protect('tenancy.signup');

-- erase removes every row of the running transaction's tenant, of every context. It is the one way round the tables that
-- may only be added to, and so it looks for itself: the tenant must be closing and its time must have come, by the clock of
-- the database. It runs with the rights of the tables' owner and still behind row-level security: a row of another
-- tenant is not even seen. Tables that others point to are emptied in later rounds.
-- +goose StatementBegin
CREATE FUNCTION tenancy.erase() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog
AS $$
DECLARE
    whose   uuid := comptoir.tenant();
    target  regclass;
    waiting regclass[];
    left_over regclass[];
    gone    bigint := 0;
    n       bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM tenancy.tenant t WHERE t.id = whose AND t.status = 'closing' AND t.erase_at <= now()) THEN
        RAISE EXCEPTION 'this business is not to be erased' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('comptoir.erasing', whose::text, true);
    SELECT array_agg(c.oid::regclass ORDER BY c.oid DESC) INTO waiting
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema');
    WHILE cardinality(waiting) > 0 LOOP
        left_over := '{}';
        FOREACH target IN ARRAY waiting LOOP
            BEGIN
                EXECUTE format('DELETE FROM %s WHERE tenant_id = $1', target) USING whose;
                GET DIAGNOSTICS n = ROW_COUNT;
                gone := gone + n;
            EXCEPTION WHEN foreign_key_violation THEN
                left_over := left_over || target;
            END;
        END LOOP;
        IF cardinality(left_over) = cardinality(waiting) THEN
            RAISE EXCEPTION 'rows of % hold each other', left_over;
        END IF;
        waiting := left_over;
    END LOOP;
    DELETE FROM tenancy.host WHERE tenant = whose;
    PERFORM set_config('comptoir.erasing', '', true);
    RETURN gone;
END
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION tenancy.erase() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.erase() TO comptoir_app;

-- +goose Down
DROP FUNCTION tenancy.erase();
DROP TABLE tenancy.signup;
DROP TABLE tenancy.export;
DROP TABLE tenancy.support;
DROP TABLE tenancy.claim;
DROP TABLE tenancy.usage;
ALTER TABLE tenancy.tenant NO FORCE ROW LEVEL SECURITY;
UPDATE tenancy.tenant SET status = 'suspended' WHERE status IN ('closing', 'erased');
UPDATE tenancy.tenant SET trades = ARRAY ['stays'] WHERE cardinality(trades) = 0;
ALTER TABLE tenancy.tenant FORCE ROW LEVEL SECURITY,
    DROP COLUMN plan, DROP COLUMN limits, DROP COLUMN support, DROP COLUMN erase_at,
    DROP CONSTRAINT tenant_status_check,
    DROP CONSTRAINT tenant_trades_check,
    ADD CONSTRAINT tenant_status_check CHECK (status IN ('active', 'suspended')),
    ADD CONSTRAINT tenant_trades_check CHECK (cardinality(trades) > 0 AND trades <@ ARRAY ['stays', 'dining', 'shop', 'rewards']);
