"""The table dictionary: every table is tenant, global, shared or system. A table in none of them fails the build.

tenant  has vendor_id, forced row-level security and at least one policy; reached through audience roles only
global  belongs to no vendor; the login role reads and writes it, audience roles do not
shared  the login role by user, audiences by policy (tables with a policy of their own for prm_app)
system  reached through functions or by the owner only
"""

GLOBAL_TABLES = {
    "accounts_user": "SELECT, INSERT, UPDATE",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "django_content_type": "SELECT",
    "account_emailaddress": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailconfirmation": "SELECT, INSERT, UPDATE, DELETE",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
    "usersessions_usersession": "SELECT, INSERT, UPDATE, DELETE",
    "socialaccount_socialaccount": "SELECT, INSERT, UPDATE, DELETE",
    "socialaccount_socialapp": "SELECT",
    "socialaccount_socialtoken": "SELECT, INSERT, UPDATE, DELETE",
    "notifications_platformmail": "SELECT, INSERT",
}
SHARED_TABLES = {"tenancy_vendor", "accounts_membership", "accounts_invitation", "accounts_apitoken"}
SYSTEM_TABLES = {
    "django_migrations",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "accounts_securityevent",
    "audit_turn",
}


def is_known(table: str, tenant_tables: set[str]) -> bool:
    return table in tenant_tables or table in GLOBAL_TABLES or table in SHARED_TABLES or table in SYSTEM_TABLES
