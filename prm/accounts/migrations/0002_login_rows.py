from django.db import migrations

from prm.accounts.models.membership import LOGIN_ROWS


class Migration(migrations.Migration):
    """The login role finds the memberships of the user it is signing in, and no others."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY login_rows ON accounts_membership FOR SELECT TO prm_app USING ({LOGIN_ROWS});
            GRANT SELECT ON accounts_membership TO prm_app;
            """,
            "DROP POLICY login_rows ON accounts_membership",
        ),
    ]
