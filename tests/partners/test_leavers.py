"""Somebody of ours leaves: what they look after is shown, goes to another, and their access ends."""

import pytest
from django.apps import apps
from django.urls import reverse

from partners.models import Handover, Partner
from partners.services.prospect import create_prospect, move_prospect
from prm.accounts.leaving import REGISTRY, owned_by
from prm.accounts.models import Membership
from prm.accounts.services.leaving import let_go
from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid, Refused
from programs.models import Partnership
from tests.support.deals import submitted


@pytest.fixture
def busy(world, time_machine):
    """Sam looks after three partners, their partnerships, one open prospect and one declined, and a deal."""
    time_machine.move_to(world.now)
    deal = submitted(world, who="nina", partnership="northwind")
    with world.scope("acme"):
        type(deal).objects.filter(pk=deal.pk).update(owner=world.sam)
        told = {"actor": world.actor("sam"), "at": world.now}
        for name in ("Open", "Declined"):
            row = create_prospect(name=name, owner=world.sam, **told)
        move_prospect(row, "decline", reason="Not now.", **told)
    world.things |= {"deal": deal, "declined": row}
    return world


def go(world, to="petra", who="alice", leaver="sam"):
    with world.scope("acme"):
        return let_go(world.members[leaver], to and world.members[to], actor=world.actor(who), at=world.now)


def test_every_pillar_that_has_owners_says_so(world):
    with world.scope("acme"):
        told = {item.rows(world.sam).model for item in REGISTRY.values()}
    owners = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "owner" and field.related_model is Membership
    }
    assert len(owners) > 5
    assert sorted(model._meta.label for model in owners - told) == [], "say so in the pillar's leaving.py"


def test_everything_open_goes_to_another_and_the_access_ends(busy):
    with busy.scope("acme"):
        assert {key: count for key, _label, count in owned_by(busy.sam)} == {
            "partners": 3, "prospects": 1, "partnerships": 3, "registrations": 1,
        }  # fmt: skip
    gone = go(busy)
    with busy.scope("acme"):
        assert (gone.is_active, owned_by(gone)) == (False, [])
        assert set(Partner.objects.values_list("owner__name", flat=True)) == {"Petra"}
        assert set(Partnership.objects.values_list("owner__name", flat=True)) == {"Petra"}
        assert type(busy.deal).objects.get(pk=busy.deal.pk).owner == busy.petra
        # What is closed keeps the name of who closed it.
        assert type(busy.declined).objects.get(pk=busy.declined.pk).owner == busy.sam
        assert Handover.objects.get().note == "Sam has left."
        entry = AuditEntry.objects.get(action="handed_on")
    assert (entry.target_id, entry.summary, entry.changes["partners"]) == (busy.sam.pk, "Petra", [3, 0])


@pytest.mark.parametrize("to", [None, "sam", "bob"])
def test_without_a_successor_of_ours_nobody_goes(busy, to):
    with pytest.raises(Invalid):
        go(busy, to)
    with busy.scope("acme"):
        assert Membership.objects.get(pk=busy.sam.pk).is_active
        assert set(Partner.objects.values_list("owner__name", flat=True)) == {"Sam"}


def test_the_last_administrator_stays_and_only_who_may_lets_go(busy):
    with pytest.raises(Refused):
        go(busy, leaver="alice")
    with pytest.raises(Forbidden):
        go(busy, who="petra")
    assert not go(busy, None, leaver="vera").is_active


def page_of(member):
    return reverse("workspace:accounts:member-edit", kwargs={"vendor": "acme", "pk": member.pk})


def test_on_screen(busy):
    alice, url = busy.client("alice"), page_of(busy.sam)
    assert "Hand on and end access" in alice.get(url).content.decode()
    assert "Hand on and end access" not in alice.get(page_of(busy.vera)).content.decode()
    page = alice.get(f"{url}leave/").content.decode()
    assert all(text in page for text in ("Sam looks after", "Partnerships", "Who takes it on"))
    assert alice.post(f"{url}leave/", {}).status_code == 400
    assert alice.post(f"{url}leave/", {"to": busy.petra.pk}).status_code == 302
    with busy.scope("acme"):
        assert not Membership.objects.get(pk=busy.sam.pk).is_active
    assert busy.client("sam").get("/w/acme/partners/").status_code != 200
    assert "looks after nothing" in alice.get(f"{page_of(busy.vera)}leave/").content.decode()
