from django.db import migrations


class Migration(migrations.Migration):
    """A partner's people belong to a partner of the same vendor: the key accounts/ cannot name, for it stands below."""

    dependencies = [("partners", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_membership ADD CONSTRAINT membership_partner_fk FOREIGN KEY (vendor_id, partner_id)"
            " REFERENCES partners_partner (vendor_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE accounts_membership DROP CONSTRAINT membership_partner_fk",
        ),
    ]
