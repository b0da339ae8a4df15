"""What of this pillar a member of ours looks after, for the day they leave (prm/accounts/leaving.py)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.accounts.leaving import owns
from prm.accounts.models import Membership
from programs.models import Application, Partnership
from programs.queries.coverage import UNDECIDED


def partnerships_of(member: Membership) -> QuerySet[Partnership]:
    return Partnership.objects.filter(owner=member).exclude(status="ended")


def applications_of(member: Membership) -> QuerySet[Application]:
    return Application.objects.filter(owner=member, status__in=UNDECIDED)


owns("partnerships", _("Partnerships"), partnerships_of)
owns("applications", _("Applications"), applications_of)
