import pytest

from partners.lifecycle import PROSPECT
from partners.models import Contact, Partner, Prospect
from partners.recruiting import partner_look_alikes, prospect_look_alikes, quiet_prospects
from partners.services.conversion import convert_prospect
from partners.services.prospect import (
    assign_prospect,
    create_prospect,
    log_touch,
    move_prospect,
    save_prospect_contact,
    update_prospect,
)
from partners.today import went_quiet
from prm.audit.models import AuditEntry
from prm.decisions.models import Decision
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.models import OutboxEvent

ANN = {"name": "Ann Lee", "email": "Ann@Fabrikam.com", "title": "Director"}


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def by(world, who="sam", later=0):
    from datetime import timedelta

    return {"actor": world.actor(who), "at": world.now + timedelta(days=later)}


def add(world, name="Fabrikam", **fields):
    return create_prospect(name=name, **{"country": "DE", **fields}, **by(world))


@pytest.mark.parametrize("state", [*PROSPECT.states])
@pytest.mark.parametrize("action", [*PROSPECT.transitions])
def test_every_action_in_every_state(acme, state, action):
    row = add(acme)
    partner = acme.northwind if state == "converted" else None
    Prospect.objects.filter(pk=row.pk).update(status=state, partner=partner)

    def act():
        if action == "convert":
            return convert_prospect(row, **by(acme))
        return move_prospect(row, action, reason="Because", **by(acme))

    if state in PROSPECT.transitions[action].sources:
        act()
        row.refresh_from_db()
        assert row.status == PROSPECT.transitions[action].target
    else:
        with pytest.raises(WrongState):
            act()


def test_a_prospect_is_entered_with_owner_and_first_person(acme):
    row = add(acme, domain="https://www.fabrikam.com/x", owner=acme.petra, contact=ANN)
    assert (row.domain, row.status, row.owner, row.touched_at) == ("fabrikam.com", "identified", acme.petra, acme.now)
    assert [(p.name, p.email) for p in row.contacts.all()] == [("Ann Lee", "ann@fabrikam.com")]
    events = OutboxEvent.objects.filter(name__startswith="partners.Prospect").values_list("name", flat=True)
    assert sorted(events) == ["partners.ProspectAdded", "partners.ProspectAssigned"]


def test_the_new_owner_hears_of_it_unless_they_took_it(world, django_capture_on_commit_callbacks):
    from partners.events import ProspectAssigned
    from partners.handlers import tell_prospect_owner

    with world.scope("acme"):
        row = add(world)
        for to in (world.petra, world.sam):
            tell_prospect_owner(
                ProspectAssigned(
                    prospect_id=row.pk, to_member_id=to.pk, by_member_id=world.sam.pk, vendor_id=world.acme.pk,
                    occurred_at=world.now,
                )
            )  # fmt: skip
        told = Notification.objects.values_list("recipient__name", "subject")
        assert list(told) == [(world.petra.name, "You look after the prospect Fabrikam now")]


def test_a_talk_counts_and_a_note_does_not(acme):
    row = add(acme)
    log_touch(row, kind="note", text="Ask Petra first.", **by(acme, later=3))
    assert Prospect.objects.get().status == "identified"
    log_touch(row, kind="call", text="They are keen.", **by(acme, later=4))
    row = Prospect.objects.get()
    assert (row.status, (row.touched_at - acme.now).days, row.touches.count()) == ("contacted", 4, 2)
    with pytest.raises(Invalid):
        log_touch(row, kind="call", text="  ", **by(acme))


def test_what_went_quiet_is_on_today(acme):
    row = add(acme, owner=acme.sam)
    add(acme, "Litware", owner=acme.petra)
    assert list(quiet_prospects(by(acme, later=14)["at"])) == []
    late = by(acme, later=15)
    assert [item.partner for item in went_quiet(**late)] == ["Fabrikam", "Litware"]
    assert [item.partner for item in went_quiet(**late, mine=True)] == ["Fabrikam"]
    move_prospect(row, "decline", reason="No", **late)
    assert went_quiet(**late, mine=True) == []


