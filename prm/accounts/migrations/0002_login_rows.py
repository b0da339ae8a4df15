from django.db import migrations

from prm.accounts.models.membership import LOGIN_ROWS
from prm.tenancy.sql import PARTNER_IS, VENDOR_IS

OWN_TEAM = f"{VENDOR_IS} AND audience = 'portal' AND {PARTNER_IS.format(column='partner_id')}"


class Migration(migrations.Migration):
    """The login role finds the memberships of the user it signs in; a portal may change its own people, in part."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY login_rows ON accounts_membership FOR SELECT TO prm_app USING ({LOGIN_ROWS});
            GRANT SELECT ON accounts_membership TO prm_app;
            CREATE POLICY portal_team ON accounts_membership FOR UPDATE TO prm_portal USING ({OWN_TEAM});
            GRANT UPDATE (name, title, language, role, is_active, access_changed_at, unread_notices)
                ON accounts_membership TO prm_portal;
            """,
            """
            REVOKE UPDATE ON accounts_membership FROM prm_portal;
            DROP POLICY portal_team ON accounts_membership;
            REVOKE SELECT ON accounts_membership FROM prm_app;
            DROP POLICY login_rows ON accounts_membership;
            """,
        ),
    ]
