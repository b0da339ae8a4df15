"""The scorecard of an application: proposed from the answers, corrected by people on evidence, written down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input, Step
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound, WrongState
from programs.enums import Recommendation
from programs.models import Application, CriterionScore, Program
from programs.permissions import ApplicationPermission
from programs.rules import scorecard
from programs.rules.scorecard import (
    BEST,
    COMMITMENTS,
    ENTHUSIASM,
    LABELS,
    Ideal,
    Profile,
    Thresholds,
    Verdict,
    criteria_of,
    named_in,
)

RULE = "programs.qualification"
# Ours in their order, the vendor's own after them, enthusiasm last.
ORDER = {key: place if key != ENTHUSIASM else 1000 for place, key in enumerate(LABELS)}


def profile_of(application: Application) -> Profile:
    answers = application.answers
    return Profile(
        segments=frozenset(application.segments),
        technical_people=application.technical_people or 0,
        sales_people=application.sales_people or 0,
        relationships=str(answers.get("relationships", "")),
        finances=str(answers.get("finances", "")),
        motivation=str(answers.get("motivation", "")),
        standing=str(answers.get("standing", "")),
        commitments=frozenset(key for key in COMMITMENTS if str(answers.get(key, "")).strip()),
        competitors=named_in(str(answers.get("vendors", "")), application.program.competitors),
    )


def ideal_of(program: Program) -> Ideal:
    return Ideal(frozenset(program.ideal_segments), program.ideal_technical_people, program.ideal_sales_people)


def scores_of(application: Application) -> list[CriterionScore]:
    """The scorecard's lines in its order."""
    rows = CriterionScore.objects.filter(application=application)
    return sorted(rows, key=lambda row: (ORDER.get(row.criterion, len(ORDER)), row.criterion))


def label_of(row: CriterionScore) -> str:
    return str(LABELS.get(row.criterion, row.own_label))


def verdict_of(application: Application, rows: list[CriterionScore]) -> Verdict:
    return scorecard.judge(_values(rows), _thresholds(application.program))


def propose_scores(application: Application, *, actor: Actor, at: datetime) -> Verdict:
    """Scores a submitted application by the rule. What a person scored before it was returned stays.

    A criterion the program has dropped since goes, with what was scored on it. Inside submit_application only.
    """
    program = application.program
    criteria = criteria_of(program.type, program.scorecard)
    lines = CriterionScore.objects.filter(application=application)
    lines.exclude(criterion__in=[criterion.key for criterion in criteria]).delete()
    known = {row.criterion: row for row in lines}
    for proposal in scorecard.propose(profile_of(application), ideal_of(program), criteria):
        row = known.get(proposal.criterion.key) or CriterionScore(
            application=application, criterion=proposal.criterion.key
        )
        if not row.evidence:
            row.score, row.scored_by, row.scored_at = proposal.score, actor.label, at
        row.weight, row.proposed, row.proposed_because = (
            proposal.criterion.weight,
            proposal.score,
            proposal.because[:400],
        )
        row.own_label = proposal.criterion.label if proposal.criterion.is_own else ""
        row.save()
    return _write_down(application, actor=actor, at=at)


@transaction.atomic
def score_criterion(
    application: Application, criterion: str, *, score: int, evidence: str, actor: Actor, at: datetime
) -> Verdict:
    """A person scores one criterion on evidence they name; the proposal stays beside it.

    Refuses a score without evidence and an application that is not before us.
    """
    if not actor.can(ApplicationPermission.REVIEW):
        raise Forbidden(_("You may not score applications."))
    row = Application.objects.select_for_update(of=("self",)).select_related("program").get(pk=application.pk)
    if row.status not in ("submitted", "in_review"):
        raise WrongState(_("Only applications that wait for us are scored."))
    if not 0 <= score <= BEST:
        raise Invalid(_("Score from 0 to 5."), fields={"score": _("Out of range.")})
    if not evidence.strip():
        raise Invalid(_("Name the evidence for this score."), fields={"evidence": _("Missing.")})
    line = CriterionScore.objects.select_for_update().filter(application=row, criterion=criterion).first()
    if line is None:
        raise NotFound(_("This application is not scored on that."))
    changes = {criterion: [line.score, score]}
    line.score, line.evidence, line.scored_by, line.scored_at = score, evidence.strip(), actor.label, at
    line.save()
    record(row, "application.scored", actor=actor, at=at, summary=evidence, changes=changes)
    return _write_down(row, actor=actor, at=at)


def _write_down(application: Application, *, actor: Actor, at: datetime) -> Verdict:
    """The total on the application, and its decision record."""
    rows = scores_of(application)
    verdict = verdict_of(application, rows)
    decision = record_decision(
        application,
        rule=RULE,
        version=f"rule {scorecard.VERSION}",
        inputs=[Input(label_of(row), f"{row.score} / {BEST}", row.scored_by) for row in rows],
        conditions=_conditions(application.program, verdict),
        steps=[
            Step(
                label_of(row),
                f"{row.weight} x {row.score} / {BEST}",
                str(verdict.contributions[row.criterion]),
            )
            for row in rows
        ],
        result=f"{Recommendation(verdict.recommendation).label}: {verdict.total}",
        counterfactual=_counterfactual(application, rows, verdict),
        actor=actor,
        at=at,
    )
    application.score, application.recommendation = verdict.total, verdict.recommendation
    application.decision_id = decision.pk
    application.save(update_fields=["score", "recommendation", "decision_id"])
    return verdict


def _conditions(program: Program, verdict: Verdict) -> list[Condition]:
    return [
        Condition(
            _("Qualifies from %(points)d") % {"points": program.qualify_at},
            verdict.total >= program.qualify_at,
            str(verdict.total),
        ),
        Condition(
            _("Held from %(points)d") % {"points": program.hold_at},
            verdict.total >= program.hold_at,
            str(verdict.total),
        ),
    ]


def _counterfactual(application: Application, rows: list[CriterionScore], verdict: Verdict) -> str:
    if not verdict.missing_points:
        return ""
    way = scorecard.cheapest_way(_values(rows), _thresholds(application.program))
    if way is None:
        return _("%(points)d points more; no single criterion alone would do.") % {"points": verdict.missing_points}
    label = next(label_of(row) for row in rows if row.criterion == way[0])
    return _("%(criterion)s at %(score)d of 5: qualifies") % {"criterion": label, "score": way[1]}


def _values(rows: list[CriterionScore]) -> list[tuple[str, int, int]]:
    return [(row.criterion, row.weight, row.score) for row in rows]


def _thresholds(program: Program) -> Thresholds:
    return Thresholds(program.qualify_at, program.hold_at)
