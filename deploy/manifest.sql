-- What a database of PRM holds, as lines that can be compared: run it as prm_backup on the server that was dumped and
-- on the one the dump was restored to. Equal output is an equal database: rows, sums of the ledger, and all that guards them.
--   psql -XAt -f deploy/manifest.sql "postgresql://prm_backup@HOST/prm" > manifest.txt
BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO';
SET LOCAL search_path = pg_catalog;

-- Each table: its rows, and a sum over them that no order changes. Tables without a log are scratch paper.
SELECT format('SELECT %L, %L, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %s t', 'rows', c.oid::regclass, c.oid::regclass)
FROM pg_class c WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname
\gexec

SELECT 'ledger', vendor_id, currency, account, count(*), sum(amount)
FROM public.incentives_ledgerentry GROUP BY 2, 3, 4 ORDER BY 2, 3, 4;

SELECT 'audit', l.vendor_id, l.sequence, encode(l.hash, 'hex')
FROM (SELECT vendor_id, max(sequence) AS sequence FROM public.audit_auditlink GROUP BY 1) head
JOIN public.audit_auditlink l USING (vendor_id, sequence) ORDER BY 2;

SELECT 'sequence', schemaname, sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 3;

SELECT 'table', c.oid::regclass, c.relkind, c.relowner::regrole, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c WHERE c.relkind IN ('r', 'v', 'm', 'S') AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname;

SELECT 'column', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attname;

SELECT 'policy', tablename, policyname, permissive, roles, cmd, qual, with_check
FROM pg_policies WHERE schemaname = 'public' ORDER BY 2, 3;

SELECT 'constraint', c.conrelid::regclass, c.conname, c.convalidated, c.condeferrable, c.condeferred, pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.connamespace = 'public'::regnamespace ORDER BY t.relname, c.conname;

SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2, 3;

SELECT 'trigger', t.tgrelid::regclass, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, t.tgname;

SELECT 'function', p.oid::regprocedure, p.proowner::regrole, p.prosecdef, p.proconfig, md5(p.prosrc)
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY p.oid::regprocedure::text;

SELECT 'grant', what, name, g.grantee::regrole, g.privilege_type, g.is_grantable
FROM (
    SELECT 'table' AS what, oid::regclass::text AS name, coalesce(relacl, acldefault('r', relowner)) AS acl
    FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'sequence', oid::regclass::text, coalesce(relacl, acldefault('s', relowner))
    FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, attacl
    FROM pg_attribute WHERE attacl IS NOT NULL
    AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL SELECT 'function', oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')
    UNION ALL SELECT 'schema', nspname, coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace WHERE nspname = 'public'
    UNION ALL SELECT 'database', 'it', coalesce(datacl, acldefault('d', datdba)) FROM pg_database WHERE datname = current_database()
) given, aclexplode(given.acl) g ORDER BY what, name, g.grantee::regrole::text, g.privilege_type;

SELECT 'extension', extname FROM pg_extension ORDER BY 2;

SELECT 'role', rolname, rolcanlogin, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolconfig
FROM pg_roles WHERE rolname LIKE 'prm\_%' ORDER BY 2;

SELECT 'member', member::regrole, roleid::regrole, admin_option
FROM pg_auth_members WHERE member::regrole::text LIKE 'prm\_%' ORDER BY member::regrole::text, roleid::regrole::text;
COMMIT;
