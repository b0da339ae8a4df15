from django.db import migrations, models

SIGNATURE = ("vendor", "agreement", "document_sha256", "sending", "side", "place")
MAKING = ("draft", "negotiation", "declined", "sent", "partly_signed")


class Migration(migrations.Migration):
    """A place of the order signs once a sending; what the partner declined is in the making too."""

    atomic = False
    dependencies = [("agreements", "0005_signing_order")]
    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY signature_once ON agreements_signature"
            " (vendor_id, agreement_id, document_sha256, sending, side, place)",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE agreements_signature ADD CONSTRAINT signature_once UNIQUE USING INDEX signature_once",
            "ALTER TABLE agreements_signature DROP CONSTRAINT signature_once",
            state_operations=[
                migrations.AddConstraint(
                    "signature", models.UniqueConstraint(fields=SIGNATURE, name="signature_once")
                )
            ],
        ),
        migrations.RemoveConstraint("signature", "signature_once_a_side"),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY agreement_making_once ON agreements_agreement (vendor_id, partnership_id)"
            f" WHERE status IN {MAKING}",
            "DROP INDEX CONCURRENTLY agreement_making_once",
            state_operations=[
                migrations.AddConstraint(
                    "agreement",
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", list(MAKING))),
                        fields=("vendor", "partnership"),
                        name="agreement_making_once",
                    ),
                )
            ],
        ),
        migrations.RemoveConstraint("agreement", "agreement_open_once"),
    ]
