"""What follows from an end: a checklist with owner and day, opened once, and who did what when."""

from datetime import date, timedelta

import pytest

from agreements.models import Agreement, Offboarding, OffboardingStep
from agreements.queries.offboarding import offboardings_with_counts
from agreements.rules.offboarding import CONSEQUENCES
from agreements.services.drafting import generate_agreement
from agreements.services.offboarding import (
    add_step,
    assign_step,
    finish_step,
    reopen_step,
    skip_step,
)
from agreements.services.signing import countersign_agreement, send_agreement, sign_agreement
from agreements.services.term import expire_agreement, terminate_agreement
from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.notifications.models import Notification
from prm.outbox.services import drain
from programs.services.partnership import end_partnership
from tests.agreements.conftest import assent_of
from tests.support.api import api

LAST = date(2026, 6, 30)


def noon(world, day):
    return world.now + timedelta(days=(day - world.now.date()).days)


@pytest.fixture
def ended(world, executed):
    with world.scope("acme"):
        row = terminate_agreement(
            executed, ends_on=LAST, reason="Both agreed", actor=world.actor("alice"), at=world.now
        )
    drain(world.acme.pk)
    return row


def step(world, key):
    with world.scope("acme"):
        return OffboardingStep.objects.select_related("offboarding").get(key=key)


def test_a_termination_opens_the_checklist_with_owners_and_days(world, ended):
    with world.scope("acme"):
        row = Offboarding.objects.get()
        assert (row.agreement, row.last_day, row.reason) == (ended, LAST, "Both agreed")
        steps = list(row.steps.values_list("key", "owner", "due_on", "is_shared", "status"))
    sam = world.members["sam"].pk
    assert sorted(steps) == sorted(
        (item.key, sam, LAST + timedelta(days=item.days), item.is_shared, "open") for item in CONSEQUENCES
    )
    keys = {key for key, *_rest in steps}
    assert keys >= {"access", "registrations", "funds", "certificates", "data", "logo", "statement"}
    with world.scope("acme"):
        told = {(item.recipient.name, item.kind) for item in Notification.objects.filter(kind__contains="offboarding")}
        assert told == {("Sam", "agreements.offboarding"), ("Bob", "agreements.offboarding_partner")}
        assert "Return or delete data" in Notification.objects.get(kind="agreements.offboarding_partner").body
        assert "Settle funds" not in Notification.objects.get(kind="agreements.offboarding_partner").body


def test_one_end_has_one_checklist(world, ended):
    with world.scope("acme"):
        end_partnership(ended.partnership, actor=world.actor("alice"), at=world.now, reason="Gone")
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Offboarding.objects.count() == 1


def test_a_partnership_without_paper_has_one_too(world, executed):
    with world.scope("acme"):
        end_partnership(world.partnerships["contoso"], actor=world.actor("alice"), at=world.now, reason="Gone")
    drain(world.acme.pk)
    with world.scope("acme"):
        row = Offboarding.objects.get()
        assert (row.partner, row.agreement, row.last_day) == (world.contoso, None, world.now.date())


@pytest.mark.parametrize("is_renewed", [False, True])
def test_an_agreement_that_runs_out_opens_it_unless_the_next_paper_is_in_the_making(world, executed, is_renewed):
    with world.scope("acme"):
        Agreement.objects.filter(pk=executed.pk).update(negotiated={"auto_renew": False})
        if is_renewed:
            generate_agreement(executed.partnership, actor=world.actor("sam"), at=world.now, renews=executed)
        expire_agreement(executed, actor=world.system(), at=noon(world, date(2027, 3, 17)))
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Offboarding.objects.count() == (0 if is_renewed else 1)


def test_a_step_is_done_by_somebody_at_a_time_and_opened_again(world, ended):
    with world.scope("acme"):
        row = finish_step(step(world, "access"), actor=world.actor("sam"), at=world.now, note="Two accounts closed")
        assert (row.status, row.done_by, row.done_at, row.note) == ("done", "Sam", world.now, "Two accounts closed")
        with pytest.raises(WrongState):
            finish_step(row, actor=world.actor("sam"), at=world.now)
        row = reopen_step(row, actor=world.actor("sam"), at=world.now)
        assert (row.status, row.done_by, row.done_at, row.note) == ("open", "", None, "")
        done = AuditEntry.objects.get(action="offboarding.done")
        assert (done.actor_label, done.changes["note"]) == ("Sam", [None, "Two accounts closed"])
        with pytest.raises(Invalid):
            skip_step(row, reason=" ", actor=world.actor("sam"), at=world.now)
        assert skip_step(row, reason="Never had any", actor=world.actor("sam"), at=world.now).status == "not_needed"
        for call in (finish_step, reopen_step):
            with pytest.raises(Forbidden):
                call(step(world, "funds"), actor=world.actor("fay"), at=world.now)


def test_owner_and_day_change_on_record(world, ended):
    frank = world.members["frank"]
    with world.scope("acme"):
        row = assign_step(
            step(world, "funds"), owner=frank, due_on=date(2026, 9, 1), actor=world.actor("sam"), at=world.now
        )
        assert (row.owner, row.due_on) == (frank, date(2026, 9, 1))
        with pytest.raises(Invalid):
            assign_step(row, owner=world.members["bob"], due_on=LAST, actor=world.actor("sam"), at=world.now)
        with pytest.raises(Forbidden):
            assign_step(row, owner=frank, due_on=LAST, actor=world.actor("fay"), at=world.now)
        own = add_step(
            row.offboarding, label="Return the demo robot", owner=None, due_on=LAST, is_shared=True,
            actor=world.actor("sam"), at=world.now,
        )  # fmt: skip
        assert (own.partner, own.agreement_id, own.status) == (world.northwind, ended.pk, "open")
        with pytest.raises(Invalid):
            add_step(own.offboarding, label=" ", owner=None, due_on=LAST, actor=world.actor("sam"), at=world.now)


