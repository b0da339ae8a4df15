from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Every list shows its rows' clocks: they are found by their rows."""

    atomic = False
    dependencies = [("clocks", "0001_initial")]
    operations = [
        AddIndexConcurrently(
            "clock", models.Index(fields=["vendor", "target_id", "-started_at"], name="clock_target")
        ),
    ]
