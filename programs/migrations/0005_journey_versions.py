import prm.tenancy.constraints
from django.db import migrations, models

TABLE = "programs_journeytemplate"
KEY = "programs_journeytemplate_program_230a19fc_fk"
PLACE = "(vendor_id, type, program_id) NULLS NOT DISTINCT"


def unique(name, condition, when):
    """One for a type or a program, built while the table is used."""
    return migrations.RunSQL(
        f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {TABLE} {PLACE} WHERE {when}",
        f"DROP INDEX CONCURRENTLY {name}",
        state_operations=[
            migrations.AddConstraint(
                "journeytemplate",
                models.UniqueConstraint(
                    condition=condition, fields=("vendor", "type", "program"), name=name, nulls_distinct=False
                ),
            )
        ],
    )


class Migration(migrations.Migration):
    """A journey has versions, one of them in use, and a program may have one of its own."""

    atomic = False
    dependencies = [("programs", "0004_onboarding_journeys")]
    operations = [
        unique("journey_template_in_use", models.Q(is_active=True), "is_active"),
        unique(
            "journey_template_draft",
            models.Q(is_active=False, replaced_at=None),
            "NOT is_active AND replaced_at IS NULL",
        ),
        migrations.RemoveConstraint("journeytemplate", "journey_template_type"),
        migrations.RunSQL(
            [
                f"CREATE INDEX CONCURRENTLY {KEY}_ix ON {TABLE} (vendor_id, program_id)",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (vendor_id, program_id)"
                " REFERENCES programs_program (vendor_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {KEY}",
            ],
            [f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}", f"DROP INDEX CONCURRENTLY {KEY}_ix"],
            state_operations=[
                migrations.AddConstraint(
                    "journeytemplate", prm.tenancy.constraints.CompositeForeignKey(name=KEY, field="program")
                )
            ],
        ),
    ]
