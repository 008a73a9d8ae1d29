-- What may only be added to may leave in one case: when a whole tenant is erased, by the function that sets
-- comptoir.erasing for one transaction (tenancy.erase). The program's role has no right to delete from these tables, so
-- the setting alone opens nothing to it.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION comptoir.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    IF tg_op = 'DELETE' AND tg_level = 'ROW' THEN
        IF current_setting('comptoir.erasing', true) = to_jsonb(old) ->> 'tenant_id' THEN
            RETURN old;
        END IF;
    END IF;
    RAISE EXCEPTION '% on %.% is refused: its rows are written once', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION comptoir.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: its rows are written once', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
