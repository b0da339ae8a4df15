from django.db import migrations

from incentives.models.sql import BALANCE, ISSUED_STANDS


class Migration(migrations.Migration):
    """Postings balance, issued statements and earnings stand: guaranteed by the database, whoever writes."""

    dependencies = [("incentives", "0001_initial")]

    operations = [
        migrations.RunSQL(BALANCE, "DROP FUNCTION incentives_balance() CASCADE"),
        migrations.RunSQL(
            ISSUED_STANDS,
            "DROP FUNCTION incentives_statement_stands(), incentives_line_stands(), incentives_earning_stands() CASCADE",
        ),
    ]
