"""The row-level security of one table as SQL: what security.md section 2.2 recommends, written once."""

from dataclasses import dataclass

VENDOR_IS = "vendor_id = (SELECT nullif(current_setting('app.vendor_id', true), '')::uuid)"
PARTNER_IS = "{column} = (SELECT nullif(current_setting('app.partner_id', true), '')::uuid)"


@dataclass(frozen=True)
class Access:
    """Who may reach a table's rows beside the vendor itself. See RowSecurity for the words."""

    portal: str | None = None
    portal_grants: str = "SELECT"
    portal_when: str = ""
    portal_column: str = "partner_id"
    public_when: str | None = None
    append_only: bool = False
    vendor_grants: str = "SELECT, INSERT, UPDATE, DELETE"


def portal_condition(access: Access) -> str:
    own = PARTNER_IS.format(column=access.portal_column)
    conditions = {"own": [VENDOR_IS, own], "vendor": [VENDOR_IS], "insert": [VENDOR_IS]}[access.portal or ""]
    if access.portal_when:
        conditions = [*conditions, f"({access.portal_when})"]
    return " AND ".join(conditions)


def enable_statements(table: str, access: Access) -> list[str]:
    vendor_grants = access.vendor_grants
    if access.append_only:
        vendor_grants = ", ".join(grant for grant in ("SELECT", "INSERT") if grant in vendor_grants)
    statements = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY vendor_rows ON "{table}" TO prm_vendor USING ({VENDOR_IS})',
        f'GRANT {vendor_grants} ON "{table}" TO prm_vendor',
    ]
    if access.portal == "insert":
        condition = portal_condition(access)
        statements += [
            f'CREATE POLICY portal_insert ON "{table}" FOR INSERT TO prm_portal WITH CHECK ({condition})',
            f'GRANT INSERT ON "{table}" TO prm_portal',
        ]
    elif access.portal:
        # A whole vendor's rows are for reading only: were the policy for all commands, a later grant would open them.
        command, grants = ("FOR SELECT ", "SELECT") if access.portal == "vendor" else ("", access.portal_grants)
        statements += [
            f'CREATE POLICY portal_rows ON "{table}" {command}TO prm_portal USING ({portal_condition(access)})',
            f'GRANT {grants} ON "{table}" TO prm_portal',
        ]
    if access.public_when is not None:
        published = f"{VENDOR_IS} AND ({access.public_when})"
        statements += [
            f'CREATE POLICY public_rows ON "{table}" FOR SELECT TO prm_public USING ({published})',
            f'GRANT SELECT ON "{table}" TO prm_public',
        ]
    if access.append_only:
        statements.append(
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION prm_refuse_change()"
        )
    return statements


def disable_statements(table: str) -> list[str]:
    policies = ("vendor_rows", "portal_rows", "portal_insert", "public_rows")
    return [
        *[f'DROP POLICY IF EXISTS {policy} ON "{table}"' for policy in policies],
        f'DROP TRIGGER IF EXISTS append_only ON "{table}"',
        f'REVOKE ALL ON "{table}" FROM prm_vendor, prm_portal, prm_public',
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]


REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION prm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps every row as it was written', TG_TABLE_NAME USING ERRCODE = '42501';
END $$
"""

# The vendor table has no vendor_id: the login role resolves addresses and signs vendors up
# while audiences see their own row.
VENDOR_ROW_SECURITY = """
ALTER TABLE tenancy_vendor ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenancy_vendor FORCE ROW LEVEL SECURITY;
CREATE POLICY login_rows ON tenancy_vendor TO prm_app USING (true);
CREATE POLICY own_row ON tenancy_vendor TO prm_vendor, prm_portal, prm_distributor, prm_public
    USING (id = (SELECT nullif(current_setting('app.vendor_id', true), '')::uuid));
GRANT SELECT, INSERT, UPDATE ON tenancy_vendor TO prm_app;
GRANT SELECT, UPDATE (name, legal_name, industry, timezone, currency, country, language, fiscal_start_month, accent,
    brand_version) ON tenancy_vendor TO prm_vendor;
GRANT SELECT ON tenancy_vendor TO prm_portal, prm_distributor, prm_public;
"""
