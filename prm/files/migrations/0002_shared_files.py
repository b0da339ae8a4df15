from django.db import migrations

from prm.tenancy.sql import VENDOR_IS


class Migration(migrations.Migration):
    """What the vendor publishes to its partners is read in every portal; the own policy lets nothing be written there."""

    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY portal_published ON files_storedfile FOR SELECT TO prm_portal
            USING ({VENDOR_IS} AND visibility IN ('partners', 'public'));
            """,
            "DROP POLICY portal_published ON files_storedfile",
        ),
    ]
