"""A deal from the preview to the win, as the partner and the vendor see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deals.models import Opportunity, Registration
from prm.outbox.services import drain
from tests.support.deals import make_products


@pytest.fixture
def open_program(world):
    make_products(world)


def the_one(world):
    with world.scope("acme"):
        return Registration.objects.get()


def fill_in(page):
    page.locator("[name=customer_name]").fill("Fulton County Water Authority")
    page.locator("[name=customer_domain]").fill("fcwa.gov")
    page.locator("[name=contact_name]").fill("Marcus Reed")
    page.locator("[name=expected_close_on]").fill((timezone.now() + timedelta(days=60)).date().isoformat())
    page.locator("[name='lines-0-product']").select_option(index=1)
    page.locator("[name='lines-0-quantity']").fill("120")
    page.locator("[name='lines-0-amount']").fill("118800")
    page.locator("[name='lines-0-amount']").blur()


def test_a_deal_from_preview_to_win(screen, world, open_program):
    nina = screen(world.client("nina"))
    nina.open("/p/acme/deals/new/")
    fill_in(nina.page)
    nina.page.get_by_text("Clear.").wait_for()
    assert nina.axe() == []
    nina.follow(nina.page.get_by_role("button", name="Register deal"))
    nina.page.get_by_text("Your sealed receipt is ready").wait_for()
    assert nina.axe() == []
    row = the_one(world)
    drain(world.acme.pk)

    sam = screen(world.client("sam"))
    sam.open("/w/acme/deals/registrations/")
    sam.follow(sam.page.get_by_role("link", name="Fulton County Water Authority").first)
    assert sam.axe() == []
    sam.follow(sam.page.get_by_role("button", name="Approve").first)
    sam.page.get_by_text("Fulton County Water Authority: protected").wait_for()
    sam.page.get_by_role("button", name="Undo").wait_for()
    assert sam.axe() == []
    with world.scope("acme"):
        opportunity = Opportunity.objects.get(registration=row)
        assert (Registration.objects.get().status, opportunity.status) == ("approved", "open")
    sam.open(f"/w/acme/deals/pipeline/{opportunity.ref}/")
    assert sam.axe() == []
    sam.follow(sam.page.get_by_role("button", name="Mark as won"))
    sam.page.get_by_text("Won. The partner is told.").wait_for()
    with world.scope("acme"):
        assert (Registration.objects.get().status, Opportunity.objects.get().status) == ("won", "won")
