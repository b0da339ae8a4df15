"""What the partner page shows of partnerships: its panel, labels, stages, the next-tier card, columns of the list."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.enums import CLOSED
from partners.models import Partner
from partners.page import Label, Stage
from partners.queries import partner_by_ref
from prm.lib.actor import Actor
from prm.packs.types import PartnershipType
from prm.tenancy.models import Vendor
from prm.ui.views import Choice, Column, PanelView
from programs.lifecycle import PARTNERSHIP, STEP
from programs.models import Partnership
from programs.onboarding import STEP_KINDS
from programs.permissions import PartnershipPermission
from programs.progress import progress_of
from programs.queries import partnerships_of_partner, vendor_day
from programs.queries.partnerships import journey_of, steps_of

ORDER = ("active", "onboarding", "contracted", "approved", "transitioning", "ended")


class PartnershipsOfPartner(PanelView):
    """Each partnership with its journey."""

    permission = PartnershipPermission.VIEW
    template_name = "programs/partner_panel.html"
    object_name = "partner"
    query = staticmethod(partner_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        rows = [
            (row, journey_of(row), [(step, STEP_KINDS.get(step.kind)) for step in steps_of(row)])
            for row in partnerships_of_partner(self.object.pk)
        ]
        may_add = self.actor.can(PartnershipPermission.MANAGE) and self.object.status not in CLOSED
        return {"rows": rows, "lifecycle": PARTNERSHIP, "step_lifecycle": STEP, "may_add": may_add}


def main_partnership(partner: Partner) -> Partnership | None:
    """The one the header speaks of: the most alive, then the oldest."""
    rows = list(partnerships_of_partner(partner.pk))
    return min(rows, key=lambda row: (ORDER.index(row.status), row.approved_at), default=None)


def labels(partner: Partner) -> Sequence[Label]:
    rows = [row for row in partnerships_of_partner(partner.pk) if row.status != "ended"]
    types = [Label(PartnershipType(value).label) for value in dict.fromkeys(row.type for row in rows)]
    tiers = [Label(row.tier.name, "medal") for row in rows if row.tier is not None]
    return [*types, *dict.fromkeys(tiers)]


def stages(partner: Partner, now: datetime) -> Sequence[Stage]:
    """The five stages of the main partnership, each with its evidence."""
    row = main_partnership(partner)
    if row is None:
        return []
    onboarded = row.activated_at is not None
    days = (row.activated_at - row.contracted_at).days if row.activated_at and row.contracted_at else None
    due = row.activated_at + timedelta(days=365) if row.activated_at else None
    while due is not None and due < now:
        due += timedelta(days=365)
    return [
        Stage(_now("Qualified"), "done", date_format(row.approved_at, "M Y")),
        Stage(
            _now("Onboarded"),
            "done" if onboarded else "now",
            (_now("%(days)d days") % {"days": days}) if days is not None else str(PARTNERSHIP.state(row).label),
        ),
        Stage(
            _now("Active"),
            "now" if onboarded else "later",
            (_now("since %(month)s") % {"month": date_format(row.activated_at, "M Y")}) if row.activated_at else "",
        ),
        Stage(_now("Strategic"), "later"),
        Stage(_now("Review"), "later", (_now("due %(day)s") % {"day": date_format(due, "j M Y")}) if due else ""),
    ]


def next_tier_card(partner: Partner, actor: Actor, now: datetime) -> dict[str, Any] | None:
    row = main_partnership(partner)
    if row is None or row.status == "ended":
        return None
    progress = progress_of(row, vendor_day(now), Vendor.objects.get(pk=row.vendor_id).currency)
    return {"partnership": row, "progress": progress} if progress else None


def with_partnerships(rows: QuerySet[Partner]) -> QuerySet[Partner]:
    running = Partnership.objects.exclude(status="ended").select_related("tier").order_by("approved_at")
    return rows.prefetch_related(Prefetch("partnerships", running, to_attr="running_partnerships"))


def types_of(row: Any) -> str:
    return ", ".join(dict.fromkeys(str(item.get_type_display()) for item in row.running_partnerships))


def tiers_of(row: Any) -> str:
    return ", ".join(dict.fromkeys(item.tier.name for item in row.running_partnerships if item.tier))


def of_type(rows: QuerySet[Partner], values: list[str]) -> QuerySet[Partner]:
    return rows.filter(pk__in=Partnership.objects.exclude(status="ended").filter(type__in=values).values("partner_id"))


def in_state(rows: QuerySet[Partner], values: list[str]) -> QuerySet[Partner]:
    return rows.filter(pk__in=Partnership.objects.filter(status__in=values).values("partner_id"))


LIST_COLUMNS = (Column("types", _("Types"), value=types_of), Column("tiers", _("Tier"), value=tiers_of))
LIST_FILTERS = (
    Choice("type", _("Type"), PartnershipType.choices, apply_with=of_type),
    Choice("stage", _("Partnership"), PARTNERSHIP.choices, apply_with=in_state),
)
