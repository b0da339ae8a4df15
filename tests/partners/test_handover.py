"""Partners given to another channel manager at once: the note, who hears of it, and the pack of what is open there."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.handover import DAYS_AHEAD
from agreements.models import Agreement, AgreementTemplate, TemplateVersion
from partners import handover
from partners.events import PartnersHandedOver
from partners.handlers import tell_handovers
from partners.models import Handover, Partner
from partners.services.contact import save_contact
from partners.services.handover import hand_over
from partners.services.screening import ask_screening
from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.notifications.models import Notification, OutboxMail
from prm.outbox.models import OutboxEvent
from tests.support.api import api
from tests.support.deals import submitted

BASE = "/w/acme/partners/"


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def give(world, partners=("northwind", "contoso"), to="petra", who="alice", note="Call them."):
    chosen = [getattr(world, name) for name in partners]
    return hand_over(chosen, getattr(world, to), note=note, actor=world.actor(who), at=world.now)


def owners():
    return {row.name: row.owner and row.owner.name for row in Partner.objects.select_related("owner")}


def test_many_change_hands_with_one_event_and_an_entry_each(acme):
    made = give(acme)
    assert owners() == {"Northwind": "Petra", "Contoso": "Petra", "Wholesale": "Sam"}
    assert {(line.partner.name, line.from_member) for line in made.lines.all()} == {
        ("Northwind", acme.sam), ("Contoso", acme.sam),
    }  # fmt: skip
    entries = AuditEntry.objects.filter(action="partner.owner_changed")
    assert {entry.partner_id for entry in entries} == {acme.northwind.pk, acme.contoso.pk}
    assert [entry.changes for entry in entries] == [{"owner": ["Sam", "Petra"]}] * 2
    event = OutboxEvent.objects.get(name="partners.PartnersHandedOver")
    assert (event.payload["handover_id"], event.payload["count"]) == (str(made.pk), 2)


def test_what_they_have_already_and_what_ended_is_left_out(acme):
    Partner.objects.filter(pk=acme.contoso.pk).update(owner=acme.petra)
    Partner.objects.filter(pk=acme.wholesale.pk).update(status="ended")
    made = give(acme, ("northwind", "contoso", "wholesale"))
    assert [line.partner for line in made.lines.all()] == [acme.northwind]
    with pytest.raises(Refused, match="looks after all of them already"):
        give(acme, ("northwind", "contoso"))


def test_only_one_of_us_takes_partners_and_only_who_may_gives_them(acme):
    with pytest.raises(Invalid):
        give(acme, to="bob")
    type(acme.petra).objects.filter(pk=acme.petra.pk).update(is_active=False)
    acme.petra.refresh_from_db()
    with pytest.raises(Invalid):
        give(acme)
    with pytest.raises(Forbidden):
        give(acme, to="sam", who="vera")
    assert not Handover.objects.exists()


def told(kind):
    return {
        (row.recipient.name, row.subject, row.body) for row in Notification.objects.filter(kind=kind).select_related("recipient")
    }  # fmt: skip


def test_each_hears_what_concerns_them(acme):
    made = give(acme)
    event = PartnersHandedOver(
        handover_id=made.pk, count=2, event_id=made.pk, vendor_id=acme.acme.pk, occurred_at=acme.now
    )
    tell_handovers(event)
    tell_handovers(event)
    assert told("partners.many_handed_over") == {
        ("Petra", "You look after 2 more partners now", "Call them."), ("Sam", "Petra looks after 2 of your partners now", ""),
    }  # fmt: skip
    reach = f"Write to {acme.petra.email} with whatever is open."
    # Their administrators, not everybody there.
    assert told("partners.new_manager") == {
        (name, "Petra is your channel manager now", reach) for name in ("Bob", "Carl")
    }
    mails = OutboxMail.objects.filter(kind="partners.new_manager")
    assert sorted(mails.values_list("to_email", flat=True)) == sorted([acme.bob.email, acme.carl.email])
    assert all("Call them." not in mail.body for mail in mails)


def at_work(world):
    """Northwind has a deal, an agreement that ends, and questions to answer."""
    with world.scope("acme"):
        save_contact(world.northwind, name="Ann", phone="+1 555", actor=world.system(), at=world.now)
        ask_screening(world.northwind, actor=world.system(), at=world.now)
    return submitted(world, who="nina", partnership="northwind")


def test_the_pack_shows_what_is_open_today(world, time_machine):
    time_machine.move_to(world.now)
    deal = at_work(world)
    with world.scope("acme"):
        made = give(world)
    page = world.client("petra").get(f"{BASE}handovers/{made.ref}/").content.decode()
    for text in (
        "Call them.",
        "Ann +1 555",
        deal.customer_name,
        "Deals",
        "Due diligence",
        "Nothing open.",
        "Before: Sam",
    ):
        assert text in page, text
    with world.scope("acme"):
        type(deal).objects.update(status="withdrawn")
    assert deal.customer_name not in world.client("petra").get(f"{BASE}handovers/{made.ref}/").content.decode()


def test_the_pack_as_a_file(world, time_machine):
    time_machine.move_to(world.now)
    deal = at_work(world)
    with world.scope("acme"):
        made = give(world)
    answer = world.client("petra").get(f"{BASE}handovers/{made.ref}/csv/")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Partner"], row["Kind"], row["Opened by"]) for row in rows if row["Kind"] in ("Deals", "Nothing open")] == [
        ("Contoso", "Nothing open", ""), ("Northwind", "Deals", deal.ref),
    ]  # fmt: skip
    assert {row["Call first"] for row in rows if row["Partner"] == "Northwind"} == {"Ann +1 555"}


def test_who_may_not_see_a_kind_gets_a_pack_without_it(world, time_machine):
    time_machine.move_to(world.now)
    at_work(world)
    with world.scope("acme"):
        made = give(world)
    page = world.client("vera").get(f"{BASE}handovers/{made.ref}/").content.decode()
    assert ("Deals" in page, "Due diligence ·" in page) == (True, False)


def test_agreements_that_end_soon_stand_in_it_and_others_do_not(acme):
    rule, today = handover.REGISTRY["agreements"], acme.now.date()
    template = AgreementTemplate.objects.create(name="Resale", type="resale")
    version = TemplateVersion.objects.create(template=template, number=1)
    first, _later = (
        Agreement.objects.create(
            partner=acme.northwind, partnership=acme.partnerships["northwind"], template=template, version=version,
            title="Resale", version_number=1, status="executed", effective_on=today, action_on=today + timedelta(days=days),
        )
        for days in (DAYS_AHEAD, DAYS_AHEAD + 1)
    )  # fmt: skip
    assert [work.ref for work in rule.find([acme.northwind.pk], acme.now)] == [first.ref]
    assert rule.find([acme.contoso.pk], acme.now) == []


def test_more_partners_cost_no_more_queries(acme):
    def cost(ids):
        with CaptureQueriesContext(connection) as queries:
            handover.work_of(ids, acme.actor("petra"), acme.now)
        return len(queries)

    assert cost([acme.northwind.pk]) == cost([acme.northwind.pk, acme.contoso.pk, acme.wholesale.pk]) <= 10


def test_chosen_in_the_list_and_handed_over(world):
    alice, chosen = world.client("sam"), [world.northwind.ref, world.contoso.ref]
    assert "Note for the new channel manager" in alice.post(f"{BASE}hand-over/", {"select": chosen}).content.decode()
    asked = {"select": chosen, "asked": "1", "note": "Call them."}
    assert alice.post(f"{BASE}hand-over/", asked).status_code == 400
    answer = alice.post(f"{BASE}hand-over/", {**asked, "owner": world.petra.pk})
    with world.scope("acme"):
        made = Handover.objects.get()
        assert owners()["Contoso"] == "Petra"
    assert answer.headers["Location"].endswith(f"/handovers/{made.ref}/")
    assert made.ref in alice.get(f"{BASE}handovers/").content.decode()
    assert alice.post(f"{BASE}hand-over/", {**asked, "owner": world.petra.pk}).status_code == 409
    assert world.client("vera").post(f"{BASE}hand-over/", {"select": chosen}).status_code == 403


def test_one_partner_is_handed_over_on_its_page_or_left_to_nobody(world):
    sam, url = world.client("sam"), f"{BASE}{world.northwind.ref}/owner/"
    assert "/handovers/HND-" in sam.post(url, {"owner": world.petra.pk, "note": "Soon."}).headers["Location"]
    assert sam.post(url, {"owner": ""}).headers["Location"].endswith(f"{world.northwind.ref}/")
    with world.scope("acme"):
        assert (owners()["Northwind"], Handover.objects.get().note) == (None, "Soon.")


def test_other_software_hands_over(world):
    sam, url = api(world, "sam"), "/api/v1/partners/handovers/"
    asked = {"partners": [world.northwind.ref], "to_email": world.petra.email, "note": "Call."}
    made = sam.post(url, asked)
    assert (made.status_code, made.json()["partners"], made.json()["to_email"]) == (
        201, [world.northwind.ref], world.petra.email,
    )  # fmt: skip
    assert sam.post(url, {**asked, "to_email": world.bob.email}).status_code == 400
    assert sam.post(url, {**asked, "partners": [world.initech.ref]}).status_code == 400
    assert api(world, "vera").post(url, asked).status_code == 403
    assert [row["ref"] for row in sam.get(url).json()["results"]] == [made.json()["ref"]]
