"""The search function of security.md 2.6: trigram candidates of the vendor in scope, and of no other."""

from django.db import migrations

# Runs as prm_definer, who sees every row: the vendor comes from the scope and is no argument, and only the vendor's role
# may call it. Dynamic, so that each call is planned for its own words.
SIGNATURE = "prm_match_candidates(text[], text, real, text, text, text, text, text, integer)"
CREATE = f"""
CREATE FUNCTION prm_match_candidates(
    kinds text[], wanted_name text, likeness real, wanted_initials text, wanted_acronym text, wanted_domain text,
    wanted_city text, wanted_state text, how_many integer
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET pg_trgm.similarity_threshold = 0.4
AS $$
DECLARE
    wanted_vendor uuid := nullif(current_setting('app.vendor_id', true), '')::uuid;
    entries text := 'SELECT id FROM matching_matchentry WHERE vendor_id = $1 AND target_kind = ANY ($2) AND ';
    nearest text := ' ORDER BY state_key <> $4, city_key <> $5, length(name_key) LIMIT $6';
BEGIN
    IF wanted_vendor IS NULL THEN
        RAISE EXCEPTION 'no vendor in scope' USING ERRCODE = '42501';
    END IF;
    PERFORM set_config('pg_trgm.similarity_threshold', least(greatest(likeness, 0.2), 1)::text, true);
    IF wanted_domain <> '' THEN
        RETURN QUERY EXECUTE entries || 'domain_key = $3 AND domain_key <> '''' ' || nearest
            USING wanted_vendor, kinds, wanted_domain, wanted_state, wanted_city, how_many;
    END IF;
    IF wanted_acronym <> '' THEN
        RETURN QUERY EXECUTE entries || 'initials_key = $3 AND initials_key <> '''' ' || nearest
            USING wanted_vendor, kinds, wanted_acronym, wanted_state, wanted_city, how_many / 4;
    END IF;
    IF wanted_initials <> '' THEN
        RETURN QUERY EXECUTE entries || 'name_key % $3 AND name_key = $3 ' || nearest
            USING wanted_vendor, kinds, wanted_initials, wanted_state, wanted_city, how_many / 4;
    END IF;
    IF wanted_name <> '' THEN
        RETURN QUERY EXECUTE entries || 'name_key % $3
            ORDER BY similarity(name_key, $3) DESC, state_key <> $4, city_key <> $5 LIMIT $6'
            USING wanted_vendor, kinds, wanted_name, wanted_state, wanted_city, how_many;
    END IF;
END
$$;
GRANT SELECT ON matching_matchentry TO prm_definer;
ALTER FUNCTION {SIGNATURE} OWNER TO prm_definer;
REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {SIGNATURE} TO prm_vendor;
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, f"DROP FUNCTION {SIGNATURE}")]
