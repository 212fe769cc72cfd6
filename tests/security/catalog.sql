-- What the catalog of the database must say of every table (reliability §2.1–2.3, 2.6).
-- Each statement returns one row per fault: where, and what is wrong. They ask the catalog and not
-- the models, so that a new table cannot be forgotten.

-- name: isolated
-- A company table shows the rows of companies in scope only.
    WITH 
company_tables AS (
    SELECT class.oid, class.relname AS name, class.relrowsecurity, NOT attribute.attnotnull AS optional
      FROM pg_class AS class
      JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'company_id'
     WHERE class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
       AND NOT attribute.attisdropped
)
    SELECT name, 'has no row-level security' FROM company_tables WHERE NOT relrowsecurity
     UNION ALL
    SELECT company_tables.name, coalesce('policy ' || policy.polname, 'has no policy')
      FROM company_tables
      LEFT JOIN pg_policy AS policy ON policy.polrelid = company_tables.oid
     WHERE policy.oid IS NULL OR policy.polcmd <> '*' OR NOT policy.polpermissive OR policy.polroles <> '{0}'
        OR policy.polqual IS NULL OR policy.polwithcheck IS NULL
        OR pg_get_expr(policy.polqual, policy.polrelid) <> pg_get_expr(policy.polwithcheck, policy.polrelid)
        OR pg_get_expr(policy.polqual, policy.polrelid) NOT LIKE
           '%%company_id = ANY%%NULLIF(current_setting(''manciple.companies''%%'
     UNION ALL
    SELECT company_tables.name, count(*) || ' policies'
      FROM company_tables JOIN pg_policy AS policy ON policy.polrelid = company_tables.oid
     GROUP BY company_tables.name HAVING count(*) > 1;

-- name: primary_keys
-- The primary key of a company table is company and id.
    WITH 
company_tables AS (
    SELECT class.oid, class.relname AS name, class.relrowsecurity, NOT attribute.attnotnull AS optional
      FROM pg_class AS class
      JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'company_id'
     WHERE class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
       AND NOT attribute.attisdropped
), 
keys AS (
    SELECT index.indrelid AS oid, index.indisprimary AS is_primary, index.indexrelid::regclass::text AS name,
           ARRAY(SELECT attribute.attname::text
                   FROM unnest(index.indkey::int[]) WITH ORDINALITY AS part (number, place)
                   LEFT JOIN pg_attribute AS attribute
                     ON attribute.attrelid = index.indrelid AND attribute.attnum = part.number
                  ORDER BY part.place) AS columns
      FROM pg_index AS index
     WHERE index.indisunique
)
    SELECT company_tables.name, coalesce(array_to_string(keys.columns, ', '), 'none')
      FROM company_tables LEFT JOIN keys ON keys.oid = company_tables.oid AND keys.is_primary
     WHERE keys.columns IS DISTINCT FROM
           CASE WHEN optional THEN ARRAY['id'] ELSE ARRAY['company_id', 'id'] END;

-- name: unique_keys
-- Every unique key of a company table begins with the company.
    WITH 
company_tables AS (
    SELECT class.oid, class.relname AS name, class.relrowsecurity, NOT attribute.attnotnull AS optional
      FROM pg_class AS class
      JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'company_id'
     WHERE class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
       AND NOT attribute.attisdropped
), 
keys AS (
    SELECT index.indrelid AS oid, index.indisprimary AS is_primary, index.indexrelid::regclass::text AS name,
           ARRAY(SELECT attribute.attname::text
                   FROM unnest(index.indkey::int[]) WITH ORDINALITY AS part (number, place)
                   LEFT JOIN pg_attribute AS attribute
                     ON attribute.attrelid = index.indrelid AND attribute.attnum = part.number
                  ORDER BY part.place) AS columns
      FROM pg_index AS index
     WHERE index.indisunique
)
    SELECT company_tables.name, keys.name
      FROM company_tables JOIN keys ON keys.oid = company_tables.oid
     WHERE keys.columns[1] IS DISTINCT FROM 'company_id' AND NOT (optional AND keys.is_primary);

-- name: references
-- Every reference between company tables carries the company.
    WITH 
