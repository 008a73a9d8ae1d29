-- One line of text per thing, sorted by name. Every part yields (key, line); keys are schema, kind, name, part, detail.
WITH member AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), space AS (
    SELECT n.oid, n.nspname AS name, n.nspacl AS acl, n.nspowner AS owner
    FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), rel AS (
    SELECT c.oid, s.name AS space, quote_ident(s.name) || '.' || quote_ident(c.relname) AS name, c.relkind AS kind,
        c.relrowsecurity AS rls, c.relforcerowsecurity AS forced, c.relacl AS acl, c.relowner AS owner, c.reloptions AS options,
        c.relpersistence AS persistence, c.relispartition AS part, c.relpartbound AS bound
    FROM pg_class c JOIN space s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        AND NOT (s.name = 'comptoir' AND c.relname ~ '^migration_')
        AND (c.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass))
        -- the sequences of identity columns belong to their table; so do those of the version tables
        AND NOT (c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('i', 'a')))
), line(key, line) AS (
    SELECT ARRAY['', '', extname, '', ''], 'EXTENSION ' || extname || ' SCHEMA ' || extnamespace::regnamespace
    FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
    SELECT ARRAY[name, '', '', '', ''], E'\nSCHEMA ' || quote_ident(name) FROM space WHERE name <> 'public'
UNION ALL -- types: enumerations, domains, composite types
    SELECT ARRAY[s.name, '1', t.typname, '', ''],
        'TYPE ' || format_type(t.oid, NULL) || CASE t.typtype
            WHEN 'e' THEN ' ENUM (' || (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
                FROM pg_enum WHERE enumtypid = t.oid) || ')'
            WHEN 'd' THEN ' DOMAIN ' || format_type(t.typbasetype, t.typtypmod) || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                || coalesce(' DEFAULT ' || t.typdefault, '')
                || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid), '' ORDER BY conname)
                    FROM pg_constraint WHERE contypid = t.oid), '')
            WHEN 'c' THEN ' (' || (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
                FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped) || ')'
            WHEN 'r' THEN ' RANGE OF ' || (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = t.oid)
        END
    FROM pg_type t JOIN space s ON s.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd', 'c', 'r')
        AND (t.typtype <> 'c' OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
        AND t.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_type'::regclass)
UNION ALL -- functions, with their bodies
    SELECT ARRAY[s.name, '2', p.proname, pg_get_function_identity_arguments(p.oid), ''],
        CASE WHEN p.prokind = 'a' THEN 'AGGREGATE ' || p.oid::regprocedure::text ELSE rtrim(pg_get_functiondef(p.oid), E'\n') END
    FROM pg_proc p JOIN space s ON s.oid = p.pronamespace
    WHERE p.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
        -- made by PostgreSQL for a range type
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
UNION ALL
    SELECT ARRAY[s.name, '2', p.proname, pg_get_function_identity_arguments(p.oid), '~' || coalesce(r.rolname, 'PUBLIC')],
        '    GRANT EXECUTE TO ' || coalesce(quote_ident(r.rolname), 'PUBLIC')
    FROM pg_proc p JOIN space s ON s.oid = p.pronamespace
        CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee <> p.proowner AND p.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
UNION ALL -- tables, views, sequences
    SELECT ARRAY[space, CASE kind WHEN 'S' THEN '3' WHEN 'v' THEN '5' WHEN 'm' THEN '5' ELSE '4' END, name, '', ''],
        E'\n' || CASE persistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END
        || CASE kind WHEN 'r' THEN 'TABLE ' WHEN 'p' THEN 'TABLE ' WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '
            WHEN 'S' THEN 'SEQUENCE ' ELSE 'FOREIGN TABLE ' END || name
        || CASE WHEN kind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(oid) ELSE '' END
        || CASE WHEN part THEN ' PARTITION OF ' || (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = rel.oid)
            || ' ' || pg_get_expr(bound, oid) ELSE '' END
        || CASE WHEN rls THEN ' ROW SECURITY' ELSE '' END || CASE WHEN forced THEN ' FORCED' ELSE '' END
        || coalesce(' WITH (' || array_to_string(options, ', ') || ')', '')
        || CASE WHEN kind IN ('v', 'm') THEN E' AS\n' || pg_get_viewdef(oid) ELSE '' END
    FROM rel
UNION ALL
    SELECT ARRAY[r.space, CASE r.kind WHEN 'v' THEN '5' WHEN 'm' THEN '5' ELSE '4' END, r.name, '1', to_char(a.attnum, 'FM00000')],
        '    ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || coalesce((SELECT ' COLLATE ' || quote_ident(l.collname) FROM pg_collation l, pg_type t
            WHERE l.oid = a.attcollation AND t.oid = a.atttypid AND l.oid <> t.typcollation), '')
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || CASE WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
            WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
        || CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY' ELSE '' END
    FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE r.kind IN ('r', 'p', 'm', 'f')
