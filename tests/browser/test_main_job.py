"""The main job in Chromium, each persona on the pages of its day: axe silent, nothing wider than the window, no errors."""

import re
from datetime import timedelta

from django.utils import timezone

from deals.models import Registration
from incentives.models import PaymentBatch, Statement
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.journeys.story import set_up


def test_the_main_job_in_a_browser(screen, world):
    set_up(world, hold_days=0)
    now = timezone.now()
    last_month = now.date().replace(day=1) - timedelta(days=1)
    people = {}

    def visit(who, look):
        key = (who, look["width"])
        if key not in people:
            people[key] = Visitor(screen(world.client(who), **look), world, look)
        return people[key]

    # Nina registers a deal on her phone and sees what it brings before she sends it.
    nina = visit("nina", PHONE)
    nina.open("/p/acme/today/")
    nina.open("/p/acme/deals/new/")
    nina.page.fill("[name=customer_name]", "Fulton County Water Authority")
    nina.page.fill("[name=customer_domain]", "fcwa.gov")
    nina.page.fill("[name=contact_name]", "Marcus Reed")
    nina.page.fill("[name=expected_close_on]", (now.date() + timedelta(days=60)).isoformat())
    nina.page.evaluate(
        """edge => { const field = document.querySelector('[name=lines-0-product]');
        if (field.tomselect) field.tomselect.setValue(edge); else field.value = edge; }""",
        str(world.edge.pk),
    )
    nina.page.fill("[name=lines-0-quantity]", "120")
    nina.page.fill("[name=lines-0-amount]", "118800")
    nina.page.locator("#preview", has_text="5,940.00").wait_for()
    nina.check()
    nina.press("Register")
    with world.scope("acme"):
        deal = Registration.objects.get()
    assert f"/p/acme/deals/{deal.ref}/" in nina.page.url

    # Sam finds it in his queue, decides, and marks it won.
    sam = visit("sam", DESK)
    sam.open("/w/acme/today/")
    sam.open("/w/acme/deals/registrations/")
    sam.page.get_by_role("link", name=re.compile("Fulton County")).first.click()
    sam.page.wait_for_url(f"**/{deal.ref}/**")
    sam.check()
    sam.press("Approve")
    with world.scope("acme"):
        deal = Registration.objects.get()
        assert deal.status == "approved"
        pipeline = deal.opportunities.get()
    sam.open(f"/w/acme/deals/pipeline/{pipeline.ref}/")
    sam.press("Mark as won")

    # Fay imports the invoice and closes the month; Frank approves, and both pay.
    fay, frank = visit("fay", DESK), visit("frank", PHONE)
    fay.open("/w/acme/incentives/facts/")
    fay.open("/w/acme/imports/new/?kind=incentives.invoices")
    rows = f"Number,Date,Deal,Net amount,Currency\nINV-181,{last_month},{deal.ref},118800.00,USD\n"
    fay.page.select_option("[name=kind]", "incentives.invoices")
    fay.page.set_input_files("[name=file]", {"name": "invoices.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    fay.view.follow(fay.page.locator("main form button[type=submit]").last)
    fay.check()
    fay.view.follow(fay.page.locator("main form button[type=submit]").last)
    fay.check()
    fay.press("Import")
    fay.open("/w/acme/incentives/earnings/")
    fay.press("Calculate")
    fay.open("/w/acme/incentives/statements/close/")
    fay.page.fill("[name=month]", f"{last_month:%Y-%m}")
    fay.press("Calculate statements")
    with world.scope("acme"):
        statement = Statement.objects.get()
        assert statement.total == 5_940
    frank.open(f"/w/acme/incentives/statements/{statement.ref}/")
    frank.press("Approve")
    bob = visit("bob", PHONE)
    bob.open("/p/acme/incentives/account/")
    bob.page.fill("[name=holder]", "Northwind")
    bob.page.fill("[name=iban]", "DE89370400440532013000")
    bob.press("Save")
    fay.open("/w/acme/incentives/payments/account/")
    fay.page.fill("[name=holder]", "Acme Inc.")
    fay.page.fill("[name=iban]", "DE89370400440532013000")
    fay.press("Save")
    fay.open("/w/acme/incentives/payments/new/")
    fay.press("Prepare payments")
    with world.scope("acme"):
        batch = PaymentBatch.objects.get()
    frank.open(f"/w/acme/incentives/payments/{batch.ref}/")
    frank.press("Approve")
    fay.open(f"/w/acme/incentives/payments/{batch.ref}/")
    fay.press("Export bank file")

    # The partner sees when the money comes and why; Alice looks after her house.
    bob.open("/p/acme/incentives/")
    assert "5,940.00" in bob.page.content()
    with world.scope("acme"):
        issued = Statement.objects.get()
    bob.open(f"/p/acme/incentives/statements/{issued.ref}/")
    bob.open("/p/acme/programs/")
    alice = visit("alice", DESK)
    for path in ("accounts/members/", "programs/", "agreements/", "accounts/settings/"):
        alice.open(f"/w/acme/{path}")

    assert {who: visitor.wrong for who, visitor in people.items() if visitor.wrong} == {}
