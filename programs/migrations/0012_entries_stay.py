import django.db.models.deletion
import prm.tenancy.constraints
import prm.tenancy.fields
from django.db import migrations

TABLE = "programs_entitlemententry"
KEY = "programs_entitlemententry_entitlement_34a20c8a_fk"


class Migration(migrations.Migration):
    """An entitlement may go over to another record of the same partner; what was entered keeps its name."""

    atomic = False
    dependencies = [("programs", "0011_applicant_letters")]
    operations = [
        migrations.RunSQL(
            [
                f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, entitlement_id)"
                " REFERENCES programs_entitlement (vendor_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            [
                f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, partner_id, entitlement_id)"
                " REFERENCES programs_entitlement (vendor_id, partner_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            state_operations=[
                migrations.RemoveConstraint("entitlemententry", KEY),
                migrations.AlterField(
                    "entitlemententry",
                    "entitlement",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="programs.entitlement"
                    ),
                ),
                migrations.AddConstraint(
                    "entitlemententry", prm.tenancy.constraints.CompositeForeignKey(name=KEY, field="entitlement")
                ),
            ],
        ),
    ]
