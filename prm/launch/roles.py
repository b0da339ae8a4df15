"""The SQL that makes the roles and the database, as an administrator runs it once on a server of his own."""

from pathlib import Path

HERE = Path(__file__).parent
ROLES_SQL = HERE / "roles.sql"
DATABASE_SQL = HERE / "database.sql"


def administrator_script(database: str = "prm") -> str:
    """One psql script: roles, the database, its extensions. Passwords are asked for, never printed."""
    return "\n".join(
        [
            ROLES_SQL.read_text(encoding="utf-8"),
            "-- Passwords: psql asks for each and sends only its hash.",
            "\\password prm_owner",
            "\\password prm_app",
            "\\password prm_backup",
            "",
            f"CREATE DATABASE {database} OWNER prm_owner ENCODING 'UTF8' TEMPLATE template0;",
            f"\\connect {database}",
            DATABASE_SQL.read_text(encoding="utf-8"),
        ]
    )
