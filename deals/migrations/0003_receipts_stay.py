import django.db.models.deletion
import prm.tenancy.constraints
import prm.tenancy.fields
from django.db import migrations

TABLE = "deals_sealedreceipt"
KEY = "deals_sealedreceipt_registration_4f46dde5_fk"


class Migration(migrations.Migration):
    """A deal may go over to another record of the same partner; its receipts keep the name they were sealed in."""

    atomic = False
    dependencies = [("deals", "0002_search")]
    operations = [
        migrations.RunSQL(
            [
                f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, registration_id)"
                " REFERENCES deals_registration (vendor_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            [
                f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, partner_id, registration_id)"
                " REFERENCES deals_registration (vendor_id, partner_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            state_operations=[
                migrations.RemoveConstraint("sealedreceipt", KEY),
                migrations.AlterField(
                    "sealedreceipt",
                    "registration",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="deals.registration"
                    ),
                ),
                migrations.AddConstraint(
                    "sealedreceipt", prm.tenancy.constraints.CompositeForeignKey(name=KEY, field="registration")
                ),
            ],
        ),
    ]
