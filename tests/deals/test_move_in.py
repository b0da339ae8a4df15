"""Registrations a vendor brings along when it goes live."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deals.models import Opportunity, Protection, Registration
from deals.services.move_in import load_registrations
from deals.services.registration import submit_registration
from deals.tasks import expire_protections
from incentives.models import Earning
from incentives.services.commission import run_commissions
from prm.audit.models import AuditEntry
from prm.clocks.models import Clock
from prm.imports.services.run import start_import, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.lib.errors import Forbidden, Refused
from prm.lib.ids import uuid7
from prm.money.calendar import Period
from prm.notifications.models import Notification
from prm.outbox.models import OutboxEvent
from programs import metrics
from programs.services.review import review_tiers
from tests.support import deals

HEAD = "Partner,Program,Customer,Customer domain,Country,Product,Amount,Currency,Approval date,Expiry date,Deal name,Old reference\n"
FULTON = "Northwind,Acme Resale,Fulton Foods,fultonfoods.com,US,EDGE;Vision,118800.00,USD,2026-01-15,2026-04-15,Line 4,DR-10442"
MESA = "Contoso,acme resale,Mesa Pumps,,US,edge,20000,,2026-03-01,2026-05-30,,"
DAY = timedelta(days=1)


@pytest.fixture
def going_live(world):
    deals.make_products(world)
    with world.scope("acme"):
        yield


def checked(world, *lines, kind="deals.registrations", head=HEAD):
    alice = {"actor": world.actor("alice"), "at": world.now}
    batch = upload_file(kind, (head + "\n".join(lines)).encode(), name="deals.csv", **alice)
    set_mapping(batch, batch.mapping, **alice)
    return work_through(batch, **alice)


def moved_in(world, *lines, **of):
    alice = {"actor": world.actor("alice"), "at": world.now}
    return work_through(start_import(checked(world, *lines, **of), **alice), **alice)


def test_they_come_with_their_days_and_nobody_is_told_and_no_clock_runs(world, going_live):
    before = OutboxEvent.objects.count(), Notification.objects.count(), Clock.objects.count()
    batch = moved_in(world, FULTON, MESA)
    assert (batch.created_count, batch.error_count) == (2, 0)
    row = Registration.objects.get(customer_name="Fulton Foods")
    assert (row.status, row.migrated_by, row.amount, row.currency) == ("approved", batch.pk, Decimal(118_800), "USD")
    assert (row.protected_from, row.protected_until) == (date(2026, 1, 15), date(2026, 4, 15))
    assert (row.decided_at.date(), row.decision_minutes, row.sealed_at) == (date(2026, 1, 15), None, None)
    assert (row.title, row.decision_note) == ("Line 4", "Known before as DR-10442.")
    held = Protection.objects.filter(registration=row)
    assert {(p.during.lower, p.during.upper) for p in held} == {(date(2026, 1, 15), date(2026, 4, 16))}
    assert held.count() == 2
    assert Opportunity.objects.get(registration=row).amount == Decimal(118_800)
    assert (OutboxEvent.objects.count(), Notification.objects.count(), Clock.objects.count()) == before
    assert AuditEntry.objects.filter(action="registration.migrated").count() == 2


def test_the_same_file_again_changes_nothing(world, going_live):
    moved_in(world, FULTON, MESA)
    again = moved_in(world, FULTON, MESA)
    assert (again.created_count, again.unchanged_count, again.error_count) == (0, 2, 0)
    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (FULTON.replace("Northwind", "Nobody"), "There is no partner “Nobody”"),
        (FULTON.replace("Acme Resale", "Other"), "in no running partnership of a program called “Other”"),
        (FULTON.replace("EDGE", "Toaster"), "There is no product “Toaster”"),
        (FULTON.replace("2026-01-15", "2026-03-18"), "approved on a day to come"),
        (FULTON.replace("2026-04-15", "2026-03-16"), "Its protection is over"),
        (FULTON.replace("118800.00", "-1"), "is below zero"),
        (FULTON.replace("2026-01-15", "2026-13-45"), "is not a date"),
    ],
)
def test_a_row_that_does_not_hold_says_why(world, going_live, line, why):
    batch = checked(world, line)
    assert why in batch.issues.get().message
    assert not Registration.objects.exists()


def test_two_holders_of_one_line_are_refused_and_nothing_of_the_second_is_kept(world, going_live):
    rival = FULTON.replace("Northwind", "Contoso").replace("2026-01-15", "2026-02-01")
    batch = moved_in(world, FULTON, rival, MESA)
    assert (batch.created_count, batch.error_count) == (2, 1)
    assert "Another registration is protected" in batch.issues.get().message
    assert Registration.objects.filter(partner=world.contoso).get().customer_name == "Mesa Pumps"


def test_what_is_registered_anew_meets_it_until_its_last_day(world):
    deals.make_products(world)
    with world.scope("acme"):
        moved_in(world, FULTON)
    again = {"customer_name": "Fulton Foods", "customer_domain": "fultonfoods.com"}
    own = deals.draft(world, **again)
    with world.scope("nina"), pytest.raises(Refused, match="Not registered by you already"):
        submit_registration(own, actor=world.actor("nina"), at=world.now)
    assert deals.submitted(world, "carl", partnership="contoso", **again).hint == "possible"
    with world.scope("acme"):
        row = Registration.objects.get(title="Line 4")
    for day, status in ((date(2026, 4, 15), "approved"), (date(2026, 4, 16), "expired")):
        at = world.now.replace(month=day.month, day=day.day)
        expire_protections.run_now(vendor_id=str(world.acme.pk), at=at.isoformat())
        with world.scope("acme"):
            assert deals.fresh(row).status == status


def test_both_sides_read_that_it_came_along(world):
    deals.make_products(world)
    with world.scope("acme"):
        moved_in(world, FULTON)
        ref = Registration.objects.get().ref
    for who, path in (("sam", "/w/acme/deals/registrations/"), ("nina", "/p/acme/deals/")):
        page = world.client(who).get(f"{path}{ref}/").content.decode()
        assert "Migrated" in page
        assert "DR-10442" in page


def test_who_may_not_decide_brings_nothing_along(world, going_live):
    with pytest.raises(Forbidden):
        load_registrations([], actor=world.actor("fay"), at=world.now, batch_id=uuid7())


WON = {
    "kind": "deals.won",
    "head": "Partner,Program,Close date,Revenue,Currency,Customer,Customer domain,Deal name,Deal number\n",
}
JANUARY = "Northwind,Acme Resale,2026-01-31,42000,USD,,,,"
SOLD = "Northwind,Acme Resale,2026-02-10,8000.50,USD,Fulton Foods,fultonfoods.com,Line 3,D-7"


def revenue(world, start):
    found = metrics.METRICS["won_revenue"].between(Period(start, date(2026, 3, 18)))
    return found.get(world.partnerships["northwind"].pk, Decimal(0))


def test_levels_count_what_was_won_before_and_nobody_earns_by_it(world, going_live):
    before = OutboxEvent.objects.count(), Notification.objects.count(), Earning.objects.count()
    batch = moved_in(world, JANUARY, SOLD, **WON)
    assert (batch.created_count, batch.error_count) == (2, 0)
    assert revenue(world, date(2026, 1, 1)) == Decimal("50000.50")
    assert revenue(world, date(2026, 2, 1)) == Decimal("8000.50")
    summed, sold = Opportunity.objects.order_by("closed_on")
    assert (summed.name, summed.status, summed.migrated_by) == ("Business before we went live", "won", batch.pk)
    assert (sold.name, sold.close_note, sold.roles.get().credit) == ("Line 3", "Known before as D-7.", Decimal(100))
    run_commissions(actor=world.system(), at=world.now + DAY)
    assert (OutboxEvent.objects.count(), Notification.objects.count(), Earning.objects.count()) == before
    again = moved_in(world, JANUARY, SOLD, **WON)
    assert (again.created_count, again.unchanged_count) == (0, 2)


def test_its_customer_is_linked_where_it_is_known(world, going_live):
    moved_in(world, FULTON)
    moved_in(world, SOLD, **WON)
    assert Opportunity.objects.get(name="Line 3").account == Registration.objects.get().account


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (SOLD.replace("2026-02-10", "2026-03-18"), "won on a day to come"),
        (SOLD.replace("Acme Resale", "Other"), "in no running partnership"),
        (SOLD.replace("8000.50", ""), "Value is missing"),
    ],
)
def test_a_won_row_that_does_not_hold_says_why(world, going_live, line, why):
    assert why in checked(world, line, **WON).issues.get().message


def test_the_first_review_takes_no_level_away_and_counts_it(world, going_live):
    ship = world.partnerships["northwind"]
    moved_in(world, JANUARY, **WON)
    held = ship.tier_id
    assert review_tiers([ship.pk], actor=world.system(), at=world.now + DAY).fallen == 0
    ship.refresh_from_db()
    assert ship.tier_id == held
