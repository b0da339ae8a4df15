"""What the screens of both sides show alike."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle import COMMITMENT_PERIOD
from agreements.models import Agreement, CommitmentPeriod
from agreements.queries.terms import chain_of, terms_in_force
from agreements.rules.clauses import clause_by_term, clauses_of
from agreements.rules.parameters import PARAMETERS, Parameter, differences
from agreements.rules.precedence import TermInForce
from agreements.services.ledger import RUNNING, is_revenue
from agreements.services.sealing import ensure_sealed
from prm.decisions.queries import latest_decision
from prm.files.models import StoredFile
from prm.files.services import read
from prm.lib.actor import Actor
from prm.lib.errors import NotFound
from programs.models import Partnership
from programs.queries import expectation_of, vendor_day


def terms_with_clauses(agreement: Agreement) -> list[dict[str, Any]]:
    """Each term with its unit, what is standard where it differs, and the clause that names it."""
    body = agreement.source
    places = clause_by_term(body, PARAMETERS)
    titles = {clause.id: clause.title for clause in clauses_of(body)}
    standard = {name: agreement.standard.get(name, parameter.default) for name, parameter in PARAMETERS.items()}
    return [
        {
            "parameter": PARAMETERS[name],
            "value": value,
            "standard": standard[name],
            "is_negotiated": name in agreement.negotiated,
            "clause": places.get(name, ""),
            "clause_title": titles.get(places.get(name, ""), ""),
        }
        for name, value in agreement.terms.items()
        if name in PARAMETERS and (agreement.amends_id is None or name in agreement.negotiated)
    ]


def terms_that_hold(partnership: Partnership, on: date) -> list[tuple[Parameter, TermInForce]]:
    """What holds for a partnership on a day, each value with its source; nothing without an agreement or a tier."""
    terms = terms_in_force(partnership, on)
    return [(PARAMETERS[name], terms[name]) for name in PARAMETERS if name in terms]


def chain(agreement: Agreement) -> list[tuple[Agreement, list[tuple[Parameter, int | bool, int | bool]]]]:
    """The agreement and its amendments in their order, each with what it changed; empty where there is none."""
    papers = chain_of(agreement)
    return [(paper, redlined_terms(paper)) for paper in papers] if len(papers) > 1 else []


def redlined_terms(agreement: Agreement) -> list[tuple[Parameter, int | bool, int | bool]]:
    """What was negotiated: the term, its standard and what was agreed."""
    changed = differences(agreement.standard, agreement.negotiated)
    return [(PARAMETERS[name], before, after) for name, (before, after) in changed.items() if name in PARAMETERS]


def figure_of(row: CommitmentPeriod) -> str:
    """What was reached of what was asked, as a list shows it."""
    if row.actual is None:
        return str(_("not measured yet"))
    if not row.target:
        return str(_("nothing came due"))
    return f"{row.actual:,.0f} / {row.target:,.0f}"


def period_story(row: CommitmentPeriod, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """One period with its decision record, the other periods of the same commitment, and what may be done."""
    allowed = {item.action for item in COMMITMENT_PERIOD.allowed_actions(row, actor)}
    siblings = CommitmentPeriod.objects.filter(commitment_id=row.commitment_id).exclude(pk=row.pk)
    waits = row.status in RUNNING and is_revenue(row.commitment.metric)
    return {
        "expectation": expectation_of(row.partnership, vendor_day(at)) if waits else None,
        "lifecycle": COMMITMENT_PERIOD,
        "figure": figure_of(row),
        "decision": latest_decision(row),
        "siblings": [(item, figure_of(item)) for item in siblings.order_by("-starts_on")[:24]],
        "may_waive": ("waive_promise" if actor.audience == "portal" else "waive") in allowed,
    }


def paper_content(agreement: Agreement) -> tuple[str, str, bytes]:
    """Name, type and bytes of the scan. Raises NotFound where it was not signed on paper."""
    file = agreement.paper_file
    if file is None:
        raise NotFound(_now("It was not signed on paper."))
    return file.name, file.content_type, read(file)


def sealed_content(agreement: Agreement, *, at: datetime) -> tuple[str, str, bytes]:
    """Name, type and bytes of the sealed file. Raises NotFound for one that was signed before it came here."""
    if agreement.migrated_by is not None:
        raise NotFound(_now("It was signed elsewhere; its paper is what holds."))
    file = StoredFile.objects.get(ref=ensure_sealed(agreement.pk, at=at))
    return file.name, file.content_type, read(file)
