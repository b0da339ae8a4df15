"""The queue of applications and the decision screen."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.enums import segment_labels
from partners.queries import partner_by_ref
from prm.accounts.queries import vendor_members
from prm.audit.queries import timeline_for
from prm.clocks.queries import clock_for, clocks_for
from prm.decisions.queries import latest_decision
from prm.forms.kinds import show_answer
from prm.forms.queries import questions_of_version
from prm.forms.questions import Kind, asked
from prm.lib.errors import Invalid
from prm.packs.types import PartnershipType
from prm.ui.choices import country_name
from prm.ui.components import clock, pill
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, Link, ListView, Search, Tab
from programs.enums import Recommendation
from programs.form_kinds import APPLICATION_FORM
from programs.lifecycle import APPLICATION
from programs.models import Application, Program
from programs.permissions import ApplicationPermission
from programs.queries.applications import (
    application_by_ref,
    applications_for_list,
    letter_by_ref,
    letters,
    next_waiting,
)
from programs.queries.coverage import coverage_at
from programs.questions import QUESTIONS, answer_text
from programs.rules.scorecard import BEST
from programs.services import qualification as service
from programs.services.applicant_letter import filled
from programs.services.scoring import RULE, label_of, score_criterion, scores_of
from programs.workspace.applicant_forms import ReviewerForm, ScoreForm

TONES = {Recommendation.QUALIFY: "ok", Recommendation.HOLD: "warn", Recommendation.DECLINE: "bad"}
REASONS = {
    "territory": _("We have enough partners in this territory."),
    "capability": _("The product needs more technical people than you have."),
    "conflict": _("Another vendor relationship conflicts with this program."),
    "references": _("Please add customers we may ask about you."),
    "incomplete": _("Please complete the answers about your business."),
}


def score_pill(row: Application) -> Any:
    if row.score is None or not row.recommendation:
        return ""
    label = Recommendation(row.recommendation).label
    return pill(f"{row.score} · {label}", tone=TONES[Recommendation(row.recommendation)], icon_name="gauge")


def program_choices(view: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Program.objects.order_by("name").values_list("pk", "name")]


def own_answers(row: Application) -> list[tuple[Any, str, str]]:
    """(question, answer, ref of its file) of what the vendor asks besides, as it was asked then."""
    questions = questions_of_version(APPLICATION_FORM.key, row.form_version).questions
    found = []
    for question in asked(questions, row.own_answers):
        if text := show_answer(question, value := row.own_answers.get(question.key)):
            found.append((question.label, text, value["ref"] if question.kind == Kind.FILE else ""))
    return found


class ApplicationList(ListView):
    permission = ApplicationPermission.VIEW
    title = _("Applications")
    default_sort = "submitted_at"
    columns = (
        Column("company_name", _("Company"), kind="organization", sub="ref", link=True, sort=True),
        Column("program.name", _("Program")),
        Column("place", _("Country"), value=lambda row: country_name(row.country), wide_only=True),
        Column("score", _("Scorecard"), sort=True, render=lambda row, view: score_pill(row)),
        Column.date("submitted_at", _("Submitted"), sort=True, wide_only=True),
        Column("clock", _("Promise"), render=lambda row, view: view.clock_of(row)),
        Column.person("owner", _("Reviewer")),
        Column.status(APPLICATION),
    )
    filters = (
        Choice("status", _("Status"), APPLICATION.choices),
        Choice("type", _("Type"), PartnershipType.choices),
        Choice("program", _("Program"), program_choices),
        Choice("recommendation", _("Recommendation"), Recommendation.choices),
        Choice(
            "conflict",
            _("Conflict"),
            [("yes", _("with another vendor"))],
            apply_with=lambda rows, _values: rows.exclude(conflicts=[]),
        ),
        Search("company_name", "domain", "contact_name", "ref"),
    )
    tabs = (
        Tab("waiting", _("Waiting for us"), {"status": ["submitted", "in_review"]}),
        Tab("returned", _("Returned"), {"status": ["returned"]}),
        Tab("decided", _("Decided"), {"status": ["approved", "rejected", "withdrawn"]}),
    )
    actions = (
        Link(_("Does the score predict?"), "programs:score-lift", ApplicationPermission.VIEW, icon="chart-bar"),
        Link(_("Letters"), "programs:letter-list", ApplicationPermission.DECIDE, icon="mail"),
    )
    empty = Empty("inbox", _("No applications"), _("They come from the public application page of an open program."))

    def query(self) -> QuerySet[Application]:
        return applications_for_list()

    @cached_property
    def clocks(self) -> dict[Any, Any]:
        return clocks_for(self.page.rows)

    def clock_of(self, row: Application) -> Any:
        found = self.clocks.get(row.pk)
        return clock(found, now=self.now) if found else ""

    def row_url(self, row: Application) -> str:
        return self.url("programs:application-detail", ref=row.ref)


class ApplicationDetail(DetailView):
    """Case left, evidence right, bar below."""

    permission = ApplicationPermission.VIEW
    template_name = "programs/application.html"
    object_name = "application"
    query = staticmethod(application_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        lines = scores_of(row)
        coverage = coverage_at(row.type, row.country, row.segments) if row.decided_at is None else {}
        is_open = row.status in ("submitted", "in_review")
        may_score = is_open and self.actor.can(ApplicationPermission.REVIEW)
        return {
            "lifecycle": APPLICATION,
            "country": country_name(row.country),
            "segments": segment_labels(row.segments),
            "answers": [
                (question.label, answer_text(question.key, row.answers[question.key]))
                for question in QUESTIONS
                if row.answers.get(question.key)
            ],
            "own_answers": own_answers(row),
            "coverage": [(segment_labels([key])[0], cell) for key, cell in coverage.items()],
            "clock": clock_for(row),
            "score_pill": score_pill(row),
            "lines": [(line, label_of(line)) for line in lines],
            "best": BEST,
            "choices": range(BEST + 1),
            "may_score": may_score,
            "is_open": is_open,
            "decision": latest_decision(row, RULE),
            "may_decide": is_open and self.actor.can(ApplicationPermission.DECIDE),
            "reasons": [(letter.ref, letter.title) for letter in letters()[:100]] or list(REASONS.values()),
            "bar_actions": ("start_review", "reject", "return", "approve"),
            "consequence": self.consequence(),
            "reviewers": vendor_members() if may_score else [],
            "timeline": timeline_for(row)[:20],
        }

    def consequence(self) -> str:
        row = self.object
        if row.score is not None and row.score < row.program.qualify_at:
            return _now("Scores %(score)d of the %(needed)d needed: approving takes a note that says why.") % {
                "score": row.score,
                "needed": row.program.qualify_at,
            }
        return _now("Approving makes the partner, invites %(name)s and lays out onboarding.") % {
            "name": row.contact_name
        }


class ApplicationAction(ActionView):
    """One decision; afterwards the next in the queue."""

    query = staticmethod(application_by_ref)

    def note(self, obj: Application, data: Any) -> str:
        """The chosen letter, filled in, or the chosen reason; and what was written beside it."""
        chosen, note = data.get("reason", "").strip(), data.get("note", "").strip()[:2000]
        if letter := letter_by_ref(chosen):
            return "\n\n".join(filter(None, [filled(letter, obj), note]))
        return " ".join(filter(None, [chosen[:500], note]))

    def success_url(self, obj: Application, result: Any) -> str:
        following = next_waiting(obj)
        if following is None:
            return self.url("programs:application-list")
        return self.url("programs:application-detail", ref=following.ref)


class ApplicationStartReview(ApplicationAction):
    permission = ApplicationPermission.REVIEW
    message = _("You review it now.")

    def perform(self, obj: Application, data: Any) -> Application:
        return service.start_review(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Application, result: Any) -> str:
        return self.url("programs:application-detail", ref=obj.ref)


class ApplicationApprove(ApplicationAction):
    permission = ApplicationPermission.DECIDE

    def perform(self, obj: Application, data: Any) -> service.Approval:
        partner = None
        if ref := data.get("partner", ""):
            partner = partner_by_ref(ref)
            if partner is None:
                raise Invalid(_now("This partner does not exist any more."))
        note = self.note(obj, data)
        is_below = obj.score is None or obj.score < obj.program.qualify_at
        return service.approve_application(
            obj, actor=self.actor, at=self.now, partner=partner, override_reason=note if is_below else "", note=note
        )

    def success_message(self, obj: Application, result: service.Approval) -> Any:
        return _now("%(partner)s is a partner now.") % {"partner": result.partner}


class ApplicationReturn(ApplicationAction):
    permission = ApplicationPermission.REVIEW
    message = _("Returned with your question.")

    def perform(self, obj: Application, data: Any) -> Application:
        return service.return_application(obj, actor=self.actor, at=self.now, reason=self.note(obj, data))


class ApplicationReject(ApplicationAction):
    permission = ApplicationPermission.DECIDE
    message = _("Rejected; the applicant hears why.")

    def perform(self, obj: Application, data: Any) -> Application:
        return service.reject_application(obj, actor=self.actor, at=self.now, reason=self.note(obj, data))


class ApplicationScore(ApplicationAction):
    permission = ApplicationPermission.REVIEW
    form_class = ScoreForm
    message = _("Scored.")

    def query(self, ref: str, criterion: str) -> Application | None:
        return application_by_ref(ref)

    def perform(self, obj: Application, data: Any) -> Any:
        return score_criterion(
            obj, self.kwargs["criterion"], score=data["score"], evidence=data["evidence"], actor=self.actor, at=self.now
        )

    def success_url(self, obj: Application, result: Any) -> str:
        return self.url("programs:application-detail", ref=obj.ref)


class ApplicationAssign(ApplicationStartReview):
    form_class = ReviewerForm
    message = _("Handed over.")

    def perform(self, obj: Application, data: Any) -> Application:
        return service.assign_reviewer(obj, data["owner"], actor=self.actor, at=self.now)
