"""The pipeline: as a table, as a board, and one opportunity."""

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.enums import Stage
from deals.forms import LostForm, StageForm
from deals.lifecycle import OPPORTUNITY
from deals.models import Opportunity
from deals.permissions import DealPermission
from deals.rules.pipeline import probability
from deals.services.opportunity import lose_opportunity, move_opportunity, win_opportunity
from deals.workspace.forms import WonForm
from prm.audit.queries import timeline_for
from prm.ui import components
from prm.ui.views import ActionView, Choice, Column, DateRange, DetailView, Empty, Link, ListView, Search, Tab, Total
from prm.ui.views.screen import Screen

BOARD_ROWS = 30


class OpportunityList(ListView):
    permission = DealPermission.VIEW
    title = _("Pipeline")
    columns = (
        Column("name", _("Opportunity"), sub="ref", link=True, sort=True),
        Column.organization("partner.name", _("Partner")),
        Column.money("amount", _("Amount"), sort=True),
        Column("stage", _("Stage"), value=lambda row: row.get_stage_display() if row.status == "open" else ""),
        Column.status(OPPORTUNITY),
        Column.date("expected_close_on", _("Expected close"), wide_only=True),
        Column.date("closed_on", _("Closed"), optional=True),
        Column.person("owner.name", _("Owner"), wide_only=True),
    )
    tabs = (
        Tab("open", _("Open"), {"status": "open"}),
        Tab("won", _("Won"), {"status": "won"}),
        Tab("lost", _("Lost"), {"status": "lost"}),
        Tab("all", _("All"), {"view": "all"}),
    )
    filters = (
        Choice("status", _("Status"), OPPORTUNITY.choices),
        Choice("stage", _("Stage"), Stage.choices),
        DateRange("expected_close_on", _("Expected close")),
        Search("name", "ref", "partner__name", placeholder=_("Opportunity, partner, reference")),
    )
    actions = (Link(_("Board"), "deals:opportunity-board", DealPermission.VIEW, "layout-kanban"),)
    default_sort = "-created_at"
    empty = Empty(
        "target-arrow", _("Nothing in the pipeline"), _("An approved registration opens its opportunity by itself.")
    )

    def query(self) -> QuerySet[Opportunity]:
        return queries.opportunities_with_names()

    def row_url(self, row: Opportunity) -> str:
        return self.url("deals:opportunity-detail", ref=row.ref)

    def totals(self, rows: QuerySet[Opportunity]) -> list[Total]:
        sums = rows.aggregate(count=Count("pk"), amount=Sum("reporting_amount"))
        return [
            Total(_("%s opportunities") % f"{sums['count']:,}"),
            Total(components.money(sums["amount"] or 0, self.vendor.currency)),
        ]


class OpportunityBoard(Screen):
    """Open opportunities by stage, the largest first."""

    permission = DealPermission.VIEW
    title = _("Pipeline board")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        sums: dict[str, Any] = {row["stage"]: row for row in queries.pipeline_by_stage()}
        return self.render("deals/board.html", {"lanes": [self.lane(stage, sums) for stage in Stage]})

    def lane(self, stage: Stage, sums: dict[str, Any]) -> dict[str, Any]:
        rows = queries.opportunities_with_names().filter(status="open", stage=stage).order_by("-reporting_amount", "pk")
        found = sums.get(stage.value, {"count": 0, "amount": 0})
        return {
            "stage": stage,
            "probability": probability(stage),
            "count": found["count"],
            "amount": found["amount"],
            "rows": list(rows[:BOARD_ROWS]),
            "more": max(0, found["count"] - BOARD_ROWS),
            "more_url": f"{self.url('deals:opportunity-list')}?status=open&stage={stage.value}",
        }


class OpportunityDetail(DetailView):
    permission = DealPermission.VIEW
    template_name = "deals/opportunity.html"
    object_name = "opportunity"

    def query(self, ref: str) -> Opportunity | None:
        return queries.opportunity_by_ref(ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        allowed = {item.action for item in OPPORTUNITY.allowed_actions(row, self.actor)}
        initial = {"stage": row.stage, "amount": row.amount, "expected_close_on": row.expected_close_on}
        return {
            "lifecycle": OPPORTUNITY,
            "allowed": allowed,
            "roles": row.roles.select_related("partnership__partner"),
            "move_form": StageForm(initial=initial),
            "won_form": WonForm(initial={"amount": row.amount}),
            "lost_form": LostForm(),
            "probability": probability(row.stage),
            "entries": timeline_for(row)[:20],
        }


class OpportunityAction(ActionView):
    def query(self, ref: str) -> Opportunity | None:
        return queries.opportunity_by_ref(ref)

    def success_url(self, obj: Opportunity, result: Any) -> str:
        return self.url("deals:opportunity-detail", ref=obj.ref)


class MoveOpportunity(OpportunityAction):
    permission = DealPermission.WORK_OPPORTUNITY
    form_class = StageForm
    message = _("Saved.")

    def perform(self, obj: Opportunity, data: Any) -> Opportunity:
        return move_opportunity(obj, actor=self.actor, at=self.now, **data)


class WinOpportunity(OpportunityAction):
    permission = DealPermission.CLOSE_OPPORTUNITY
    form_class = WonForm
    message = _("Won. The partner is told.")

    def perform(self, obj: Opportunity, data: Any) -> Opportunity:
        return win_opportunity(obj, actor=self.actor, at=self.now, **data)


class LoseOpportunity(OpportunityAction):
    permission = DealPermission.WORK_OPPORTUNITY
    form_class = LostForm
    message = _("Closed as lost; customer and product lines are free again.")

    def perform(self, obj: Opportunity, data: Any) -> Opportunity:
        return lose_opportunity(obj, actor=self.actor, at=self.now, **data)
