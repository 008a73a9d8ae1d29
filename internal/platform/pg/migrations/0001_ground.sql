-- The ground that every context's line stands on: one role without powers, and two functions that put a table behind
-- row-level security. The schema itself is made by Migrate, because the version tables live in it.

-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'comptoir_app') THEN
        CREATE ROLE comptoir_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
    END IF;
EXCEPTION
    -- Roles belong to the whole server: another database of it may be making the same one at this instant.
    WHEN duplicate_object OR unique_violation THEN
        NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role comptoir_app does not exist and % may not create it', current_user
            USING HINT = 'As a superuser: CREATE ROLE comptoir_app LOGIN NOINHERIT PASSWORD ''...'';';
END
$$;
-- +goose StatementEnd

GRANT USAGE ON SCHEMA comptoir TO comptoir_app;

-- tenant() is the tenant of the running transaction, or NULL: for column defaults and for the few SECURITY DEFINER
-- functions that search with an index no policy may use.
-- +goose StatementBegin
CREATE FUNCTION comptoir.tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('comptoir.tenant', true), '')::uuid;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION comptoir.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: its rows are written once', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd

-- The policy says nullif: after a transaction the setting is '' and not NULL, and ''::uuid would fail every query on a
-- connection that has been used before.
-- +goose StatementBegin
CREATE FUNCTION comptoir.guard(target regclass) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
    EXECUTE format($policy$
        CREATE POLICY tenant ON %s
            USING (tenant_id = nullif(current_setting('comptoir.tenant', true), '')::uuid)
            WITH CHECK (tenant_id = nullif(current_setting('comptoir.tenant', true), '')::uuid)
    $policy$, target);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION comptoir.protect(target regclass) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM comptoir.guard(target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO comptoir_app', target);
END
$$;
-- +goose StatementEnd

-- protect_append_only is for what must not be rewritten: journals, audit, issued papers. The trigger stops the owner as
-- well, so that a careless migration fails too.
-- +goose StatementBegin
CREATE FUNCTION comptoir.protect_append_only(target regclass) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM comptoir.guard(target);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO comptoir_app', target);
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()', target);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()', target);
END
$$;
-- +goose StatementEnd

REVOKE ALL ON FUNCTION comptoir.guard(regclass), comptoir.protect(regclass), comptoir.protect_append_only(regclass)
    FROM PUBLIC;

-- +goose Down
DROP FUNCTION comptoir.protect_append_only(regclass);
DROP FUNCTION comptoir.protect(regclass);
DROP FUNCTION comptoir.guard(regclass);
DROP FUNCTION comptoir.refuse_change();
DROP FUNCTION comptoir.tenant();
-- The role stays: it belongs to the server, and other databases may use it.
REVOKE USAGE ON SCHEMA comptoir FROM comptoir_app;
DROP EXTENSION IF EXISTS btree_gist;