UNION ALL
    SELECT ARRAY[r.space, '4', r.name, '2', c.conname],
        '    CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
    FROM rel r JOIN pg_constraint c ON c.conrelid = r.oid
    WHERE c.contype IN ('p', 'u', 'f', 'x', 'c') -- NOT NULL is a constraint of its own since PostgreSQL 18, and shown with the column
UNION ALL
    SELECT ARRAY[r.space, CASE r.kind WHEN 'm' THEN '5' ELSE '4' END, r.name, '3', i.indexrelid::regclass::text],
        '    ' || pg_get_indexdef(i.indexrelid)
    FROM rel r JOIN pg_index i ON i.indrelid = r.oid
    WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
UNION ALL
    SELECT ARRAY[r.space, '4', r.name, '4', p.polname],
        '    POLICY ' || quote_ident(p.polname) || CASE WHEN p.polpermissive THEN '' ELSE ' RESTRICTIVE' END
        || CASE p.polcmd WHEN '*' THEN '' WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' ELSE ' FOR DELETE' END
        || CASE WHEN p.polroles = '{0}' THEN '' ELSE ' TO ' || (SELECT string_agg(quote_ident(rolname), ', ' ORDER BY rolname)
            FROM pg_roles WHERE oid = ANY (p.polroles)) END
        || coalesce(' USING ' || pg_get_expr(p.polqual, p.polrelid), '')
        || coalesce(' WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
    FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
    SELECT ARRAY[r.space, '4', r.name, '5', t.tgname], '    ' || pg_get_triggerdef(t.oid)
    FROM rel r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
UNION ALL
    SELECT ARRAY[r.space, CASE r.kind WHEN 'S' THEN '3' WHEN 'v' THEN '5' WHEN 'm' THEN '5' ELSE '4' END, r.name, '6', coalesce(g.rolname, 'PUBLIC')],
        '    GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' TO ' || coalesce(quote_ident(g.rolname), 'PUBLIC')
    FROM rel r CROSS JOIN aclexplode(r.acl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
    WHERE a.grantee <> r.owner
    GROUP BY r.space, r.kind, r.name, g.rolname
UNION ALL
    SELECT ARRAY[s.name, '0', coalesce(g.rolname, 'PUBLIC'), '', ''],
        '    GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' TO ' || coalesce(quote_ident(g.rolname), 'PUBLIC')
    FROM space s CROSS JOIN aclexplode(s.acl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
    WHERE a.grantee <> s.owner AND s.name <> 'public'
    GROUP BY s.name, g.rolname
UNION ALL
    SELECT ARRAY[r.space, CASE r.kind WHEN 'S' THEN '3' WHEN 'v' THEN '5' WHEN 'm' THEN '5' ELSE '4' END, r.name, '7',
            to_char(d.objsubid, 'FM00000')],
        '    COMMENT ' || coalesce('ON ' || quote_ident(a.attname) || ' ', '') || quote_literal(d.description)
    FROM rel r JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = r.oid
        LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
)
SELECT line FROM line ORDER BY key COLLATE "C"
