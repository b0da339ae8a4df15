import django.db.models.deletion
import prm.tenancy.constraints
import prm.tenancy.fields
from django.db import migrations, models

TABLE = "agreements_agreement"
KEY = "agreements_agreement_paper_file_a9ba79cf_fk"


class Migration(migrations.Migration):
    """What was signed by hand keeps its scan."""

    atomic = False
    dependencies = [("agreements", "0003_drift_approval"), ("files", "0002_shared_files")]
    operations = [
        migrations.AddField(
            "agreement",
            "paper_file",
            prm.tenancy.fields.TenantForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.RunSQL(
            [
                f"CREATE INDEX CONCURRENTLY {KEY}_ix ON {TABLE} (vendor_id, paper_file_id)",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, paper_file_id)"
                " REFERENCES files_storedfile (vendor_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            [f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}", f"DROP INDEX CONCURRENTLY {KEY}_ix"],
            state_operations=[
                migrations.AddConstraint(
                    "agreement", prm.tenancy.constraints.CompositeForeignKey(name=KEY, field="paper_file")
                )
            ],
        ),
        # One more choice: nothing of it stands in the database.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "signature",
                    "method",
                    models.CharField(
                        choices=[("typed", "Typed"), ("drawn", "Drawn"), ("paper", "On paper")], max_length=10
                    ),
                )
            ]
        ),
    ]
