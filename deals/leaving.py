"""What of this pillar a member of ours looks after, for the day they leave (prm/accounts/leaving.py)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deals.enums import LIVE, REFERRAL_LIVE
from deals.models import CustomerAccount, Opportunity, Referral, Registration
from prm.accounts.leaving import owns
from prm.accounts.models import Membership


def registrations_of(member: Membership) -> QuerySet[Registration]:
    return Registration.objects.filter(owner=member, status__in=LIVE)


def opportunities_of(member: Membership) -> QuerySet[Opportunity]:
    return Opportunity.objects.filter(owner=member, status="open")


def referrals_of(member: Membership) -> QuerySet[Referral]:
    return Referral.objects.filter(owner=member, status__in=REFERRAL_LIVE)


def accounts_of(member: Membership) -> QuerySet[CustomerAccount]:
    return CustomerAccount.objects.filter(owner=member)


owns("registrations", _("Deals"), registrations_of)
owns("opportunities", _("Pipeline"), opportunities_of)
owns("referrals", _("Referrals"), referrals_of)
owns("accounts", _("Customer accounts"), accounts_of)
