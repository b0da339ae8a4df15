from django.db import migrations

RESOLVE = """
CREATE FUNCTION prm_resolve_token(token_kind text, hash text, moment timestamptz)
RETURNS TABLE (vendor_id uuid, row_id uuid, audience text, partner_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT i.vendor_id, i.id, i.audience::text, i.partner_id
    FROM accounts_invitation i JOIN tenancy_vendor v ON v.id = i.vendor_id AND v.is_active
    WHERE token_kind = 'invitation' AND i.token_hash = hash
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > moment
    UNION ALL
    SELECT t.vendor_id, t.id, m.audience::text, m.partner_id
    FROM accounts_apitoken t
    JOIN accounts_membership m ON m.vendor_id = t.vendor_id AND m.id = t.membership_id AND m.is_active
    JOIN tenancy_vendor v ON v.id = t.vendor_id AND v.is_active
    WHERE token_kind = 'api' AND t.token_hash = hash
      AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > moment)
$$;
GRANT SELECT ON accounts_invitation, accounts_apitoken, accounts_membership, tenancy_vendor TO prm_definer;
ALTER FUNCTION prm_resolve_token(text, text, timestamptz) OWNER TO prm_definer;
REVOKE ALL ON FUNCTION prm_resolve_token(text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prm_resolve_token(text, text, timestamptz) TO prm_app;
"""

NOTE = """
CREATE FUNCTION prm_note_security_event(
    event_kind text, moment timestamptz, person uuid, slug text, remote text, about text
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO accounts_securityevent (kind, at, user_id, vendor_slug, address, detail)
    VALUES (left(event_kind, 40), moment, person, left(slug, 60), left(remote, 60), left(about, 200))
$$;
GRANT INSERT ON accounts_securityevent TO prm_definer;
GRANT USAGE ON SEQUENCE accounts_securityevent_id_seq TO prm_definer;
ALTER FUNCTION prm_note_security_event(text, timestamptz, uuid, text, text, text) OWNER TO prm_definer;
REVOKE ALL ON FUNCTION prm_note_security_event(text, timestamptz, uuid, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prm_note_security_event(text, timestamptz, uuid, text, text, text)
    TO prm_app, prm_vendor, prm_portal, prm_public;
"""


class Migration(migrations.Migration):
    """Two narrow doors: from a token's hash to whom it belongs, and into the security log."""

    dependencies = [("accounts", "0002_login_rows"), ("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL(RESOLVE, "DROP FUNCTION prm_resolve_token(text, text, timestamptz)"),
        migrations.RunSQL(
            NOTE, "DROP FUNCTION prm_note_security_event(text, timestamptz, uuid, text, text, text)"
        ),
    ]
