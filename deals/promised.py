"""When the vendor's promises about deals came due, and whether they were kept: from clocks and protections, never typed."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agreements import applied, promises
from agreements.applied import Applied
from agreements.promises import Evidence
from deals.models import Extension, Registration
from deals.promises import REGISTRATION_DECISION
from prm.clocks.models import Clock
from prm.clocks.promises import HOURS_A_DAY
from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.queries import vendor_day


def decisions(since: date, until: date, at: datetime) -> Iterator[Evidence]:
    """Every clock on a decision that stopped or ran out: kept counts on the day it stopped, missed on the day it was due."""
    zone = Vendor.objects.values_list("timezone", flat=True).get(pk=current_vendor_id())
    registration = Registration.objects.filter(pk=OuterRef("target_id"))
    rows = (
        Clock.objects.filter(promise=REGISTRATION_DECISION.key)
        .filter(Q(is_kept__isnull=False) | Q(stopped_at=None, paused_at=None, due_at__lt=at))
        .annotate(ship=Subquery(registration.values("partnership_id")), name=Subquery(registration.values("ref")))
        .values_list("ship", "name", "is_kept", "stopped_at", "due_at")
    )
    for ship, name, is_kept, stopped_at, due_at in rows:
        on = local_date(stopped_at if is_kept and stopped_at else due_at, zone)
        if ship and since <= on < until:
            late = 0 if is_kept else max(1, (local_date(stopped_at or at, zone) - on).days)
            yield Evidence(ship, on, name, is_kept=bool(is_kept), days_late=late)


def protections(since: date, until: date, at: datetime) -> Iterator[Evidence]:
    """Every protection granted, with its days; what was agreed is the least it may be."""
    rows = Registration.objects.filter(
        protected_from__gte=since, protected_from__lt=until, protected_until__isnull=False
    )
    for ship, name, start, end in rows.values_list("partnership_id", "ref", "protected_from", "protected_until"):
        if start and end:
            yield Evidence(ship, start, name, figure=(end - start).days, is_least=True)


def register() -> None:
    promises.register("decision_days", decisions)
    promises.register("protection_days", protections)
    page = "deals:registration-detail"
    applied.register("protection", _("Protection"), "protection_days", page, protections_that_run)
    applied.register("decision", _("Clock on a decision"), "decision_days", page, clocks_that_run)


def protections_that_run(at: datetime) -> Iterator[Applied]:
    """The days each running protection was granted for, before anything moved its end."""
    first_move = Extension.objects.filter(registration=OuterRef("pk"), status="granted").order_by("decided_at")
    rows = Registration.objects.filter(status="approved", protected_until__gte=vendor_day(at)).annotate(
        plain_end=Coalesce(Subquery(first_move.values("until_before")[:1]), "protected_until")
    )
    for ship, name, start, end in rows.values_list("partnership_id", "ref", "protected_from", "plain_end"):
        if start and end:
            yield Applied(ship, name, (end - start).days, must="least")


def clocks_that_run(at: datetime) -> Iterator[Applied]:
    """The business days each running decision was promised within."""
    registration = Registration.objects.filter(pk=OuterRef("target_id"))
    rows = Clock.objects.filter(promise=REGISTRATION_DECISION.key, stopped_at=None).annotate(
        ship=Subquery(registration.values("partnership_id")), name=Subquery(registration.values("ref"))
    )
    for ship, name, hours in rows.values_list("ship", "name", "hours"):
        if ship:
            yield Applied(ship, name, int(hours / HOURS_A_DAY))