company_tables AS (
    SELECT class.oid, class.relname AS name, class.relrowsecurity, NOT attribute.attnotnull AS optional
      FROM pg_class AS class
      JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'company_id'
     WHERE class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
       AND NOT attribute.attisdropped
), pairs AS (
        SELECT key.conname, key.conrelid, key.confrelid,
               ARRAY(SELECT here.attname || '=' || there.attname
                       FROM unnest(key.conkey, key.confkey) AS part (here, there)
                       JOIN pg_attribute AS here ON here.attrelid = key.conrelid AND here.attnum = part.here
                       JOIN pg_attribute AS there ON there.attrelid = key.confrelid AND there.attnum = part.there
                    ) AS columns
          FROM pg_constraint AS key WHERE key.contype = 'f'
    )
    SELECT here.name, pairs.conname
      FROM pairs JOIN company_tables AS here ON here.oid = pairs.conrelid
      JOIN company_tables AS there ON there.oid = pairs.confrelid
     WHERE NOT pairs.columns @> ARRAY['company_id=company_id'];

-- name: shared_tables
-- No shared table refers to a company table.
    WITH 
company_tables AS (
    SELECT class.oid, class.relname AS name, class.relrowsecurity, NOT attribute.attnotnull AS optional
      FROM pg_class AS class
      JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'company_id'
     WHERE class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
       AND NOT attribute.attisdropped
)
    SELECT key.conrelid::regclass::text, key.conname
      FROM pg_constraint AS key JOIN company_tables AS there ON there.oid = key.confrelid
     WHERE key.contype = 'f' AND key.conrelid NOT IN (SELECT oid FROM company_tables);

-- name: valid
-- Every reference is valid and checked.
SELECT conrelid::regclass::text, conname FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c') AND NOT convalidated;

-- name: awake
-- Every trigger is awake.
SELECT tgrelid::regclass::text, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
 WHERE relnamespace = 'public'::regnamespace AND tgenabled <> 'O';

-- name: owned
-- Nothing belongs to a role that serves or reads.
SELECT relname, pg_get_userbyid(relowner) FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) IN (%(runtime)s, %(reader)s)
 UNION ALL
SELECT proname, pg_get_userbyid(proowner) FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) IN (%(runtime)s, %(reader)s);

-- name: powerless
-- Roles that serve or read can do nothing else.
SELECT rolname, 'is powerful' FROM pg_roles
 WHERE rolname IN (%(runtime)s, %(reader)s)
   AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)
 UNION ALL
SELECT member.rolname, 'is member of ' || role.rolname
  FROM pg_auth_members JOIN pg_roles AS member ON member.oid = pg_auth_members.member
  JOIN pg_roles AS role ON role.oid = pg_auth_members.roleid
 WHERE member.rolname IN (%(runtime)s, %(reader)s)
 UNION ALL
SELECT role.rolname, 'may create in ' || nspname
  FROM pg_namespace, pg_roles AS role
 WHERE role.rolname IN (%(runtime)s, %(reader)s) AND nspname NOT LIKE 'pg\_temp%%'
   AND has_schema_privilege(role.oid, pg_namespace.oid, 'CREATE');

-- name: not_emptied
-- Nobody who serves may empty a table, hang triggers on it or point to it.
SELECT relname, privilege
  FROM pg_class, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
   AND has_table_privilege(%(runtime)s, pg_class.oid, privilege);

-- name: reader
-- A reader only reads.
SELECT relname, privilege
  FROM pg_class, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
   AND has_table_privilege(%(reader)s, pg_class.oid, privilege);

-- name: views
-- A view asks as its caller, and nothing is kept aside.
SELECT relname, 'runs as its owner' FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
   AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']
   AND NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.objid = pg_class.oid AND deptype = 'e')
 UNION ALL
SELECT relname, 'is materialized' FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'm';

