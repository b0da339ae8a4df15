"""What both sides promised, and whether it was kept: across the vendor, period by period, and on the partner's page."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.enums import Side
from agreements.forms import CommitmentForm, ReasonForm
from agreements.lifecycle import COMMITMENT_PERIOD
from agreements.models import Commitment, CommitmentPeriod
from agreements.permissions import AgreementPermission
from agreements.queries.commitments import period_by_ref, periods_with_names
from agreements.rules.parameters import PARAMETERS
from agreements.scores import both_sides, kind_label
from agreements.screens import figure_of, period_story
from agreements.services.commitments import add_commitment, waive_period
from agreements.workspace.terms import OneAgreement
from partners.models import Partner
from prm.lib.actor import Actor
from prm.ui.views import (
    Choice,
    Column,
    DateRange,
    DetailView,
    Empty,
    FormView,
    Link,
    ListView,
    Search,
    Tab,
)
from programs.metrics import METRICS
from programs.queries import vendor_day


def kinds(view: Any) -> list[tuple[str, Any]]:
    names = [*(name for name, item in PARAMETERS.items() if item.obliges), *METRICS]
    return [(name, kind_label(name)) for name in dict.fromkeys(names)]


class CommitmentList(ListView):
    permission = AgreementPermission.VIEW
    title = _("Promises")
    columns = (
        Column("commitment.sentence", _("Promise"), sub="partner.name", link=True),
        Column("side", _("Owed by"), value=lambda row: row.get_side_display(), wide_only=True),
        Column.date("starts_on", _("From"), wide_only=True),
        Column.date("ends_on", _("To"), sort=True),
        Column("figure", _("Reached"), value=figure_of, align="end"),
        Column.status(COMMITMENT_PERIOD),
        Column.person("partnership.owner", _("Owner"), wide_only=True),
        Column("program", _("Program"), value=lambda row: row.partnership.program.name, optional=True),
        Column.datetime("measured_at", _("Measured"), optional=True),
    )
    filters = (
        Choice("side", _("Owed by"), Side.choices),
        Choice("status", _("Status"), COMMITMENT_PERIOD.choices),
        Choice("kind", _("Kind"), kinds, field="term"),
        DateRange("ends_on", _("Ends")),
        Search("partner__name", "ref"),
    )
    tabs = (
        Tab("look", _("Needs a look"), {"status": ["at_risk", "broken"]}),
        Tab("ours", _("At risk, ours"), {"side": ["vendor"], "status": ["at_risk"]}),
        Tab("theirs", _("At risk, partners'"), {"side": ["partner"], "status": ["at_risk"]}),
        Tab("broken", _("Not kept"), {"status": ["broken"]}),
        Tab("all", _("All"), {"status": [value for value, _label in COMMITMENT_PERIOD.choices]}),
    )
    actions = (Link(_("Kept, by kind"), "agreements:commitment-scores", icon="chart-bar"),)
    default_sort = "-ends_on"
    empty = Empty(
        "heart-handshake", _("No promises yet"),
        _("When both sides have signed an agreement, what each promised is listed here and measured every night."),
    )  # fmt: skip

    def query(self) -> Any:
        return periods_with_names()

    def row_url(self, row: CommitmentPeriod) -> str:
        return self.url("agreements:commitment-detail", ref=row.ref)


class CommitmentScores(DetailView):
    """How often promises of each kind were kept, of how often they came due; each figure opens its rows."""

    permission = AgreementPermission.VIEW
    title = _("Promises kept, by kind")
    template_name = "agreements/commitment_scores.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"scores": both_sides(vendor_day(self.now))}


class OneCommitment:
    object_name = "period"
    url: Any
    object: Any

    def query(self, ref: str) -> CommitmentPeriod | None:
        return period_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("agreements:commitment-detail", ref=self.object.ref))


class CommitmentDetail(OneCommitment, DetailView):
    permission = AgreementPermission.VIEW
    template_name = "agreements/commitment.html"

    def page_title(self) -> str:
        return str(self.object.commitment.sentence)

    def context(self, **extra: Any) -> dict[str, Any]:
        return period_story(self.object, self.actor, at=self.now)


class Waive(OneCommitment, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Waive commitment")
    intro = _("The partner owes this to us. Waived, it counts neither for nor against it; both sides see the reason.")
    form_class = ReasonForm
    submit_label = _("Waive commitment")
    message = _("Waived. The partner is told.")

    def perform(self, form: Any) -> CommitmentPeriod:
        return waive_period(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: CommitmentPeriod) -> str:
        return self.cancel_url()


class AddCommitment(OneAgreement, FormView):
    permission = AgreementPermission.MANAGE
    title = _("Add a commitment")
    intro = _("Beside what the text says. The partner is told and sees it at once; the system measures it every night.")
    form_class = CommitmentForm
    submit_label = _("Add commitment")
    message = _("Added. The partner is told.")

    def initial(self) -> dict[str, Any]:
        return {"starts_on": vendor_day(self.now), "ends_on": self.object.ends_on}

    def perform(self, form: Any) -> Commitment:
        return add_commitment(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Commitment) -> str:
        return self.page_of(self.object)


def partner_card(partner: Partner, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Both scores on the partner's page; nothing before anything came due."""
    scores = both_sides(vendor_day(now), partner_id=partner.pk)
    return {**scores, "partner": partner} if scores["ours"].due or scores["theirs"].due else None
