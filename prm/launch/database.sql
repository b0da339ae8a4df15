-- One PRM database: its owner, extensions and who may connect. Run once as a superuser, connected to that database.
DO $database$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO prm_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO prm_app, prm_backup, prm_ops', current_database());
END
$database$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS citext;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
-- A function can only be given to a role that may create in its schema; nobody signs in as prm_definer.
GRANT CREATE ON SCHEMA public TO prm_owner, prm_definer;
