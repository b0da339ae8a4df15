"""Two records of one organization become one, with everything that hangs on them, and exactly two again."""

import importlib
import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from deals.models import RegisteredLine, RegistrationLine
from enablement.models import Enrolment
from incentives.models import Fact, Statement
from partners.merging import REGISTRY, plan_merge, rules_of
from partners.models import Contact, MergeChange, Partner, PartnerMerge, PartnerTag
from partners.services.contact import save_contact
from partners.services.merge import merge_partners, undo_merge
from partners.services.partner import update_partner
from partners.services.screening import ask_screening
from partners.services.tag import tag_partners
from prm.accounts.models import Membership
from prm.accounts.services.member import add_member
from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.models import OutboxEvent
from programs.models import Partnership
from tests.flatness.rows import copy_of
from tests.isolation.fingerprint import contents
from tests.support.api import api

BASE = "/w/acme/partners/"
# What a merge and its undo leave behind: the record itself and the logs.
TRACES = ("partners_partnermerge", "partners_mergechange", "audit_", "outbox_")


@pytest.fixture
def two(world):
    """Contoso's only partnership has ended, so that it and Northwind do not meet in the one program of Acme."""
    with world.scope("acme"):
        Partnership.objects.filter(partner=world.contoso).update(status="ended")
    return world


@pytest.fixture
def acme(two):
    with two.scope("acme"):
        yield two


@pytest.fixture
def busy(world, time_machine):
    """Northwind with a row in every table of the pillars that do not book money."""
    time_machine.move_to(world.now)
    logging.disable(logging.ERROR)
    for room in ("partners", "files", "notifications", "clocks", "programs", "agreements", "enablement", "deals"):
        prepare = getattr(importlib.import_module(f"tests.isolation.samples_{room}"), "prepare", None)
        if prepare:
            prepare(world)
    logging.disable(logging.NOTSET)
    with world.scope("acme"):
        Partnership.objects.filter(partner=world.contoso).update(status="ended")
        Agreement.objects.filter(status__in=("sent", "partly_signed")).update(status="executed")
        # Both registered the same deal, which is a clash of its own.
        assert any(
            "the same product for one customer" in fault for fault in plan_merge(world.contoso, world.northwind).faults
        )
        RegisteredLine.objects.filter(partner=world.contoso).delete()
    return world


def merge(world, gone="northwind", into="contoso", take=(), who="petra", **more):
    row = merge_partners(
        getattr(world, gone), into=getattr(world, into), take=take, actor=world.actor(who), at=world.now, **more
    )
    check_keys()
    return row


def undo(world, row, days=1):
    row = undo_merge(row, actor=world.actor("petra"), at=world.now + timedelta(days=days))
    check_keys()
    return row