def test_declining_needs_a_reason_and_is_taken_back(acme):
    row = add(acme)
    with pytest.raises(Invalid):
        move_prospect(row, "decline", **by(acme))
    assert move_prospect(row, "decline", reason="Bound elsewhere", **by(acme)).reason == "Bound elsewhere"
    again = move_prospect(row, "reopen", **by(acme))
    assert (again.status, again.reason) == ("identified", "")


def test_a_viewer_changes_nothing(acme):
    row = add(acme)
    for act in (
        lambda a: create_prospect(name="X", **a),
        lambda a: update_prospect(row, name="X", **a),
        lambda a: assign_prospect(row, acme.petra, **a),
        lambda a: log_touch(row, kind="call", text="x", **a),
        lambda a: save_prospect_contact(row, name="X", **a),
        lambda a: move_prospect(row, "contact", **a),
        lambda a: convert_prospect(row, **a),
    ):
        with pytest.raises(Forbidden):
            act(by(acme, "vera"))


def ready(acme, **fields):
    row = add(acme, **{"domain": "fabrikam.com", "owner": acme.petra, "contact": ANN, "segments": ["energy"], **fields})
    move_prospect(row, "engage", **by(acme))
    return row


def test_converting_types_nothing_again_and_keeps_the_history(acme):
    row = ready(acme, city="Ulm")
    partner = convert_prospect(row, **by(acme))
    assert (partner.name, partner.domain, partner.city, partner.country, partner.segments, partner.owner) == (
        "Fabrikam", "fabrikam.com", "Ulm", "DE", ["energy"], acme.petra,
    )  # fmt: skip
    assert (partner.source, partner.currency) == ("prospect", acme.acme.currency)
    assert [(c.name, c.email, c.is_primary) for c in Contact.objects.filter(partner=partner)] == [
        ("Ann Lee", "ann@fabrikam.com", True)
    ]
    row.refresh_from_db()
    assert (row.status, row.partner) == ("converted", partner)
    assert AuditEntry.objects.filter(action="prospect.converted", partner_id=partner.pk).count() == 1
    assert Decision.objects.get(subject_id=row.pk).result == "new_partner"
    with pytest.raises(WrongState):
        convert_prospect(row, **by(acme))
    with pytest.raises(WrongState):
        update_prospect(row, name="Other", **by(acme))
    assert Partner.objects.filter(name="Fabrikam").count() == 1


def test_a_partner_that_looks_the_same_is_joined_or_named_another(acme):
    Partner.objects.filter(pk=acme.northwind.pk).update(domain="northwind.com")
    row = ready(acme, name="Northwind Inc.", domain="northwind.com", country="US")
    assert [twin.ref for twin in partner_look_alikes(row)] == [acme.northwind.ref]
    with pytest.raises(Refused, match="Northwind looks like the same company"):
        convert_prospect(row, **by(acme))
    assert convert_prospect(row, partner=acme.northwind, **by(acme)) == acme.northwind
    assert Partner.objects.filter(name__startswith="Northwind").count() == 1
    decision = Decision.objects.get(subject_id=row.pk)
    # Whom it looked like is nothing the partner may read.
    assert (decision.result, decision.partner_id) == ("joined", None)
    other = ready(acme, name="Northwind", domain="", country="US", contact=None)
    assert convert_prospect(other, is_another_company=True, **by(acme)).pk != acme.northwind.pk


def test_open_prospects_that_look_the_same_are_named(acme):
    first = add(acme, domain="fabrikam.com")
    second = add(acme, "Fabrikam GmbH", domain="fabrikam.com")
    assert [twin.ref for twin in prospect_look_alikes(second)] == [first.ref]
    move_prospect(first, "decline", reason="Twice", **by(acme))
    assert prospect_look_alikes(second) == []
