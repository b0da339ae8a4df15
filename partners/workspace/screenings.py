"""Due diligence in the workspace: the rounds, one with its answers and red flags, the panel on the partner's page."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners import queries, screenings
from partners.enums import CLOSED, Risk
from partners.forms import ReasonForm
from partners.lifecycle import RED_FLAG, SCREENING
from partners.models import Partner, RedFlag, Screening
from partners.permissions import DiligencePermission
from partners.rules.diligence import CADENCE, LABELS
from partners.services import screening as service
from prm.audit.queries import timeline_for
from prm.ui.components import pill
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, FormView, ListView, PanelView, Search, Tab

TONES = {"low": "ok", "medium": "warn", "high": "bad", "": "mute"}


def risk_pill(row: Screening, view: Any = None) -> Any:
    return pill(row.get_risk_display(), tone=TONES[row.risk]) if row.risk else ""


class ScreeningList(ListView):
    permission = DiligencePermission.VIEW
    title = _("Due diligence")
    default_sort = "-asked_at"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="ref", link=True, sort=True),
        Column("risk", _("Risk"), render=risk_pill),
        Column.number("raised", _("Red flags")),
        Column.date("asked_at", _("Asked"), sort=True, wide_only=True),
        Column.date("due_on", _("Due"), sort=True, wide_only=True),
        Column.date("expires_on", _("Holds until"), sort=True),
        Column.status(SCREENING),
    )
    filters = (
        Choice("status", _("Status"), SCREENING.choices),
        Choice("risk", _("Risk"), Risk.choices),
        Search("partner__name", "ref"),
    )
    tabs = (
        Tab("open", _("Open"), {"status": ["asked", "answered"]}),
        Tab("cleared", _("Cleared"), {"status": "cleared"}),
        Tab("expired", _("Expired"), {"status": "expired"}),
    )
    empty = Empty("shield-check", _("No due diligence yet"), _("Ask for it on a partner's page, under Due diligence."))

    def query(self) -> QuerySet[Screening]:
        return screenings.screenings_for_list()

    def row_url(self, row: Screening) -> str:
        return self.url("partners:screening-detail", ref=row.ref)


class ScreeningDetail(DetailView):
    permission = DiligencePermission.VIEW
    template_name = "partners/screening.html"
    object_name = "screening"
    query = staticmethod(screenings.screening_by_ref)

    def page_title(self) -> str:
        return str(_("Due diligence of %(partner)s") % {"partner": self.object.partner})

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        flags = [
            (flag, LABELS.get(flag.key, flag.key), RED_FLAG.allowed_actions(flag, self.actor))
            for flag in screenings.flags_of(row)
        ]
        return {
            "lifecycle": SCREENING,
            "flag_lifecycle": RED_FLAG,
            "flags": flags,
            "risk": risk_pill(row),
            "months": CADENCE.get(row.risk),
            "answers": screenings.answers_of(row),
            "timeline": timeline_for(row)[:30],
            "is_open": row.status == "answered",
            "actions": [item for item in SCREENING.allowed_actions(row, self.actor) if row.status == "answered"],
        }


class PartnerDiligence(PanelView):
    permission = DiligencePermission.VIEW
    template_name = "partners/diligence_panel.html"
    object_name = "partner"
    query = staticmethod(queries.partner_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        rows = list(screenings.screenings_of_partner(self.object.pk)[:20])
        is_open = any(row.status in ("asked", "answered") for row in rows)
        may_ask = self.actor.can(DiligencePermission.DECIDE) and self.object.status not in CLOSED and not is_open
        return {
            "rows": [(row, risk_pill(row)) for row in rows],
            "lifecycle": SCREENING,
            "block": queries.activation_block(self.object.pk),
            "may_ask": may_ask,
        }


class ScreeningAsk(ActionView):
    permission = DiligencePermission.DECIDE
    message = _("Asked; their administrators hear of it.")
    query = staticmethod(queries.partner_by_ref)

    def perform(self, obj: Partner, data: Any) -> Screening:
        return service.ask_screening(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Partner, result: Screening) -> str:
        return self.url("partners:screening-detail", ref=result.ref)


class ScreeningClear(ActionView):
    permission = DiligencePermission.DECIDE
    message = _("Cleared; it is asked again before it expires.")
    query = staticmethod(screenings.screening_by_ref)

    def perform(self, obj: Screening, data: Any) -> Screening:
        return service.decide_screening(obj, "clear", actor=self.actor, at=self.now)

    def success_url(self, obj: Screening, result: Screening) -> str:
        return self.url("partners:screening-detail", ref=obj.ref)


class ScreeningStop(FormView):
    """Refusing a round or giving it back: with a reason, which the partner reads."""

    permission = DiligencePermission.DECIDE
    form_class = ReasonForm
    action = ""
    message = _("Decided; the partner hears why.")
    query = staticmethod(screenings.screening_by_ref)

    def page_title(self) -> str:
        return str(SCREENING.transitions[self.action].label)

    @property
    def submit_label(self) -> Any:
        return SCREENING.transitions[self.action].label

    def perform(self, form: Any) -> Screening:
        reason = form.cleaned_data["reason"]
        return service.decide_screening(self.object, self.action, actor=self.actor, at=self.now, reason=reason)

    def success_url(self, result: Any) -> str:
        return self.url("partners:screening-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class RedFlagDecide(ActionView):
    permission = DiligencePermission.DECIDE
    form_class = ReasonForm
    action = ""
    message = _("Recorded, with your name and reason.")

    def query(self, ref: str, flag: UUID) -> RedFlag | None:
        return RedFlag.objects.select_related("screening").filter(pk=flag, screening__ref=ref).first()

    def perform(self, obj: RedFlag, data: Any) -> RedFlag:
        return service.decide_flag(obj, self.action, actor=self.actor, at=self.now, reason=data["reason"])

    def success_url(self, obj: RedFlag, result: RedFlag) -> str:
        return self.url("partners:screening-detail", ref=obj.screening.ref)
