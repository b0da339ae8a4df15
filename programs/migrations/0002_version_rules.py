from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="programversion",
            name="rules",
            field=models.TextField(blank=True, db_default=""),
        ),
    ]
