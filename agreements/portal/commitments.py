"""What the vendor promised and what the partner promised, side by side, each opening the rows it rests on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.enums import Side
from agreements.forms import ReasonForm
from agreements.lifecycle import COMMITMENT_PERIOD
from agreements.models import CommitmentPeriod
from agreements.permissions import PortalAgreementPermission
from agreements.queries.commitments import period_by_ref, periods_with_names
from agreements.scores import both_sides
from agreements.screens import figure_of, period_story
from agreements.services.commitments import waive_period
from prm.ui.views import Choice, Column, DetailView, Empty, FormView, ListView, Tab
from programs.queries import vendor_day


class CommitmentList(ListView):
    permission = PortalAgreementPermission.VIEW
    title = _("Promises of both sides")
    template_name = "agreements/portal_commitments.html"
    columns = (
        Column("commitment.sentence", _("Promise"), sub="partnership.program.name", link=True),
        Column("side", _("Owed by"), value=lambda row: row.get_side_display()),
        Column.date("ends_on", _("To"), sort=True),
        Column("figure", _("Reached"), value=figure_of, align="end", wide_only=True),
        Column.status(COMMITMENT_PERIOD),
    )
    filters = (Choice("side", _("Owed by"), Side.choices), Choice("status", _("Status"), COMMITMENT_PERIOD.choices))
    tabs = (
        Tab("all", _("All")),
        Tab("theirs", _("What the vendor promised"), {"side": ["vendor"]}),
        Tab("ours", _("What you promised"), {"side": ["partner"]}),
    )
    default_sort = "-ends_on"
    empty = Empty(
        "heart-handshake", _("No promises yet"),
        _("When both sides have signed an agreement, what each promised is listed here and measured every night."),
    )  # fmt: skip

    def query(self) -> Any:
        return periods_with_names()

    def row_url(self, row: CommitmentPeriod) -> str:
        return self.url("agreements:commitment-detail", ref=row.ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(scores=both_sides(vendor_day(self.now)), **extra)


class OneCommitment:
    object_name = "period"
    url: Any
    object: Any

    def query(self, ref: str) -> CommitmentPeriod | None:
        return period_by_ref(ref)

    def cancel_url(self) -> str:
        return str(self.url("agreements:commitment-detail", ref=self.object.ref))


class CommitmentDetail(OneCommitment, DetailView):
    permission = PortalAgreementPermission.VIEW
    template_name = "agreements/commitment.html"

    def page_title(self) -> str:
        return str(self.object.commitment.sentence)

    def context(self, **extra: Any) -> dict[str, Any]:
        return period_story(self.object, self.actor, at=self.now)


class Waive(OneCommitment, FormView):
    permission = PortalAgreementPermission.SIGN
    title = _("Waive this promise")
    intro = _("The vendor owes this to you. Waived, it counts neither for nor against it; both sides see the reason.")
    form_class = ReasonForm
    submit_label = _("Waive this promise")
    message = _("Waived. The vendor is told.")

    def perform(self, form: Any) -> CommitmentPeriod:
        return waive_period(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: CommitmentPeriod) -> str:
        return self.cancel_url()
