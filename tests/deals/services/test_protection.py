from datetime import UTC, date, datetime, timedelta

import pytest

from deals.models import Extension, Protection
from deals.services.decision import approve_registration
from deals.services.extension import (
    decline_extension,
    extend_by_vendor,
    extend_protection,
    grant_extension,
    request_extension,
)
from deals.services.opportunity import move_opportunity
from deals.tasks import expire_protections, warn_of_ending_protections
from prm.lib.errors import Invalid, Refused
from prm.outbox.models import OutboxEvent
from prm.outbox.services import drain
from tests.support.deals import approved, fresh, submitted

LAST_DAY = date(2026, 5, 16)


def at(day, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def moved(world, row, who="nina", day=date(2026, 4, 1)):
    move_opportunity(row.opportunities.get(), actor=world.actor(who), at=at(day), stage="proposal")


def warnings():
    rows = OutboxEvent.objects.filter(name="deals.ProtectionEndsSoon").order_by("occurred_at")
    return [row.payload["days_left"] for row in rows]


def test_the_partner_extends_once_by_itself_in_the_last_thirty_days(world):
    row = approved(world)
    with world.scope("nina"):
        moved(world, row)
        with pytest.raises(Refused, match="last 30 days"):
            extend_protection(row, actor=world.actor("nina"), at=at(date(2026, 4, 15)))
        extend_protection(row, actor=world.actor("nina"), at=at(date(2026, 4, 16)))
        row = fresh(row)
        assert (row.protected_until, Protection.objects.get().during.upper) == (date(2026, 6, 15), date(2026, 6, 16))
        with pytest.raises(Refused, match="extended once"):
            extend_protection(row, actor=world.actor("nina"), at=at(date(2026, 6, 1)))


def test_an_extension_needs_a_deal_that_moved(world):
    row = approved(world)
    with world.scope("nina"), pytest.raises(Refused, match="later stage"):
        extend_protection(row, actor=world.actor("nina"), at=at(LAST_DAY))


def test_the_last_day_is_in_time_and_the_next_is_not(world):
    row = approved(world)
    with world.scope("nina"):
        moved(world, row)
        with pytest.raises(Refused, match="has ended"):
            extend_protection(row, actor=world.actor("nina"), at=at(LAST_DAY + timedelta(days=1)))
        extend_protection(row, actor=world.actor("nina"), at=at(LAST_DAY))


def test_more_time_is_asked_for_and_granted_or_declined(world):
    row = approved(world)
    with world.scope("nina"):
        with pytest.raises(Invalid):
            request_extension(row, actor=world.actor("nina"), at=at(LAST_DAY), days=30, reason=" ")
        asked = request_extension(row, actor=world.actor("nina"), at=at(LAST_DAY), days=30, reason="RFP moved")
        with pytest.raises(Refused, match="already"):
            request_extension(row, actor=world.actor("nina"), at=at(LAST_DAY), days=30, reason="RFP moved")
        assert fresh(row).has_open_extension is True
    with world.scope("sam"):
        granted = grant_extension(asked, actor=world.actor("sam"), at=at(LAST_DAY))
        row = fresh(row)
        assert (granted.status, row.protected_until, row.has_open_extension) == ("granted", date(2026, 6, 15), False)
    with world.scope("nina"):
        again = request_extension(row, actor=world.actor("nina"), at=at(LAST_DAY), days=30, reason="Once more")
    with world.scope("sam"):
        declined = decline_extension(again, actor=world.actor("sam"), at=at(LAST_DAY), note="Enough")
        assert (declined.status, fresh(row).protected_until) == ("declined", date(2026, 6, 15))
    drain(world.acme.pk)


def test_the_vendor_may_extend_of_its_own_accord(world):
    row = approved(world)
    with world.scope("sam"):
        extend_by_vendor(row, actor=world.actor("sam"), at=at(date(2026, 4, 1)), days=10, note="Goodwill")
        assert fresh(row).protected_until == date(2026, 5, 26)


def test_expiry_ends_it_once_and_frees_the_customer(world):
    row = approved(world)
    waiting = submitted(world, who="carl", partnership="contoso", at=at(date(2026, 5, 15)))
    expire_protections.run_now(vendor_id=str(world.acme.pk), at=at(LAST_DAY, 20).isoformat())
    with world.scope("acme"):
        assert fresh(row).status == "approved"
    night = at(LAST_DAY + timedelta(days=1), 1).isoformat()
    for _run in range(2):
        expire_protections.run_now(vendor_id=str(world.acme.pk), at=night)
    drain(world.acme.pk)
    with world.scope("sam"):
        row = fresh(row)
        assert (row.status, row.closed_on, row.opportunities.get().status) == ("expired", LAST_DAY, "open")
        assert OutboxEvent.objects.filter(name="deals.RegistrationExpired").count() == 1
        day = at(LAST_DAY + timedelta(days=1))
        assert approve_registration(waiting, actor=world.actor("sam"), at=day).status == "approved"


def test_a_request_left_open_is_declined_by_the_end(world):
    row = approved(world)
    with world.scope("nina"):
        asked = request_extension(row, actor=world.actor("nina"), at=at(LAST_DAY), days=30, reason="RFP moved")
    night = at(LAST_DAY + timedelta(days=1), 1).isoformat()
    expire_protections.run_now(vendor_id=str(world.acme.pk), at=night)
    with world.scope("acme"):
        assert (Extension.objects.get(pk=asked.pk).status, fresh(row).status) == ("declined", "expired")


def test_warnings_go_out_once_each_however_often_the_job_runs(world):
    approved(world)
    for days in (31, 30, 30, 14, 7, 1):
        when = at(LAST_DAY - timedelta(days=days)).isoformat()
        warn_of_ending_protections.run_now(vendor_id=str(world.acme.pk), at=when)
    with world.scope("acme"):
        assert warnings() == [30, 14, 7, 1]


def test_missed_nights_send_one_warning(world):
    approved(world)
    warn_of_ending_protections.run_now(vendor_id=str(world.acme.pk), at=at(LAST_DAY - timedelta(days=6)).isoformat())
    with world.scope("acme"):
        assert warnings() == [6]
