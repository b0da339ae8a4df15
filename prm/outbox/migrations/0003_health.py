from django.db import migrations

HEALTH = """
CREATE FUNCTION prm_health(OUT migrations text[], OUT oldest_event_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT (SELECT array_agg(app || '.' || name) FROM django_migrations),
           (SELECT coalesce(extract(epoch FROM now() - min(available_at)), 0)::double precision
            FROM outbox_outboxevent WHERE handled_at IS NULL AND published_at IS NULL AND available_at <= now())
$$;
GRANT SELECT ON outbox_outboxevent, django_migrations TO prm_definer;
ALTER FUNCTION prm_health() OWNER TO prm_definer;
REVOKE ALL ON FUNCTION prm_health() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prm_health() TO prm_app;
"""


class Migration(migrations.Migration):
    """Readiness is two figures over all vendors: what is migrated, and how long the oldest event waits for the relay."""

    dependencies = [("outbox", "0002_claim")]

    operations = [migrations.RunSQL(HEALTH, "DROP FUNCTION prm_health()")]
