package pglint

// rule is one query, appended to scope, that yields what breaks the rule: object and detail.
type rule struct {
	name string
	asks string
	sql  string
}

// scope names what the rules look at: everything but PostgreSQL's own, the members of extensions, and the version
// tables of the migrations, which no role but their owner may touch.
const scope = `
WITH member AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), space AS (
    SELECT oid, nspname, nspacl, nspowner FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), rel AS (
    SELECT c.oid, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relacl, c.relowner, c.relnamespace,
        s.nspname || '.' || c.relname AS name,
        (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS tenant
    FROM pg_class c JOIN space s ON s.oid = c.relnamespace
    WHERE c.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)
        AND NOT (s.nspname = 'comptoir' AND c.relname ~ '^migration_')
), tbl AS (
    SELECT * FROM rel WHERE relkind IN ('r', 'p')
), fn AS (
    SELECT p.*, s.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
    FROM pg_proc p JOIN space s ON s.oid = p.pronamespace
    WHERE p.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
), app AS (
    SELECT * FROM pg_roles WHERE rolname = 'comptoir_app'
)
`

// policyText is how PostgreSQL prints the only condition that a policy may have. It says nullif, because the setting is
// the empty text after a transaction, and casting that fails.
const policyText = `(tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)`

var rules = []rule{
	{"tenant-column", "every table has tenant_id uuid NOT NULL", `
SELECT t.name, CASE WHEN t.tenant IS NULL THEN 'it has no column tenant_id'
    WHEN a.atttypid <> 'uuid'::regtype THEN 'tenant_id is ' || format_type(a.atttypid, a.atttypmod) || ', not uuid'
    ELSE 'tenant_id may be NULL' END
FROM tbl t LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = t.tenant
WHERE t.tenant IS NULL OR a.atttypid <> 'uuid'::regtype OR NOT a.attnotnull`},

	{"row-security", "row-level security is enabled and forced", `
SELECT name, CASE WHEN NOT relrowsecurity THEN 'row-level security is not enabled' ELSE 'row-level security is not forced: the owner sees every tenant' END
FROM tbl WHERE tenant IS NOT NULL AND NOT (relrowsecurity AND relforcerowsecurity)`},

	{"policy", "a policy for every command, with USING and WITH CHECK, lets the tenant's own rows through and nothing else", `
SELECT t.name, 'it has no policy for all commands with USING and WITH CHECK' FROM tbl t
WHERE t.tenant IS NOT NULL AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polpermissive
    AND p.polcmd = '*' AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL)
UNION ALL
SELECT t.name, 'the policy ' || p.polname || ' lets other rows through: ' || e
FROM tbl t JOIN pg_policy p ON p.polrelid = t.oid AND p.polpermissive
    CROSS JOIN unnest(ARRAY[pg_get_expr(p.polqual, t.oid), pg_get_expr(p.polwithcheck, t.oid)]) e
WHERE t.tenant IS NOT NULL AND e IS NOT NULL AND e <> $q$` + policyText + `$q$`},

	{"policy-cast", "no policy casts the setting to uuid without nullif: after a transaction it is the empty text", `
SELECT t.name, 'the policy ' || p.polname || ' fails on a connection that was used before: say nullif(current_setting(…), '''')::uuid'
FROM tbl t JOIN pg_policy p ON p.polrelid = t.oid CROSS JOIN unnest(ARRAY[pg_get_expr(p.polqual, t.oid), pg_get_expr(p.polwithcheck, t.oid)]) e
WHERE e ~* 'current_setting\([^)]*\)\)?::uuid'`},

	{"key-tenant", "primary keys begin with tenant_id; unique and exclusion constraints and unique indexes contain it", `
SELECT t.name, 'its primary key does not begin with tenant_id' FROM tbl t JOIN pg_constraint c ON c.conrelid = t.oid
WHERE t.tenant IS NOT NULL AND c.contype = 'p' AND c.conkey[1] <> t.tenant
UNION ALL
SELECT t.name, 'it has no primary key' FROM tbl t
WHERE t.tenant IS NOT NULL AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'p')
UNION ALL
SELECT t.name, c.relname || ' does not contain tenant_id: it makes tenants collide, and tells one what another has'
FROM tbl t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
WHERE t.tenant IS NOT NULL AND (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary
    AND NOT t.tenant = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])`},

	{"reference-tenant", "foreign keys pair tenant_id with tenant_id", `
SELECT t.name, c.conname || ' does not pair tenant_id with tenant_id: a row could point to another tenant''s'
FROM tbl t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' LEFT JOIN tbl f ON f.oid = c.confrelid
WHERE t.tenant IS NOT NULL AND NOT EXISTS (
    SELECT FROM unnest(c.conkey, c.confkey) k (own, other) WHERE k.own = t.tenant AND k.other = f.tenant)`},

	{"reference-schema", "foreign keys stay in their schema", `
SELECT t.name, c.conname || ' refers to ' || c.confrelid::regclass::text
FROM tbl t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' JOIN pg_class f ON f.oid = c.confrelid
WHERE f.relnamespace <> t.relnamespace`},

	{"index-tenant", "indexes begin with tenant_id", `
SELECT t.name, c.relname || ' does not begin with tenant_id'
FROM tbl t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
WHERE t.tenant IS NOT NULL AND i.indkey[0] <> t.tenant`},

	{"view", "views are security_invoker; there are no materialized views and no foreign tables", `
SELECT name, CASE relkind WHEN 'v' THEN 'it is not security_invoker: it shows what its owner may see'
    WHEN 'm' THEN 'a materialized view has no row-level security' ELSE 'a foreign table has no row-level security' END
FROM rel WHERE relkind IN ('m', 'f') OR relkind = 'v' AND NOT coalesce((SELECT bool_or(option_value::bool)
    FROM pg_options_to_table(reloptions) WHERE option_name = 'security_invoker'), false)`},

	{"security-definer", "functions run with the rights of their caller", `
SELECT name, 'it is SECURITY DEFINER' FROM fn WHERE prosecdef`},

	{"definer-search-path", "a SECURITY DEFINER function fixes its search_path", `
SELECT name, 'it does not set search_path: its caller chooses what its names mean' FROM fn
WHERE prosecdef AND NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c LIKE 'search_path=%')`},

	{"leakproof", "no function is declared LEAKPROOF", `
SELECT name, 'it is declared LEAKPROOF: it may run on rows before the policy has hidden them' FROM fn WHERE proleakproof`},

	{"app-powers", "the program's role is no superuser, bypasses nothing, makes nothing and is no member of another role", `
SELECT rolname, 'it is ' || concat_ws(', ', CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolbypassrls THEN 'bypassing row-level security' END,
    CASE WHEN rolcreatedb THEN 'allowed to create databases' END, CASE WHEN rolcreaterole THEN 'allowed to create roles' END,
    CASE WHEN rolreplication THEN 'allowed to replicate' END)
FROM app WHERE rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
UNION ALL
SELECT app.rolname, 'it is a member of ' || m.roleid::regrole::text FROM app JOIN pg_auth_members m ON m.member = app.oid
UNION ALL
SELECT 'comptoir_app', 'there is no such role' WHERE NOT EXISTS (SELECT FROM app)`},

	{"app-owns", "the program's role owns nothing", `
SELECT rel.name, 'it belongs to the program''s role' FROM rel JOIN app ON app.oid = rel.relowner
UNION ALL
SELECT nspname, 'the schema belongs to the program''s role' FROM space JOIN app ON app.oid = nspowner
UNION ALL
SELECT fn.name, 'it belongs to the program''s role' FROM fn JOIN app ON app.oid = proowner
UNION ALL
SELECT datname, 'the database belongs to the program''s role' FROM pg_database JOIN app ON app.oid = datdba WHERE datname = current_database()`},

	{"app-grants", "the program's role may read and write rows, not truncate tables or make things; PUBLIC may nothing", `
SELECT rel.name, coalesce(g.rolname, 'PUBLIC') || ' may ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
FROM rel CROSS JOIN aclexplode(rel.relacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
WHERE a.grantee = 0 OR g.rolname = 'comptoir_app' AND (a.is_grantable
    OR a.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') AND rel.relkind <> 'S')
GROUP BY rel.name, g.rolname
UNION ALL
SELECT nspname, coalesce(g.rolname, 'PUBLIC') || ' may create things in the schema'
FROM space CROSS JOIN aclexplode(nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
WHERE a.privilege_type = 'CREATE' AND (a.grantee = 0 OR g.rolname = 'comptoir_app')`},
}
