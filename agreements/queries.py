"""Named reads of agreements. What later pillars ask stands first."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from agreements.enums import IN_FORCE, OPEN
from agreements.models import (
    AcceptanceAsk,
    AcceptanceCampaign,
    Agreement,
    AgreementTemplate,
    ClauseVersion,
    Commitment,
    CommitmentPeriod,
    LibraryClause,
    Offboarding,
    OffboardingStep,
    Signature,
    Signer,
    TemplateClause,
    TemplateVersion,
    TermApproval,
    TermDrift,
    TermLimit,
)
from agreements.permissions import PortalAgreementPermission
from agreements.rules.amendment import CLAUSE, clause_title
from agreements.rules.clauses import places_of_terms
from agreements.rules.limits import Limit
from agreements.rules.parameters import PARAMETERS, TIER_BENEFITS
from agreements.rules.precedence import Clause, Source, holding
from agreements.rules.precedence import TermInForce as TermInForce
from agreements.rules.precedence import Value as TermValue
from prm.accounts.models import Membership
from prm.accounts.queries import members_with_permission
from prm.tenancy.scope import beyond_partner
from programs.models import Partnership
from programs.queries import benefit_values, tiers_on

InForce = dict[str, TermInForce]
BOUND = ("executed", "expiring", "renewed", "expired", "terminated")


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


def agreements_with_names() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("partner", "partnership", "partnership__program", "partnership__owner")


def agreement_by_ref(ref: str) -> Agreement | None:
    return agreements_with_names().filter(ref=ref).first()


def signed_now(agreement: Agreement) -> QuerySet[Signature]:
    """The signatures on the text as it stands; earlier ones belong to texts that were replaced."""
    return Signature.objects.filter(
        agreement=agreement, document_sha256=agreement.text_sha256, sending=agreement.sending
    )


def signers_of(agreement: Agreement) -> QuerySet[Signer]:
    """Who signs for the partner, in their order; empty where whoever may sign, signs."""
    return Signer.objects.filter(agreement=agreement).select_related("member", "delegated_by")


def waiting_for(member_id: UUID | None, *, may_sign: bool) -> QuerySet[Agreement]:
    """What one member is to sign now: named and at turn, or nobody is named and the role may sign. The oldest first."""
    mine = Signer.objects.filter(agreement=OuterRef("pk"), place=OuterRef("turn"), member_id=member_id)
    turn = Q(Exists(mine)) if member_id else Q(pk=None)
    rows = Agreement.objects.filter(status="sent", superseded_by=None)
    return rows.filter(turn | Q(seats=0) if may_sign else turn).order_by("sent_at")


def who_is_asked(agreement: Agreement) -> list[Membership]:
    """Who may sign for the partner now: the named signer whose turn it is, else all whose role may sign."""
    if agreement.seats:
        found = signers_of(agreement).filter(place=agreement.turn, member__is_active=True)
        return [signer.member for signer in found]
    return list(members_with_permission(PortalAgreementPermission.SIGN, partner_id=agreement.partner_id))


def who_accepted(version: TemplateVersion, on: datetime | None = None) -> QuerySet[Signature]:
    """Who has assented to a version, up to a moment: one query, one row per signature, partners by name."""
    rows = Signature.objects.filter(version_id=version.pk, side="partner", agreement__amends=None)
    rows = rows.select_related("agreement", "partner")
    return (rows.filter(signed_at__lte=on) if on else rows).order_by("signed_at")


def accepted_version(partner_id: UUID, on: datetime) -> QuerySet[Signature]:
    """What a partner's people had signed by a moment, newest first: which version of which paper."""
    rows = Signature.objects.filter(partner_id=partner_id, side="partner", signed_at__lte=on)
    return rows.select_related("agreement").order_by("-signed_at")


def older_papers(version: TemplateVersion) -> QuerySet[Agreement]:
    """Agreements in force on an older version of the same template."""
    rows = Agreement.objects.filter(template_id=version.template_id, version_number__lt=version.number, amends=None)
    return rows.filter(status__in=IN_FORCE)


def campaigns_with_counts() -> QuerySet[AcceptanceCampaign]:
    """With how many were asked, and how many of these have accepted."""
    return AcceptanceCampaign.objects.select_related("version__template", "started_by").annotate(
        asked=Count("asks", filter=Q(asks__agreement__isnull=False)),
        accepted=Count("asks", filter=Q(asks__agreement__executed_at__isnull=False)),
    )


def campaign_by_ref(ref: str) -> AcceptanceCampaign | None:
    return AcceptanceCampaign.objects.select_related("version__template", "started_by").filter(ref=ref).first()


def asks_with_state(today: date) -> QuerySet[Any]:
    """Who was asked to accept a version, with `state`: accepted, declined, open, overdue, withdrawn or skipped."""
    rows = AcceptanceAsk.objects.select_related("partner", "partnership__owner", "before", "agreement", "campaign")
    return rows.annotate(
        state=Case(
            When(agreement=None, then=Value("skipped")),
            When(agreement__executed_at__isnull=False, then=Value("accepted")),
            When(agreement__status="void", then=Value("withdrawn")),
            When(agreement__status="declined", then=Value("declined")),
            When(due_on__lt=today, then=Value("overdue")),
            default=Value("open"),
        )
    )


def progress_of(campaign: AcceptanceCampaign, today: date) -> dict[str, int]:
    """State -> how many partnerships of a campaign are in it, in one query."""
    rows = asks_with_state(today).filter(campaign=campaign).values("state").annotate(count=Count("pk")).order_by()
    return {row["state"]: row["count"] for row in rows}