-- name: definers
-- A function that runs as its owner is known, fixed, and called by nobody who need not.
SELECT proname, concat_ws(', ',
           CASE WHEN proname <> ALL (%(definers)s) THEN 'is not on the list' END,
           CASE WHEN proconfig IS NULL OR NOT proconfig && ARRAY['search_path=pg_catalog, pg_temp']
                THEN 'has no fixed search path' END,
           CASE WHEN callers.everybody THEN 'may be called by everybody' END,
           CASE WHEN callers.runtime AND proname <> ALL (%(services)s) THEN 'may be called' END)
  FROM pg_proc,
       LATERAL (SELECT has_function_privilege(%(runtime)s, pg_proc.oid, 'EXECUTE') AS runtime,
                       EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))
                                WHERE grantee = 0) AS everybody) AS callers
 WHERE pronamespace = 'public'::regnamespace AND prosecdef
   AND (proname <> ALL (%(definers)s) OR proconfig IS NULL
        OR NOT proconfig && ARRAY['search_path=pg_catalog, pg_temp']
        OR callers.everybody OR (callers.runtime AND proname <> ALL (%(services)s)));

-- name: real_numbers
-- No number can be no number.
SELECT class.relname, attribute.attname
  FROM pg_class AS class JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
 WHERE class.relname = ANY (%(ours)s) AND class.relnamespace = 'public'::regnamespace
   AND attribute.atttypid = 'numeric'::regtype AND attribute.attnum > 0 AND NOT attribute.attisdropped
   AND attribute.attgenerated = ''
   AND NOT EXISTS (SELECT FROM pg_constraint AS rule
                    WHERE rule.conrelid = class.oid AND rule.contype = 'c'
                      AND pg_get_constraintdef(rule.oid)
                          = 'CHECK ((' || quote_ident(attribute.attname) || ' <> ''NaN''::numeric))');

-- name: journals
-- A journal is only added to.
SELECT class.relname, concat_ws(', ',
           CASE WHEN has_any_column_privilege(%(runtime)s, class.oid, 'UPDATE') THEN 'UPDATE is granted' END,
           CASE WHEN has_table_privilege(%(runtime)s, class.oid, 'DELETE') THEN 'DELETE is granted' END,
           CASE WHEN changing.oid IS NULL THEN 'no trigger refuses changes' END,
           CASE WHEN emptying.oid IS NULL THEN 'no trigger refuses emptying' END)
  FROM pg_class AS class
  LEFT JOIN pg_trigger AS changing  -- row-level, before, update and delete
    ON changing.tgrelid = class.oid AND changing.tgname = 'append_only' AND changing.tgtype = 1 + 2 + 8 + 16
   AND changing.tgfoid = 'kernel_refuse_change'::regproc AND changing.tgenabled = 'O' AND changing.tgqual IS NULL
  LEFT JOIN pg_trigger AS emptying  -- statement-level, before, truncate
    ON emptying.tgrelid = class.oid AND emptying.tgname = 'append_only_truncate' AND emptying.tgtype = 2 + 32
   AND emptying.tgfoid = 'kernel_refuse_change'::regproc AND emptying.tgenabled = 'O'
 WHERE class.relname = ANY (%(journals)s) AND class.relnamespace = 'public'::regnamespace
   AND (has_any_column_privilege(%(runtime)s, class.oid, 'UPDATE')
        OR has_table_privilege(%(runtime)s, class.oid, 'DELETE')
        OR changing.oid IS NULL OR emptying.oid IS NULL);

-- name: recorded
-- What triggers record is written by nobody else.
SELECT relname, 'INSERT is granted' FROM pg_class
 WHERE relname = ANY (%(recorded)s) AND relnamespace = 'public'::regnamespace
   AND has_any_column_privilege(%(runtime)s, pg_class.oid, 'INSERT');

-- name: audited
-- Every change of an audited table is kept.
SELECT class.relname, event.name
  FROM pg_class AS class,
       (VALUES ('insert', 4), ('update', 16), ('delete', 8)) AS event (name, bit)  -- statement-level, after
 WHERE class.relname = ANY (%(audited)s) AND class.relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_trigger AS trigger JOIN pg_proc ON pg_proc.oid = trigger.tgfoid
                    WHERE trigger.tgrelid = class.oid AND trigger.tgtype = event.bit AND trigger.tgenabled = 'O'
                      AND pg_proc.proname = class.relname || '_audit_' || event.name AND pg_proc.prosecdef
                      AND trigger.tgqual IS NULL AND trigger.tgattr = '');
