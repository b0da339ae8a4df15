import django.db.models.deletion
import prm.tenancy.constraints
import prm.tenancy.fields
from django.db import migrations

TABLE = "partners_partner"
KEY = "partners_partner_merged_into_4106ebd7_fk"


class Migration(migrations.Migration):
    """A partner whose record was merged into another names it."""

    atomic = False
    dependencies = [("partners", "0006_merges")]
    operations = [
        migrations.AddField(
            "partner",
            "merged_into",
            prm.tenancy.fields.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.partner",
            ),
        ),
        migrations.RunSQL(
            [
                f"CREATE INDEX CONCURRENTLY {KEY}_ix ON {TABLE} (vendor_id, merged_into_id)",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, merged_into_id)"
                f" REFERENCES {TABLE} (vendor_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            [f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}", f"DROP INDEX CONCURRENTLY {KEY}_ix"],
            state_operations=[
                migrations.AddConstraint(
                    "partner", prm.tenancy.constraints.CompositeForeignKey(name=KEY, field="merged_into")
                )
            ],
        ),
    ]
