import pytest
from django.core.management import CommandError, call_command

from prm.accounts.models import Membership
from prm.demo.personas import PASSWORD, PERSONAS
from prm.tenancy.models import Vendor
from prm.tenancy.scope import tenant_context


@pytest.fixture
def demo(db):
    call_command("seed_demo", verbosity=0)


def test_every_persona_may_sign_in_and_the_lists_hold_something(demo, client):
    from incentives.models import Earning, Statement
    from partners.models import Partner
    from programs.models import Partnership

    for persona in PERSONAS:
        assert client.login(email=persona.email, password=PASSWORD), persona.email
    for vendor in Vendor.objects.all():
        with tenant_context("vendor", vendor.pk):
            assert Membership.objects.count() > 5
            assert Partner.objects.count() in (40, 20)
            assert len(set(Partnership.objects.values_list("status", flat=True))) >= 3
            assert Statement.objects.filter(status="calculated").exists()
            assert Statement.objects.filter(status="settled").exists()
            assert Earning.objects.count() > 50
    with pytest.raises(CommandError, match="empty database"):
        call_command("seed_demo", verbosity=0)
