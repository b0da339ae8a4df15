-- The database roles of PRM, for the whole server. Run once as a superuser; running it again sets them back to this.
-- Web and workers sign in as prm_app, which sees no tenant table: each transaction takes the role of its audience.
DO $roles$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('prm_owner',       'LOGIN   INHERIT   NOSUPERUSER BYPASSRLS   CREATEDB   NOCREATEROLE'),
            ('prm_app',         'LOGIN   NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE'),
            ('prm_vendor',      'NOLOGIN INHERIT   NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE'),
            ('prm_portal',      'NOLOGIN INHERIT   NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE'),
            ('prm_distributor', 'NOLOGIN INHERIT   NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE'),
            ('prm_public',      'NOLOGIN INHERIT   NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE'),
            ('prm_definer',     'NOLOGIN INHERIT   NOSUPERUSER BYPASSRLS   NOCREATEDB NOCREATEROLE'),
            ('prm_backup',      'LOGIN   INHERIT   NOSUPERUSER BYPASSRLS   NOCREATEDB NOCREATEROLE'),
            ('prm_ops',         'NOLOGIN INHERIT   NOSUPERUSER BYPASSRLS   NOCREATEDB NOCREATEROLE')
        ) AS role (name, attributes)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I', wanted.name);
        END IF;
        -- prm_ops is break-glass: NOLOGIN here, and an administrator's ALTER ROLE opens it for the hour it is needed.
        EXECUTE format('ALTER ROLE %I %s', wanted.name, wanted.attributes);
    END LOOP;
END
$roles$;

-- NOINHERIT above and membership here: prm_app may SET ROLE to an audience and holds nothing of it before.
GRANT prm_vendor, prm_portal, prm_distributor, prm_public TO prm_app;
-- Migrations hand functions to prm_definer and test the audiences' grants.
GRANT prm_definer, prm_vendor, prm_portal, prm_distributor, prm_public TO prm_owner;
-- Tables and sequences alike: a dump that misses a sequence restores to duplicate numbers.
GRANT pg_read_all_data TO prm_backup, prm_ops;

-- As role settings and not as a connection's own, so that they also hold behind a pooler.
ALTER ROLE prm_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE prm_app SET statement_timeout = '15s';
-- A migration that cannot have its lock gives up rather than let everybody queue behind it; run it again.
ALTER ROLE prm_owner SET lock_timeout = '2s';
