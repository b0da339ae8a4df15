import pytest

from partners.lifecycle import PARTNER
from partners.models import Contact, Partner
from partners.queries import missing_in_profile, partners_with_domain
from partners.services.contact import remove_contact, save_contact
from partners.services.partner import assign_owner, create_partner, move_partner, update_partner, update_profile
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.outbox.models import OutboxEvent


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def add(world, **fields):
    return create_partner(**{"name": "Fabrikam", "actor": world.actor("sam"), "at": world.now, **fields})


def test_a_partner_is_added_with_its_registered_domain(acme):
    partner = add(acme, domain="https://www.fabrikam.co.uk/about", owner=acme.sam)
    assert (partner.domain, partner.status, partner.owner) == ("fabrikam.co.uk", "active", acme.sam)
    assert OutboxEvent.objects.get(name="partners.PartnerAdded").partner_id == partner.pk


@pytest.mark.parametrize(("fields", "place"), [({"name": "  "}, "name"), ({"domain": "not a domain"}, "domain")])
def test_what_cannot_be_a_partner_is_refused_at_its_field(acme, fields, place):
    with pytest.raises(Invalid) as refusal:
        add(acme, **fields)
    assert set(refusal.value.fields) == {place}
    assert Partner.objects.count() == 3


def test_a_second_partner_with_the_domain_needs_to_be_meant(acme):
    add(acme, domain="fabrikam.com")
    with pytest.raises(Invalid, match="Fabrikam has this web domain"):
        add(acme, name="Fabrikam Inc", domain="shop.fabrikam.com")
    second = add(acme, name="Fabrikam Inc", domain="fabrikam.com", allow_same_domain=True)
    assert partners_with_domain("mail@fabrikam.com", but=second.pk) == [Partner.objects.get(name="Fabrikam")]
    assert partners_with_domain("someone@gmail.com") == []


def test_a_viewer_changes_nothing(acme):
    with pytest.raises(Forbidden):
        add(acme, actor=acme.actor("vera"))
    for change in (
        lambda a: update_partner(acme.northwind, name="X", **a),
        lambda a: assign_owner(acme.northwind, None, **a),
    ):
        with pytest.raises(Forbidden):
            change({"actor": acme.actor("vera"), "at": acme.now})


def test_no_partner_stands_above_itself(acme):
    child = add(acme, name="Child", parent=acme.northwind)
    with pytest.raises(Invalid, match="above itself"):
        update_partner(acme.northwind, parent=child, actor=acme.actor("sam"), at=acme.now)


def test_handing_over_tells_who_had_it_and_who_has_it(acme):
    assign_owner(acme.northwind, acme.petra, actor=acme.actor("alice"), at=acme.now)
    payload = OutboxEvent.objects.get(name="partners.PartnerOwnerChanged").payload
    assert (payload["from_member_id"], payload["to_member_id"]) == (str(acme.sam.pk), str(acme.petra.pk))
    with pytest.raises(Invalid):
        assign_owner(acme.northwind, acme.bob, actor=acme.actor("alice"), at=acme.now)


@pytest.mark.parametrize("state", list(PARTNER.states))
@pytest.mark.parametrize("action", sorted(set(PARTNER.transitions) - {"merge", "unmerge"}))
def test_every_action_in_every_state(acme, state, action):
    Partner.objects.filter(pk=acme.northwind.pk).update(status=state)
    arguments = {"actor": acme.actor("petra"), "at": acme.now, "reason": "Because."}
    transition = PARTNER.transitions[action]
    if state in transition.sources:
        assert move_partner(acme.northwind, action, **arguments).status == transition.target
    else:
        with pytest.raises(WrongState):
            move_partner(acme.northwind, action, **arguments)
    with pytest.raises(Forbidden):
        move_partner(acme.northwind, action, **{**arguments, "actor": acme.actor("sam")})


@pytest.mark.parametrize("action", ["merge", "unmerge"])
def test_merging_has_a_service_of_its_own(acme, action):
    with pytest.raises(Invalid):
        move_partner(acme.northwind, action, actor=acme.actor("petra"), at=acme.now, reason="Because.")


def test_the_partner_fills_in_its_own_profile(world):
    with world.scope("nina"), pytest.raises(Forbidden):
        update_profile(world.northwind, about="x", actor=world.actor("nina"), at=world.now)
    with world.scope("bob"):
        row = update_profile(world.northwind, about="We automate.", actor=world.actor("bob"), at=world.now)
        assert [str(label) for label in missing_in_profile(row)] == [
            "city", "phone", "customer segments", "technical people", "sales people",
        ]  # fmt: skip
        update_profile(
            world.northwind, city="Denver", phone="1", segments=["energy"], technical_people=3, sales_people=0,
            name="Hijacked", actor=world.actor("bob"), at=world.now,
        )  # fmt: skip
    with world.scope("acme"):
        assert OutboxEvent.objects.filter(name="partners.ProfileCompleted").count() == 1
        assert Partner.objects.get(pk=world.northwind.pk).name == "Northwind"


def test_there_is_one_person_to_call_first(acme):
    sam = {"actor": acme.actor("sam"), "at": acme.now}
    first = save_contact(acme.northwind, name="Ann", email="Ann@Northwind.example", **sam)
    second = save_contact(acme.northwind, name="Ben", is_primary=True, **sam)
    assert list(Contact.objects.filter(is_primary=True)) == [second]
    assert first.email == "ann@northwind.example"
    remove_contact(second, **sam)
    assert [c.name for c in Contact.objects.all()] == ["Ann"]


def test_a_portal_sees_its_own_contacts_only(world):
    with world.scope("acme"):
        for partner in (world.northwind, world.contoso):
            save_contact(partner, name=f"At {partner}", actor=world.actor("sam"), at=world.now)
    with world.scope("carl"):
        assert [c.name for c in Contact.objects.all()] == ["At Contoso"]
