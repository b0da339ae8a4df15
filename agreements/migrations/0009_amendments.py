import django.db.models.deletion
import prm.tenancy.constraints
import prm.tenancy.fields
from django.db import migrations, models

TABLE = "agreements_agreement"
KEY = "agreements_agreement_amends_6276bc43_fk"


class Migration(migrations.Migration):
    """An amendment names the agreement it changes."""

    atomic = False
    dependencies = [("agreements", "0008_offboarding")]
    operations = [
        migrations.AddField(
            "agreement", "added_words", models.TextField(blank=True, db_default="", verbose_name="in words")
        ),
        migrations.AddField(
            "agreement",
            "amends",
            prm.tenancy.fields.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amendments",
                to="agreements.agreement",
            ),
        ),
        migrations.RunSQL(
            [
                f"CREATE INDEX CONCURRENTLY {KEY}_ix ON {TABLE} (vendor_id, amends_id)",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, amends_id)"
                f" REFERENCES {TABLE} (vendor_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            [f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}", f"DROP INDEX CONCURRENTLY {KEY}_ix"],
            state_operations=[
                migrations.AddConstraint(
                    "agreement", prm.tenancy.constraints.CompositeForeignKey(name=KEY, field="amends")
                )
            ],
        ),
    ]
