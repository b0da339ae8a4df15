"""Which terms hold for a partnership on a day, and which agreements bind."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.enums import IN_FORCE
from agreements.models import (
    Agreement,
    TemplateVersion,
)
from agreements.rules.amendment import CLAUSE, clause_title
from agreements.rules.clauses import places_of_terms
from agreements.rules.parameters import PARAMETERS, TIER_BENEFITS
from agreements.rules.precedence import Clause, Source, TermInForce, holding
from agreements.rules.precedence import Value as TermValue
from prm.tenancy.scope import beyond_partner
from programs.models import Partnership
from programs.queries import benefit_values, tiers_on

InForce = dict[str, TermInForce]
OVER = ("expired", "terminated")
BOUND = (*IN_FORCE, *OVER)


def in_force_on(on: date) -> Q:
    """Papers that bind on a day: signed by both, begun, and neither ended with their term nor before it."""
    began = Q(status__in=BOUND, effective_on__lte=on)
    return began & (Q(ended_on=None) | Q(ended_on__gte=on)) & (Q(ends_on__gte=on) | Q(status__in=IN_FORCE))


def bound_on(on: date) -> Q:
    """The agreements among them: an amendment binds nobody by itself."""
    return in_force_on(on) & Q(amends=None)


def amendments_in_force(agreement: Agreement) -> QuerySet[Agreement]:
    """What changes an agreement now, in the order in which it applies."""
    rows = Agreement.objects.filter(amends=agreement, status__in=IN_FORCE)
    return rows.order_by("effective_on", "executed_at")


def chain_of(agreement: Agreement) -> list[Agreement]:
    """The agreement that is changed, then all its amendments by age, void ones left out."""
    base = agreement.amends or agreement
    rows = Agreement.objects.filter(amends=base).exclude(status="void").defer("text")
    return [base, *rows.order_by("created_at")]


def terms_of_chain(agreement: Agreement) -> dict[str, int | bool]:
    """What an agreement says with its amendments in force."""
    terms = agreement.terms
    for amendment in amendments_in_force(agreement):
        terms |= amendment.negotiated
    return terms


def agreement_in_force(partnership_id: UUID, on: date) -> Agreement | None:
    """The agreement that binds a partnership on a day; where one was replaced that day, the newer."""
    rows = Agreement.objects.filter(bound_on(on), partnership_id=partnership_id)
    return rows.order_by("-effective_on", "-executed_at").first()


def lapsed_agreements(partnership_ids: Iterable[UUID], on: date) -> dict[UUID, Agreement]:
    """Of the partnerships whose agreement is over and that nothing binds on a day, the last that did. One query.

    Whoever never had one here (moved in without its paper) has lapsed in nothing.
    """
    binding = Agreement.objects.filter(bound_on(on), partnership=OuterRef("partnership"))
    rows = Agreement.objects.filter(partnership_id__in=list(partnership_ids), status__in=OVER, amends=None)
    rows = rows.exclude(Exists(binding)).order_by("ended_on", "executed_at").defer("text")
    return {row.partnership_id: row for row in rows}


def terms_in_force(partnership: Partnership, on: date, program: Mapping[str, TermValue] | None = None) -> InForce:
    """Each term that holds for a partnership on a day, with who says so and the clause that names it.

    `program` is what the caller's own rules give everybody: it holds where nobody says otherwise.
    """
    return terms_of_many([partnership.pk], on, {partnership.pk: program or {}})[partnership.pk]


def terms_of_many(
    partnership_ids: Iterable[UUID], on: date, program: Mapping[UUID, Mapping[str, TermValue]] | None = None
) -> dict[UUID, InForce]:
    """The same for many partnerships, in a number of queries that does not grow with theirs."""
    ids = list(partnership_ids)
    papers, changes = _papers(ids, on)
    places = _places({paper.version_id for paper in papers.values()})
    tiers = tiers_on(ids, on)
    given = {name: benefit_values(key, on, ids) for name, key in TIER_BENEFITS.items()}
    found: dict[UUID, InForce] = {}
    for pk in ids:
        paper = papers.get(pk)
        named = places[paper.version_id] if paper else {}
        amendments = changes.get(paper.pk, []) if paper else []
        offers = _offers(paper, amendments, named, {name: values[pk] for name, values in given.items() if pk in values})
        for name, value in (program or {}).get(pk, {}).items():
            offers.setdefault(name, {})["program"] = value
        found[pk] = {
            name: TermInForce(
                name, held[1], held[0],
                _clause(name, paper, amendments, named),
                tiers[pk].name if pk in tiers else "",
            )
            for name, by_source in offers.items()
            if (held := holding(by_source))
        }  # fmt: skip
    return found


def _papers(ids: list[UUID], on: date) -> tuple[dict[UUID, Agreement], dict[UUID, list[Agreement]]]:
    """The agreement of each partnership, and of each agreement its amendments in their order, in one query."""
    rows = Agreement.objects.filter(in_force_on(on), partnership_id__in=ids).order_by("effective_on", "executed_at")
    papers: dict[UUID, Agreement] = {}
    changes: dict[UUID, list[Agreement]] = {}
    for row in rows.defer("text"):
        if row.amends_id is None:
            papers[row.partnership_id] = row
        else:
            changes.setdefault(row.amends_id, []).append(row)
    return papers, changes


def _clause(
    name: str, paper: Agreement | None, amendments: list[Agreement], named: Mapping[str, tuple[str, str]]
) -> Clause:
    """Where a term stands: in the last amendment that changes it, else in the agreement."""
    last = next((row for row in reversed(amendments) if name in row.negotiated), None)
    if last is not None:
        return Clause(CLAUSE, clause_title(), last.ref)
    return Clause(*named.get(name, ("", "")), paper.ref if paper else "")


@beyond_partner("the clause that names a term stands in the template, of which only its id and heading are told")
def _places(version_ids: set[UUID]) -> dict[UUID, dict[str, tuple[str, str]]]:
    rows = TemplateVersion.objects.filter(pk__in=version_ids).values_list("pk", "body") if version_ids else ()
    return {pk: places_of_terms(body, tuple(PARAMETERS)) for pk, body in rows}


def _offers(
    paper: Agreement | None, amendments: list[Agreement], named: Container[str], tier: Mapping[str, TermValue]
) -> dict[str, dict[Source, TermValue]]:
    """Term -> source -> value. A standard term counts where the text names it or the version sets it.

    What an amendment changes of a negotiated term is negotiated too: it takes the place of what was agreed before.
    """
    offers: dict[str, dict[Source, TermValue]] = {name: {"tier": value} for name, value in tier.items()}
    if paper is None:
        return offers
    for name, value in paper.terms.items():
        if name in paper.negotiated:
            offers.setdefault(name, {})["negotiated"] = value
        elif name in named or name in paper.standard:
            offers.setdefault(name, {})["agreement"] = value
    for amendment in amendments:
        for name, value in amendment.negotiated.items():
            source: Source = "negotiated" if name in paper.negotiated else "amendment"
            offers.setdefault(name, {})[source] = value
    return offers


def is_contracted(partnership_id: UUID, on: date) -> bool:
    return Agreement.objects.filter(bound_on(on), partnership_id=partnership_id).exists()


def bound_partnerships(partner_id: UUID, on: date) -> QuerySet[Partnership]:
    """A partner's partnerships with an agreement in force on a day."""
    bound = Agreement.objects.filter(bound_on(on), partner_id=partner_id).values("partnership_id")
    return Partnership.objects.filter(pk__in=bound).select_related("program", "tier").order_by("program__name")
