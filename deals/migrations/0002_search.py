"""Search in accounts and registrations: trigram indexes, and the definer function that may use them (security.md 2.6)."""

from django.db import migrations

ACCOUNT_TEXT = "lower(ref || ' ' || name || ' ' || organization || ' ' || domain || ' ' || city || ' ' || region)"
DEAL_TEXT = "lower(ref || ' ' || customer_name || ' ' || title || ' ' || customer_domain || ' ' || customer_city)"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# Runs as prm_definer, who sees every row: the vendor comes from the scope and is no argument, and only the vendor's
# role may call it. Dynamic, so that each call is planned for its own words; words reach it as values, never as SQL.
CREATE = f"""
-- Accounts come by the thousand: what an import adds waits in the pending list, which searches read too, until
-- autovacuum enters it. Entering it row by row took longer than all the rest of the import. 32 MB hold some 30,000
-- accounts; at half of that an import of 16,000 entered all of them at its end, a quarter of the insert.
CREATE INDEX deals_account_text ON deals_customeraccount USING gin (vendor_id, ({ACCOUNT_TEXT}) gin_trgm_ops)
    WITH (gin_pending_list_limit = 32768);
CREATE INDEX deals_registration_text ON deals_registration USING gin (vendor_id, ({DEAL_TEXT}) gin_trgm_ops);

CREATE FUNCTION prm_deals_search(kind text, words text[], most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted_vendor uuid := nullif(current_setting('app.vendor_id', true), '')::uuid;
    word text;
    conditions text := '';
    source text;
BEGIN
    IF wanted_vendor IS NULL THEN
        RAISE EXCEPTION 'no vendor in scope' USING ERRCODE = '42501';
    END IF;
    source := CASE kind
        WHEN 'account' THEN 'deals_customeraccount' WHEN 'registration' THEN 'deals_registration' END;
    FOREACH word IN ARRAY words LOOP
        conditions := conditions || format(
            ' AND %s LIKE %L',
            CASE kind WHEN 'account' THEN {quoted(ACCOUNT_TEXT)} ELSE {quoted(DEAL_TEXT)} END,
            '%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
        );
    END LOOP;
    RETURN QUERY EXECUTE
        format('SELECT id FROM %I WHERE vendor_id = $1', source) || conditions || ' LIMIT $2'
        USING wanted_vendor, most;
END
$$;
ALTER FUNCTION prm_deals_search(text, text[], integer) OWNER TO prm_definer;
REVOKE ALL ON FUNCTION prm_deals_search(text, text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prm_deals_search(text, text[], integer) TO prm_vendor;
GRANT SELECT ON deals_customeraccount, deals_registration TO prm_definer;
"""
DROP = """
DROP FUNCTION prm_deals_search(text, text[], integer);
DROP INDEX deals_account_text;
DROP INDEX deals_registration_text;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0001_initial"), ("matching", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
