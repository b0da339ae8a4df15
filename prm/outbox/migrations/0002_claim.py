from django.db import migrations

CLAIM = """
CREATE FUNCTION prm_outbox_claim(batch integer, lease interval, most integer)
RETURNS TABLE (event_id uuid, vendor_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH waiting AS (
        SELECT o.id FROM outbox_outboxevent o
        WHERE o.handled_at IS NULL AND o.available_at <= now() AND o.attempts < most
          AND (o.published_at IS NULL OR o.published_at < now() - lease)
        ORDER BY o.available_at, o.id LIMIT batch FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox_outboxevent o SET published_at = now() FROM waiting WHERE o.id = waiting.id
    RETURNING o.id, o.vendor_id
$$;
GRANT SELECT, UPDATE ON outbox_outboxevent TO prm_definer;
ALTER FUNCTION prm_outbox_claim(integer, interval, integer) OWNER TO prm_definer;
REVOKE ALL ON FUNCTION prm_outbox_claim(integer, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prm_outbox_claim(integer, interval, integer) TO prm_app;
"""


class Migration(migrations.Migration):
    """The relay claims waiting events over all vendors through this function and sees nothing else of them."""

    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RunSQL(CLAIM, "DROP FUNCTION prm_outbox_claim(integer, interval, integer)")]