def test_the_partner_sees_and_confirms_what_is_shared(world, ended):
    with world.scope("bob"):
        keys = set(OffboardingStep.objects.values_list("key", flat=True))
        assert keys == {item.key for item in CONSEQUENCES if item.is_shared}
        row = finish_step(
            OffboardingStep.objects.get(key="logo"), actor=world.actor("bob"), at=world.now, note="Site is changed"
        )
        assert (row.status, row.done_by) == ("done", "Bob")
        with pytest.raises(Forbidden):
            skip_step(OffboardingStep.objects.get(key="data"), reason="No", actor=world.actor("bob"), at=world.now)
    with world.scope("carl"):
        assert OffboardingStep.objects.count() == 0


def test_a_new_agreement_drops_what_is_still_open(world, ended):
    later = noon(world, date(2026, 7, 10))
    with world.scope("acme"):
        finish_step(step(world, "access"), actor=world.actor("sam"), at=world.now)
        row = generate_agreement(ended.partnership, actor=world.actor("sam"), at=later)
        row = send_agreement(row, actor=world.actor("sam"), at=later)
    with world.scope("bob"):
        sign_agreement(row, assent_of(world, "bob", row), actor=world.actor("bob"), at=later)
    with world.scope("acme"):
        countersign_agreement(row, assent_of(world, "alice", row), actor=world.actor("alice"), at=later)
    drain(world.acme.pk)
    with world.scope("acme"):
        found = offboardings_with_counts(later.date()).get()
        assert (found.state, found.open_steps) == ("done", 0)
        assert OffboardingStep.objects.get(key="access").status == "done"
        assert OffboardingStep.objects.get(key="funds").note == f"{row.ref} is in force."


def test_the_list_says_what_is_late(world, ended):
    with world.scope("acme"):
        states = [
            offboardings_with_counts(LAST + timedelta(days=days)).get(pk=step(world, "access").offboarding_id).state
            for days in (0, 1)
        ]
    assert states == ["open", "overdue"]


def test_the_pages_and_the_api(world, ended):
    sam, paper = world.client("sam"), f"/w/acme/agreements/{ended.ref}/"
    with world.scope("acme"):
        row = Offboarding.objects.get()
    url = f"/w/acme/agreements/offboarding/{row.ref}/"
    assert f'href="{url}"' in sam.get(paper).content.decode()
    page = sam.get("/w/acme/agreements/offboarding/").content.decode()
    assert ("Northwind" in page, f"{len(CONSEQUENCES)} / {len(CONSEQUENCES)}" in page) == (True, True)
    page = sam.get(url).content.decode()
    assert ["Settle funds" in page, f"0 of {len(CONSEQUENCES)}" in page, "Add a step" in page] == [True] * 3
    one = f"/w/acme/agreements/offboarding/steps/{step(world, 'funds').ref}/"
    assert sam.post(one, {"owner": world.members["bob"].pk, "due_on": "2026-09-01"}).status_code == 400
    assert sam.post(one, {"owner": world.members["frank"].pk, "due_on": "2026-09-01"}).status_code == 302
    assert sam.post(f"{one}done/", {"note": "Paid out"}).status_code == 302
    page = sam.get(url).content.decode()
    assert ("Paid out" in page, f"1 of {len(CONSEQUENCES)}" in page, "Open again" in page) == (True, True, True)
    assert sam.post(f"{one}done/", {"note": ""}).status_code == 409
    assert sam.post(f"{one}reopen/").status_code == 302
    assert sam.post(f"{one}skip/", {"reason": ""}).status_code == 400
    assert sam.post(f"{one}skip/", {"reason": "No funds"}).status_code == 302
    assert sam.post(f"{url}add/", {"label": "Return the robot", "due_on": "2026-07-01"}).status_code == 302
    assert "Return the robot" in sam.get(url).content.decode()
    assert "Northwind" in sam.get("/w/acme/today/").content.decode()
    bob = world.client("bob")
    page = bob.get(f"/p/acme/agreements/{ended.ref}/").content.decode()
    assert ("What follows" in page, "Return or delete data" in page, "Settle funds" in page) == (True, True, False)
    confirm = f"/p/acme/agreements/steps/{step(world, 'data').ref}/confirm/"
    assert bob.post(confirm, {"note": "Deleted"}).status_code == 302
    assert bob.get(f"/p/acme/agreements/steps/{step(world, 'funds').ref}/confirm/").status_code == 404
    assert world.client("carl").get(confirm).status_code == 404
    assert step(world, "data").done_by == "Bob"
    path = "/api/v1/agreements/offboarding-steps/"
    rows = api(world, "sam").get(path, status="open").json()["results"]
    assert {item["owner"] for item in rows} == {"Sam", None}
    rows = api(world, "bob").get(path).json()["results"]
    assert {item["key"] for item in rows} == {item.key for item in CONSEQUENCES if item.is_shared}
    ref = step(world, "logo").ref
    assert api(world, "bob").post(f"{path}{ref}/actions/confirm/", {"note": "x"}).json()["status"] == "done"
    assert api(world, "sam").post(f"{path}{ref}/actions/reopen/").json()["status"] == "open"
