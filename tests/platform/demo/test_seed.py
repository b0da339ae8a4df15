from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from prm.accounts.models import Membership
from prm.demo.cast import ORGS
from prm.demo.personas import PASSWORD, PERSONAS, VENDORS
from prm.demo.world import VENDORS as SPECS
from prm.imports.models import ImportBatch
from prm.notifications.models import Notification
from prm.tenancy.models import Vendor
from prm.tenancy.scope import tenant_context


def test_the_launcher_and_the_seed_name_the_same_vendors():
    assert tuple(spec.slug for spec in SPECS) == VENDORS == tuple(ORGS)


def test_about_sixty_partners_work_in_all_six_types():
    kinds = [kind for orgs in ORGS.values() for org in orgs for kind in org.kinds]
    assert 55 <= sum(len(orgs) for orgs in ORGS.values()) <= 65
    assert len(set(kinds)) == 6


def test_the_smaller_half_of_the_world_has_something_in_every_list_and_queue(db, client):
    call_command("seed_demo", vendor="globex", verbosity=0)
    check(client, "globex")
    with pytest.raises(CommandError, match="empty database"):
        call_command("seed_demo", vendor="globex", verbosity=0)


@pytest.mark.release
def test_the_whole_world_has_something_in_every_list_and_queue(db, client):
    call_command("seed_demo", verbosity=0)
    for slug in VENDORS:
        check(client, slug)


def check(client, slug):
    """Its personas sign in, and no list of the vendor is empty."""
    vendor = Vendor.objects.get(slug=slug)
    for persona in PERSONAS:
        if f"/{slug}/" in persona.home:
            assert client.login(email=persona.email, password=PASSWORD), persona.email
    with tenant_context("vendor", vendor.pk):
        assert [name for name, rows in expected().items() if not rows.exists()] == []


def expected():
    from agreements.models import AcceptanceAsk, Agreement, OffboardingStep, TemplateClause
    from deals.models import Extension, Opportunity, Referral, Registration
    from enablement.models import Award, Enrolment
    from incentives.models import Earning, PaymentBatch, Statement
    from partners.models import Handover, PartnerGroup, PartnerLocation, PartnerMerge, PartnerTag
    from programs.models import (
        Application,
        CoverageTarget,
        Entitlement,
        OnboardingStep,
        OwnBenefit,
        Partnership,
        TierReview,
    )

    found = {
        f"{model.__name__} {status}": model.objects.filter(status=status)
        for model, statuses in (
            (Partnership, ("onboarding", "active")),
            (Application, ("submitted", "in_review", "returned", "rejected", "approved")),
            (Agreement, ("sent", "partly_signed", "executed", "renewed")),
            (Enrolment, ("started", "completed")),
            (Award, ("valid", "replaced")),
            (Registration, ("draft", "submitted", "returned", "approved", "won", "lost", "rejected", "expired")),
            (Opportunity, ("open", "won", "lost")),
            (Referral, ("submitted", "accepted", "won", "rejected")),
            (Extension, ("requested",)),
            (Earning, ("held", "statemented", "paid")),
            (Statement, ("calculated", "issued", "settled")),
            (PaymentBatch, ("draft", "confirmed")),
            (ImportBatch, ("done", "checked")),
        )
        for status in statuses
    }
    soon = timezone.now() + timedelta(days=5)
    return found | {
        "members": Membership.objects.all(),
        "locations": PartnerLocation.objects.filter(is_primary=False),
        "groups": PartnerGroup.objects.all(),
        "handovers": Handover.objects.all(),
        "merges": PartnerMerge.objects.all(),
        "tags": PartnerTag.objects.all(),
        "reviews": TierReview.objects.all(),
        "coverage": CoverageTarget.objects.all(),
        "offboarding open": OffboardingStep.objects.filter(status="open"),
        "offboarding done": OffboardingStep.objects.filter(status="done"),
        "amendments": Agreement.objects.filter(amends__isnull=False, status="executed"),
        "clauses pinned": TemplateClause.objects.all(),
        "versions offered": AcceptanceAsk.objects.filter(agreement__isnull=False),
        "own benefits": OwnBenefit.objects.all(),
        "benefits in use": Entitlement.objects.filter(closed_on=None, used__gt=0),
        "benefits expired": Entitlement.objects.filter(expired__gt=0),
        "unread": Notification.objects.filter(read_at=None),
        "read": Notification.objects.exclude(read_at=None),
        "due soon": Registration.objects.filter(status="submitted", act_by_at__lt=soon),
        "onboarding due": OnboardingStep.objects.exclude(status="completed").filter(due_on__isnull=False),
    }