def check_keys():
    """The keys between tables are looked at now, not at the commit no test comes to."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def fresh(partner):
    return Partner.objects.get(pk=partner.pk)


def seen(world, partner):
    with world.scope("acme"):
        return fresh(partner)


def test_every_table_that_names_a_partner_says_what_becomes_of_it():
    named = {
        (model._meta.label, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.attname == "partner_id" or (isinstance(field, ForeignKey) and field.related_model is Partner)
    }
    own = {("partners.Partner", "merged_into_id")} | {
        ("partners.PartnerMerge", f"{side}_id") for side in ("survivor", "duplicate")
    }
    assert len(named) > 40
    assert sorted(named - own - set(REGISTRY)) == [], (
        "say so in the pillar's merging.py (partners/merging.py tells how)"
    )
    assert sorted(set(REGISTRY) - named) == [], "these are gone"


def test_all_that_moves_goes_over_and_comes_back_exactly(busy):
    with busy.scope("acme"):
        counts = {rule.label: rule.rows(busy.northwind).count() for rule in rules_of("moves")}
        other = {rule.label: rule.rows(busy.contoso).count() for rule in rules_of("moves")}
    filled = {label for label, count in counts.items() if count}
    assert {
        "programs.Partnership", "programs.OnboardingStep", "agreements.Agreement", "deals.Registration",
        "deals.RegistrationLine", "deals.Opportunity", "deals.Protection", "enablement.Enrolment", "accounts.Membership",
        "partners.Contact", "partners.PartnerLocation", "files.StoredFile",
    } <= filled  # fmt: skip
    before = contents(busy)
    with busy.scope("acme"):
        row = merge(busy)
        for rule in rules_of("moves"):
            assert rule.rows(busy.northwind).count() == 0, rule.label
            assert rule.rows(busy.contoso).count() == counts[rule.label] + other[rule.label], rule.label
        undo(busy, row)
    after = contents(busy)
    changed = [name.partition(".")[2] for name in before if before[name] != after[name]]
    assert [table for table in changed if not table.startswith(TRACES)] == []


def test_what_was_sealed_keeps_its_name(busy):
    receipts = apps.get_model("deals.SealedReceipt").objects
    with busy.scope("acme"):
        assert receipts.filter(partner=busy.northwind).exists()
        merge(busy)
        moved = receipts.filter(partner=busy.northwind, registration__partner=busy.contoso)
        assert moved.count() == receipts.filter(partner=busy.northwind).count()


def test_the_partner_goes_on_with_its_deals_under_the_other_record(busy):
    with busy.scope("acme"):
        deal = RegistrationLine.objects.filter(partner=busy.northwind, registration__status="submitted")[0].registration
        merge(busy)
    bob = busy.client("bob")
    for page in ("/p/acme/today/", "/p/acme/deals/", f"/p/acme/deals/{deal.ref}/", "/p/acme/partners/profile/"):
        assert bob.get(page).status_code == 200, page
    sam = busy.client("sam")
    for ref in (busy.northwind.ref, busy.contoso.ref):
        assert sam.get(f"{BASE}{ref}/").status_code == 200


def test_the_record_says_who_what_and_until_when(acme):
    save_contact(acme.northwind, name="Ann", actor=acme.system(), at=acme.now)
    row = merge(acme, take=["name", "domain", "owner"])
    assert (row.survivor, row.duplicate, row.merged_by) == (acme.contoso, acme.northwind, "Petra")
    assert row.undo_until == acme.now + timedelta(days=30)
    assert row.values == {"name": ["Contoso", "Northwind"], "domain": ["contoso.example", "northwind.example"]}
    change = MergeChange.objects.get(merge=row, table="partners.Contact")
    assert (change.before, change.after) == (str(acme.northwind.pk), str(acme.contoso.pk))
    assert change.ids == [Contact.objects.get().pk]
    gone = fresh(acme.northwind)
    assert (gone.status, gone.merged_into) == ("merged", acme.contoso)
    entries = AuditEntry.objects.filter(action="partner.merged")
    assert {entry.partner_id for entry in entries} == {acme.northwind.pk, acme.contoso.pk}
    assert OutboxEvent.objects.get(name="partners.PartnersMerged").partner_id == acme.contoso.pk


def test_members_sign_in_for_the_one_that_stays(two):
    with two.scope("acme"):
        Partner.objects.filter(pk=two.contoso.pk).update(about="All that Contoso does.")
        merge(two)
        nina = Membership.objects.get(pk=two.nina.pk)
    assert (nina.partner_id, nina.partner_name) == (two.contoso.pk, "Contoso")
    page = two.client("nina").get("/p/acme/partners/profile/")
    assert (page.status_code, "All that Contoso does" in page.content.decode()) == (200, True)


def test_a_person_of_both_stays_one_of_the_survivor(acme):
    both = add_member(acme.nina.user, audience="portal", role="seller", partner_id=acme.contoso.pk)
    row = merge(acme)
    left = Membership.objects.get(pk=acme.nina.pk)
    assert (left.partner_id, left.is_active) == (acme.northwind.pk, False)
    assert Membership.objects.get(pk=both.pk).is_active
    undo(acme, row)
    assert Membership.objects.get(pk=acme.nina.pk).is_active


def test_one_is_called_first_and_a_common_tag_stands_once(acme):
    for partner, name in ((acme.northwind, "Ann"), (acme.contoso, "Cora")):
        save_contact(partner, name=name, actor=acme.system(), at=acme.now)
        tag_partners([partner], ["Common", name], actor=acme.system(), at=acme.now)
    row = merge(acme)
    assert list(Contact.objects.filter(is_primary=True).values_list("name", flat=True)) == ["Cora"]
    tags = PartnerTag.objects.filter(partner=acme.contoso).values_list("tag__name", flat=True)
    assert sorted(tags) == ["Ann", "Common", "Cora"]
    undo(acme, row)
    found = Contact.objects.filter(is_primary=True).values_list("partner__name", "name")
    assert sorted(found) == [("Contoso", "Cora"), ("Northwind", "Ann")]


def test_the_same_program_is_a_clash_that_is_told_and_refused(world):
    with world.scope("acme"):
        with pytest.raises(Refused, match=r"Both are in the same program .*Acme Resale.* End one"):
            merge(world)
        assert fresh(world.northwind).status == "active"
        assert not PartnerMerge.objects.exists()


def test_booked_money_refuses(acme):
    Statement.objects.create(
        partner=acme.northwind, currency="USD", period_start=acme.now.date(), period_end=acme.now.date() + timedelta(30)
    )
    with pytest.raises(Refused, match="what was booked keeps its name"):
        merge(acme)
    # The other way round nothing of it moves.
    merge(acme, "contoso", "northwind")
    assert Statement.objects.get().partner == acme.northwind


def test_two_rounds_of_due_diligence_refuse(acme):
    for partner in (acme.northwind, acme.contoso):
        ask_screening(partner, actor=acme.system(), at=acme.now)
    with pytest.raises(Refused, match="due diligence under way"):
        merge(acme)


def test_nobody_comes_to_stand_above_itself(acme):
    below = Partner.objects.create(name="Below", parent=acme.northwind)
    update_partner(acme.contoso, parent=below, actor=acme.system(), at=acme.now)
    with pytest.raises(Refused, match="Contoso is part of Northwind"):
        merge(acme)
    update_partner(acme.contoso, parent=None, actor=acme.system(), at=acme.now)
    row = merge(acme)
    assert fresh(below).parent == acme.contoso
    undo(acme, row)
    assert fresh(below).parent == acme.northwind


def test_who_may_not_and_what_cannot(acme):
    with pytest.raises(Forbidden):
        merge(acme, who="sam")
    with pytest.raises(Invalid):
        merge(acme, into="northwind")
    with pytest.raises(Invalid):
        merge(acme, take=["status"])
    merge(acme)
    with pytest.raises(WrongState):
        merge(acme, into="wholesale")
    with pytest.raises(WrongState):
        merge(acme, "wholesale", "northwind")
    for act in (
        lambda: update_partner(acme.northwind, name="X", actor=acme.system(), at=acme.now),
        lambda: save_contact(acme.northwind, name="X", actor=acme.system(), at=acme.now),
    ):
        with pytest.raises(WrongState):
            act()


def test_the_undo_leaves_what_somebody_changed_since(acme):
    row = merge(acme, take=["name", "domain"])
    update_partner(acme.contoso, name="Northwind & Contoso", actor=acme.system(), at=acme.now)
    undo(acme, row)
    stays = fresh(acme.contoso)
    assert (stays.name, stays.domain) == ("Northwind & Contoso", "contoso.example")
    assert (fresh(acme.northwind).status, fresh(acme.northwind).merged_into) == ("active", None)


def test_what_was_written_under_it_since_goes_back_with_it(busy):
    with busy.scope("acme"):
        row = merge(busy)
        line = RegistrationLine.objects.filter(partner=busy.contoso, registration__receipts__partner=busy.northwind)[0]
        deal = copy_of(line.registration, 1)
        line = copy_of(line, 1)
        type(line).objects.filter(pk=line.pk).update(registration=deal)
        undo(busy, row)
        assert RegistrationLine.objects.get(pk=line.pk).partner == busy.northwind
        assert type(deal).objects.get(pk=deal.pk).partner == busy.northwind


def test_what_a_person_did_since_goes_back_with_them(busy):
    with busy.scope("acme"):
        row = merge(busy)
        [first, *_others] = row.changes.get(table="enablement.Enrolment").ids
        later = copy_of(Enrolment.objects.get(pk=first), 1)
        own = Notification.objects.create(
            recipient=busy.carl, partner_id=busy.contoso.pk, kind="x", subject="x", at=busy.now
        )
        undo(busy, row)
        assert Enrolment.objects.get(pk=later.pk).partner == busy.northwind
        assert Notification.objects.get(pk=own.pk).partner_id == busy.contoso.pk


def test_money_booked_since_and_time_gone_by_refuse_the_undo(acme):
    row = merge(acme)
    with pytest.raises(WrongState, match="no longer"):
        undo(acme, row, days=31)
    Fact.objects.create(
        partner=acme.contoso, partnership=acme.partnerships["northwind"], kind="deal_won", source_key="deal:1",
        occurred_on=acme.now.date(), amount=1, currency="USD",
    )  # fmt: skip
    with pytest.raises(Refused, match="money was booked"):
        undo(acme, row)


def test_undone_once_and_in_order(acme):
    first = merge(acme, "contoso", "northwind")
    Partnership.objects.filter(partner=acme.wholesale).update(status="ended")
    second = merge(acme, "northwind", "wholesale")
    with pytest.raises(WrongState, match="undo that first"):
        undo(acme, first)
    undo(acme, second)
    undo(acme, first)
    with pytest.raises(WrongState):
        undo(acme, first)


def test_compared_merged_and_undone_on_screen(two):
    petra, page = two.client("petra"), f"{BASE}{two.contoso.ref}/"
    assert "Merge a duplicate" in petra.get(page).content.decode()
    answer = petra.post(f"{page}merge/", {"other": two.northwind.pk})
    url = f"{page}merge/{two.northwind.ref}/"
    assert answer.headers["Location"].endswith(url)
    shown = petra.get(url).content.decode()
    for text in ("goes into it", "northwind.example", "contoso.example", "Goes over", "partnerships: 1"):
        assert text in shown, text
    answer = petra.post(url, {"name": "take", "domain": "keep", "owner": "keep"})
    assert answer.status_code == 302
    with two.scope("acme"):
        row = PartnerMerge.objects.select_related("duplicate").get()
    assert seen(two, two.contoso).name == "Northwind"
    shown = petra.get(answer.headers["Location"]).content.decode()
    assert all(text in shown for text in ("What went over", "Contoso → Northwind", "Undo the merge"))
    assert "was merged into" in petra.get(f"{BASE}{two.northwind.ref}/").content.decode()
    assert row.duplicate.ref in petra.get(f"{BASE}merges/").content.decode()
    sam = two.client("sam")
    assert sam.post(f"{BASE}merges/{row.ref}/undo/").status_code == 403
    assert "Undo the merge" not in sam.get(f"{BASE}merges/{row.ref}/").content.decode()
    assert petra.post(f"{BASE}merges/{row.ref}/undo/").status_code == 302
    assert seen(two, two.northwind).status == "active"


def test_a_clash_is_shown_and_no_button(world):
    petra = world.client("petra")
    url = f"{BASE}{world.contoso.ref}/merge/{world.northwind.ref}/"
    shown = petra.get(url).content.decode()
    assert ("Both are in the same program" in shown, ">Merge</button>" in shown) == (True, False)
    refused = petra.post(url, {"name": "keep", "domain": "keep"})
    assert refused.status_code == 409
    assert petra.get(f"{BASE}{world.contoso.ref}/merge/{world.initech.ref}/").status_code == 404
    assert petra.get(f"{BASE}{world.contoso.ref}/merge/{world.contoso.ref}/").status_code == 404


def test_other_software_merges_and_undoes(two):
    petra, url = api(two, "petra"), f"/api/v1/partners/partners/{two.northwind.ref}/"
    assert "merge" in petra.get(url).json()["allowed_actions"]
    done = petra.post(f"{url}actions/merge/", {"into": two.contoso.ref, "take": ["name"]})
    assert (done.status_code, done.json()["status"], done.json()["merged_into"]) == (200, "merged", two.contoso.ref)
    [row] = petra.get("/api/v1/partners/merges/").json()["results"]
    assert (row["survivor"], row["values"], row["moved"]["programs.Partnership"]) == (
        two.contoso.ref, {"name": ["Contoso", "Northwind"]}, 1,
    )  # fmt: skip
    assert api(two, "sam").post(f"/api/v1/partners/merges/{row['ref']}/actions/undo/").status_code == 403
    assert petra.post(f"/api/v1/partners/merges/{row['ref']}/actions/undo/").status_code == 200
    assert seen(two, two.northwind).status == "active"


def test_counting_costs_the_same_however_much_there_is(acme):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            plan_merge(acme.contoso, acme.northwind)
        return len(queries)

    before = cost()
    for number in range(5):
        save_contact(acme.northwind, name=f"Person {number}", actor=acme.system(), at=acme.now)
    assert cost() == before
