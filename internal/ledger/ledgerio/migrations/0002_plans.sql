-- The statements of ledger.post are planned once a session and not in every call: with arrays of any length the planner
-- believes that a plan for these very values is worth its price, which is three times that of the work. What is planned
-- while a table is still small must be right when it is large: a call looks up a few rows by their keys, and nothing else.

-- +goose Up
ALTER FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[])
    SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[])
    SET enable_seqscan = off;
ALTER FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[])
    SET enable_hashjoin = off;
ALTER FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[])
    SET enable_mergejoin = off;

-- +goose Down
ALTER FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[])
    RESET ALL;
ALTER FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[])
    SET search_path = pg_catalog;