def ask_of(agreement: Agreement) -> AcceptanceAsk | None:
    """What a campaign says of a paper: the day by which to accept it, and what changes."""
    return AcceptanceAsk.objects.filter(agreement=agreement).select_related("before").order_by("-created_at").first()


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


def partnerships_without_agreement() -> QuerySet[Partnership]:
    """Approved partnerships with no paper in the making and none in force."""
    covered = Agreement.objects.filter(status__in=[*OPEN, *IN_FORCE]).values("partnership_id")
    waiting = Partnership.objects.exclude(status="ended").exclude(pk__in=covered)
    return waiting.select_related("partner", "program").order_by("partner__name")


def acting_due(until: date) -> QuerySet[Agreement]:
    """Agreements in force whose action date comes no later than `until`, soonest first."""
    rows = agreements_with_names().filter(status__in=IN_FORCE, action_on__lte=until, amends=None)
    return rows.order_by("action_on", "id")


def commitments_of(partnership_id: UUID, on: date) -> QuerySet[Commitment]:
    """What both sides owe each other on a day."""
    rows = Commitment.objects.filter(partnership_id=partnership_id, starts_on__lte=on, ends_on__gte=on)
    return rows.select_related("agreement")


def periods_with_names() -> QuerySet[CommitmentPeriod]:
    return CommitmentPeriod.objects.select_related(
        "commitment", "partner", "partnership", "partnership__program", "partnership__owner"
    )


def period_by_ref(ref: str) -> CommitmentPeriod | None:
    return periods_with_names().filter(ref=ref).first()


def broken_periods(ids: Iterable[UUID], *consequences: str) -> QuerySet[CommitmentPeriod]:
    """Periods not kept, of those named and with one of the consequences."""
    rows = periods_with_names().filter(pk__in=list(ids), status="broken")
    return rows.filter(commitment__consequence__in=consequences) if consequences else rows


def counted_periods(since: date) -> QuerySet[CommitmentPeriod]:
    """Periods that ended on a day or later, or still run. What was waived counts for nobody."""
    return CommitmentPeriod.objects.filter(ends_on__gte=since).exclude(status="waived")


def kept_of_due(since: date, **which: Any) -> list[dict[str, Any]]:
    """Side and kind with how often commitments came due and were kept, in one query; `which` narrows the periods."""
    rows = counted_periods(since).filter(due__gt=0, **which).values("side", "term")
    return list(rows.annotate(due=Sum("due"), kept=Sum("kept")).order_by("side", "term"))


def offboardings_with_counts(today: date) -> QuerySet[Offboarding]:
    """Ends with how many steps are open of how many, the next day due, and `state`: overdue, open or done."""
    is_open = Q(steps__status="open")
    rows = Offboarding.objects.select_related("partner", "partnership__owner", "agreement").annotate(
        all_steps=Count("steps"),
        open_steps=Count("steps", filter=is_open),
        next_due=Min("steps__due_on", filter=is_open),
    )
    done, late = When(open_steps=0, then=Value("done")), When(next_due__lt=today, then=Value("overdue"))
    return rows.annotate(state=Case(done, late, default=Value("open")))


def offboarding_by_ref(ref: str) -> Offboarding | None:
    return Offboarding.objects.select_related("partner", "agreement").filter(ref=ref).first()


def offboarding_of(agreement: Agreement) -> Offboarding | None:
    return Offboarding.objects.filter(agreement=agreement).first()


def steps_of(offboarding: Offboarding) -> QuerySet[OffboardingStep]:
    return OffboardingStep.objects.filter(offboarding=offboarding).select_related("owner")


def steps_with_names() -> QuerySet[OffboardingStep]:
    return OffboardingStep.objects.select_related("offboarding", "partner", "agreement", "owner")


def step_by_ref(ref: str) -> OffboardingStep | None:
    """For a portal only what is shared with it, by the table's policy; it never reads the checklist itself."""
    return OffboardingStep.objects.select_related("agreement").filter(ref=ref).first()


def shared_steps_of(agreement: Agreement) -> QuerySet[OffboardingStep]:
    """What the partner sees to when its agreement has ended."""
    return OffboardingStep.objects.filter(agreement=agreement, is_shared=True)


def steps_due(until: date) -> QuerySet[OffboardingStep]:
    """Open steps due no later than `until`, soonest first."""
    return steps_with_names().filter(status="open", due_on__lte=until).order_by("due_on", "id")


def last_agreement(partnership_id: UUID) -> Agreement | None:
    """The last paper of a partnership that was ever in force."""
    rows = Agreement.objects.filter(partnership_id=partnership_id, executed_at__isnull=False, amends=None)
    return rows.order_by("-executed_at").first()


def drifts_with_names() -> QuerySet[TermDrift]:
    return TermDrift.objects.select_related("partner", "partnership")


def term_limits() -> dict[str, Limit]:
    """The vendor's limits by term; none where it set none."""
    return {row.term: Limit(row.least, row.most) for row in TermLimit.objects.all()}


def approvals_of(agreement: Agreement) -> QuerySet[TermApproval]:
    """Everything a second person was asked about an agreement, newest first."""
    return TermApproval.objects.filter(agreement=agreement).select_related("asked_by").order_by("-asked_at")


def approval_by_ref(ref: str) -> TermApproval | None:
    return TermApproval.objects.select_related("agreement", "partner", "asked_by").filter(ref=ref).first()


def approvals_waiting(member_id: UUID | None) -> QuerySet[TermApproval]:
    """What others asked and this member may decide, oldest first."""
    rows = TermApproval.objects.filter(status="pending").select_related("agreement", "partner", "asked_by")
    return rows.exclude(asked_by_id=member_id).order_by("asked_at") if member_id else rows.order_by("asked_at")
