"""Programs with what lists and pages show of them."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from programs.models import Partnership, Program, ProgramVersion


def programs_for_list() -> QuerySet[Program]:
    """Programs with how many run in them and how many applications wait."""
    return Program.objects.annotate(
        members=Count("partnerships", filter=~Q(partnerships__status="ended"), distinct=True),
        waiting=Count("applications", filter=Q(applications__status__in=["submitted", "in_review"]), distinct=True),
    )


def program_by_ref(ref: str) -> Program | None:
    return Program.objects.filter(ref=ref).first()


def open_programs() -> QuerySet[Program]:
    """What applicants may choose from."""
    return Program.objects.filter(status="open").order_by("type", "name")


def open_program_by_ref(ref: str) -> Program | None:
    return open_programs().filter(ref=ref).first()


def versions_of(program: Program) -> list[ProgramVersion]:
    """Newest first, the draft at the head."""
    rows = ProgramVersion.objects.filter(program=program).select_related("published_by").order_by("-number")
    for row in (found := list(rows)):
        row.program = program
    return found


def members_by_tier(program: Program) -> dict[UUID | None, int]:
    """How many partnerships hold each tier."""
    rows = Partnership.objects.filter(program=program).exclude(status="ended").values("tier_id")
    return {row["tier_id"]: row["count"] for row in rows.annotate(count=Count("pk")).order_by("tier_id")}
