"""What of this pillar a member of ours looks after, for the day they leave (prm/accounts/leaving.py)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import OffboardingStep
from prm.accounts.leaving import owns
from prm.accounts.models import Membership


def offboarding_of(member: Membership) -> QuerySet[OffboardingStep]:
    return OffboardingStep.objects.filter(owner=member, status="open")


owns("offboarding", _("Steps of ending partnerships"), offboarding_of)
