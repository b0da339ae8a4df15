"""Templates, their versions, and the clauses of the library."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from agreements.models import (
    AgreementTemplate,
    ClauseVersion,
    LibraryClause,
    TemplateClause,
    TemplateVersion,
)


def templates_with_versions() -> QuerySet[AgreementTemplate]:
    return AgreementTemplate.objects.prefetch_related("versions").order_by("type", "name")


def template_by_ref(ref: str) -> AgreementTemplate | None:
    return AgreementTemplate.objects.filter(ref=ref).first()


def version_by_ref(ref: str) -> TemplateVersion | None:
    return TemplateVersion.objects.select_related("template").filter(ref=ref).first()


def newest_clauses(keys: Iterable[str]) -> dict[str, ClauseVersion]:
    """The newest version of each clause, by its key; keys no clause has are missing."""
    rows = ClauseVersion.objects.filter(clause__key__in=list(keys)).select_related("clause")
    return {row.clause.key: row for row in rows.order_by("number")}


def clauses_with_use() -> QuerySet[LibraryClause]:
    """Clauses with heading, number and time of their newest version, and how many active templates insert them."""
    newest = ClauseVersion.objects.filter(clause=OuterRef("pk")).order_by("-number")
    active = Q(versions__pins__version__status="active")
    return LibraryClause.objects.annotate(
        newest_title=Subquery(newest.values("title")[:1]),
        newest=Subquery(newest.values("number")[:1]),
        newest_at=Subquery(newest.values("written_at")[:1]),
        used=Count("versions__pins__version", filter=active, distinct=True),
    )


def clause_by_ref(ref: str) -> LibraryClause | None:
    return LibraryClause.objects.filter(ref=ref).first()


def pins_of(clause: LibraryClause) -> QuerySet[TemplateClause]:
    """The template versions a clause stands in, and in which version of its own; the newest first."""
    rows = TemplateClause.objects.filter(clause_version__clause=clause)
    return rows.select_related("version__template", "clause_version").order_by("-version__created_at")


def pinned_in(version: TemplateVersion) -> QuerySet[TemplateClause]:
    """The clauses a template version pins, each with `newest`, the number it could have now."""
    newest = ClauseVersion.objects.filter(clause=OuterRef("clause_version__clause")).order_by("-number")
    rows = TemplateClause.objects.filter(version=version).select_related("clause_version__clause")
    return rows.annotate(newest=Subquery(newest.values("number")[:1])).order_by("clause_version__title")


def active_version_for(type_: str) -> TemplateVersion | None:
    """The words a new partnership of the type is offered now."""
    rows = TemplateVersion.objects.filter(status="active", template__is_active=True, template__type=type_)
    return rows.select_related("template").first()
