from dataclasses import replace
from enum import StrEnum
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from prm.accounts.grants import check_may_manage
from prm.accounts.models import Membership, User
from prm.accounts.permissions import declare, permissions_for
from prm.accounts.queries import memberships_of_user
from prm.accounts.services.member import (
    add_member,
    change_role,
    deactivate_member,
    reactivate_member,
    update_profile,
)
from prm.accounts.services.vendor import update_organization
from prm.audit.queries import timeline_for
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused
from prm.tenancy.models import Vendor
from tests.support.world import make_user


def act(world, service, who, target, *args):
    with world.scope(who):
        return service(world.members[target], *args, actor=world.actor(who), at=world.now)


def test_an_administrator_gives_another_role(world):
    assert act(world, change_role, "alice", "vera", "finance").role == "finance"
    with world.scope("acme"):
        entry = timeline_for(world.vera).get()
        assert (entry.action, entry.changes, entry.actor_label) == (
            "role_changed",
            {"role": ["viewer", "finance"]},
            "Alice",
        )


@pytest.mark.parametrize("service", [deactivate_member, reactivate_member])
@pytest.mark.parametrize("who", ["sam", "vera", "fay"])
def test_without_the_right_nobody_is_changed(world, service, who):
    with pytest.raises(Forbidden):
        act(world, service, who, "petra")


def test_without_the_right_no_role_is_given(world):
    with pytest.raises(Forbidden):
        act(world, change_role, "sam", "sam", "admin")


def test_the_last_administrator_stays(world):
    for change in (
        lambda: act(world, deactivate_member, "alice", "alice"),
        lambda: act(world, change_role, "alice", "alice", "viewer"),
    ):
        with pytest.raises(Refused, match="last administrator"):
            change()
    act(world, change_role, "alice", "petra", "admin")
    assert act(world, change_role, "alice", "alice", "viewer").role == "viewer"


def test_each_partner_keeps_its_own_last_administrator(world):
    with pytest.raises(Refused):
        act(world, deactivate_member, "bob", "bob")
    with world.scope("acme"), pytest.raises(Refused):
        deactivate_member(world.carl, actor=world.actor("sam"), at=world.now)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once(world):
    act(world, change_role, "alice", "petra", "admin")
    outcomes, start = [], Barrier(2)
    actors = {
        name: Membership(**{f.attname: getattr(world.members[name], f.attname) for f in Membership._meta.fields})
        for name in ("alice", "petra")
    }
    actors["petra"].role = "admin"

    def remove(who, target):
        try:
            with world.scope("acme"):
                start.wait()
                deactivate_member(world.members[target], actor=actors[who].actor(), at=world.now)
            outcomes.append("removed")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=remove, args=pair) for pair in (("alice", "petra"), ("petra", "alice"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "removed"]


def test_access_ends_with_the_next_request(world):
    assert memberships_of_user(world.vera.user_id) != []
    act(world, deactivate_member, "alice", "vera")
    assert memberships_of_user(world.vera.user_id) == []
    act(world, reactivate_member, "alice", "vera")
    assert [m.role for m in memberships_of_user(world.vera.user_id)] == ["viewer"]


def test_a_partner_admin_looks_after_the_own_team(world):
    assert act(world, change_role, "bob", "nina", "marketer").role == "marketer"
    assert act(world, deactivate_member, "bob", "nina").is_active is False


@pytest.mark.parametrize("target", ["carl", "alice", "sam"])
def test_a_partner_admin_reaches_nobody_else(world, target):
    with pytest.raises(NotFound):
        act(world, deactivate_member, "bob", target)


def test_a_seller_looks_after_nobody(world):
    with pytest.raises(Forbidden):
        act(world, deactivate_member, "nina", "bob")


def test_the_database_lets_a_portal_change_only_its_own_people_and_only_in_part(world):
    with world.scope("bob"):
        assert Membership.objects.filter(pk=world.sam.pk).update(role="viewer") == 0
        assert Membership.objects.filter(pk=world.carl.pk).update(role="seller") == 0
        for column, value in (("email", "x@example.com"), ("audience", "vendor"), ("user_id", world.carl.user_id)):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Membership.objects.filter(pk=world.nina.pk).update(**{column: value})


def test_a_profile_is_ones_own(world):
    with world.scope("nina"):
        member = update_profile(
            world.nina, {"name": "Nina N.", "title": "Sales", "language": "de", "role": "admin", "email": "x@example.com"},
            actor=world.actor("nina"), at=world.now,
        )  # fmt: skip
        assert (member.name, member.title, member.language) == ("Nina N.", "Sales", "de")
        member.refresh_from_db()
        assert (member.role, member.email) == ("seller", "nina@northwind.example")
        with pytest.raises(Forbidden):
            update_profile(world.bob, {"name": "Bo"}, actor=world.actor("nina"), at=world.now)
        for wrong in ({"name": " "}, {"language": "tlh"}):
            with pytest.raises(Invalid):
                update_profile(world.nina, wrong, actor=world.actor("nina"), at=world.now)


def test_the_settings_of_the_organization(world):
    changes = {
        "name": "Acme Group",
        "accent": "#0f766e",
        "timezone": "Asia/Tokyo",
        "fiscal_start_month": 4,
        "slug": "x",
        "is_active": False,
    }
    with world.scope("alice"):
        vendor = update_organization(world.acme, changes, actor=world.actor("alice"), at=world.now)
    stored = Vendor.objects.get(pk=vendor.pk)
    assert (stored.name, stored.accent, stored.timezone, stored.fiscal_start_month) == (
        "Acme Group",
        "#0f766e",
        "Asia/Tokyo",
        4,
    )
    assert (stored.slug, stored.is_active, stored.brand_version) == ("acme", True, 2)


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Mars/Base"}, {"currency": "XXQ"}, {"fiscal_start_month": 13}, {"name": " "}]
)
def test_settings_that_are_none_are_refused(world, wrong):
    with world.scope("alice"), pytest.raises(Invalid) as refused:
        update_organization(world.acme, wrong, actor=world.actor("alice"), at=world.now)
    assert set(refused.value.fields) == set(wrong)


def test_settings_are_the_administrators(world):
    with world.scope("sam"), pytest.raises(Forbidden):
        update_organization(world.acme, {"name": "Mine"}, actor=world.actor("sam"), at=world.now)


def test_the_vendors_own_role_cannot_move_its_address_in_the_database(world):
    with world.scope("alice"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Vendor.objects.update(slug="globex2")


def entries(world, name):
    return timeline_for(world.members[name]).count()


def test_what_is_so_already_leaves_no_trace(world):
    assert act(world, change_role, "alice", "vera", "viewer").role == "viewer"
    assert act(world, reactivate_member, "alice", "vera").is_active
    assert act(world, update_profile, "vera", "vera", {"name": " Vera ", "language": ""}).name == "Vera"
    with world.scope("acme"):
        assert entries(world, "vera") == 0
    act(world, deactivate_member, "alice", "vera")
    assert not act(world, deactivate_member, "alice", "vera").is_active
    with world.scope("acme"):
        assert entries(world, "vera") == 1


def test_no_side_gives_the_roles_of_another(world):
    with pytest.raises(Invalid, match="role"):
        act(world, change_role, "alice", "vera", "seller")
    with world.scope("bob"), pytest.raises(Invalid, match="role"):
        change_role(world.nina, "channel_chief", actor=world.actor("bob"), at=world.now)


def test_nobody_gives_a_role_that_can_do_more_than_the_own(world):
    keeper = replace(world.actor("vera"), permissions=frozenset({"accounts.manage_members"}))
    with world.scope("acme"):
        for target, role in (("fay", "admin"), ("alice", "viewer")):
            with pytest.raises(Forbidden, match="more than yours"):
                change_role(world.members[target], role, actor=keeper, at=world.now)
        roles = dict(Membership.objects.filter(name__in=["Fay", "Alice"]).values_list("name", "role"))
    assert roles == {"Fay": "finance", "Alice": "admin"}


def test_a_portal_looks_after_its_own_people_only():
    bob = Actor(
        kind="person", label="Bob", vendor_id=uuid4(), audience="portal", partner_id=uuid4(),
        permissions=frozenset({"accounts.manage_team"}),
    )  # fmt: skip
    check_may_manage(bob, audience="portal", partner_id=bob.partner_id)
    for audience, partner in (("vendor", None), ("portal", uuid4()), ("portal", None), ("vendor", bob.partner_id)):
        with pytest.raises(NotFound):
            check_may_manage(bob, audience=audience, partner_id=partner)
    with pytest.raises(Forbidden):
        check_may_manage(replace(bob, permissions=frozenset()), audience="portal", partner_id=bob.partner_id)


class Doubled(StrEnum):
    ONCE = "accounts.doubled"


def test_a_permission_is_declared_once_and_the_administrator_has_it(monkeypatch):
    monkeypatch.setattr("prm.accounts.permissions.REGISTRY", {"vendor": {}, "portal": {}})
    declare("vendor", {Doubled.ONCE: {"finance"}})
    held = {role: permissions_for("vendor", role) for role in ("admin", "finance", "viewer")}
    assert held == {"admin": {"accounts.doubled"}, "finance": {"accounts.doubled"}, "viewer": frozenset()}
    assert permissions_for("portal", "admin") == frozenset()
    with pytest.raises(ValueError, match="declared twice"):
        declare("vendor", {Doubled.ONCE: {"viewer"}})


def test_an_address_of_no_page_and_of_no_vendor_is_not_found(world, client):
    for path in ("/nowhere/at/all/", "/apply/nobody/PRG-000000/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("service", "was_active"), [(reactivate_member, False), (deactivate_member, True)])
def test_nobody_lets_in_or_out_who_can_do_more_than_oneself(world, service, was_active):
    act(world, change_role, "alice", "petra", "admin")
    if not was_active:
        act(world, deactivate_member, "alice", "petra")
    keeper = replace(world.actor("vera"), permissions=frozenset({"accounts.manage_members"}))
    with world.scope("acme"):
        with pytest.raises(Forbidden, match="more than yours"):
            service(world.petra, actor=keeper, at=world.now)
        assert Membership.objects.get(pk=world.petra.pk).is_active == was_active


def test_a_partner_admin_lets_the_own_people_in_again(world):
    act(world, deactivate_member, "bob", "nina")
    assert act(world, reactivate_member, "bob", "nina").is_active
    with world.scope("acme"):
        found = Membership.objects.get(pk=world.nina.pk)
    assert (found.is_active, found.access_changed_at, found.role) == (True, world.now, "seller")


@pytest.mark.parametrize("service", [deactivate_member, reactivate_member])
def test_a_member_of_another_vendor_is_not_found(world, service):
    with world.scope("alice"), pytest.raises(NotFound):
        service(world.eve, actor=world.actor("alice"), at=world.now)


def test_a_side_whose_other_administrators_have_gone_keeps_its_last(world):
    act(world, change_role, "alice", "petra", "admin")
    act(world, deactivate_member, "alice", "petra")
    with pytest.raises(Refused, match="last administrator"):
        act(world, change_role, "alice", "alice", "viewer")


def test_a_former_administrator_may_get_a_lower_role_whoever_is_left(world):
    act(world, change_role, "alice", "petra", "admin")
    act(world, deactivate_member, "alice", "petra")
    assert act(world, change_role, "alice", "petra", "viewer").role == "viewer"


def is_free(owner_sql, member):
    """Whether somebody else may refer to the member now, a deal or a statement, without waiting."""
    return owner_sql(f"SELECT 'yes' FROM accounts_membership WHERE id = '{member.pk}' FOR KEY SHARE NOWAIT") == "yes"


@pytest.mark.django_db(transaction=True)
def test_while_a_member_is_changed_others_work_on(world, owner_sql):
    for change in (
        lambda: change_role(world.nina, "marketer", actor=world.actor("bob"), at=world.now),
        lambda: deactivate_member(world.nina, actor=world.actor("bob"), at=world.now),
        lambda: reactivate_member(world.nina, actor=world.actor("bob"), at=world.now),
    ):
        with world.scope("bob"):
            change()
            assert is_free(owner_sql, world.nina)
            assert is_free(owner_sql, world.bob)
    with world.scope("nina"):
        update_profile(world.nina, {"name": "Nina"}, actor=world.actor("nina"), at=world.now)
        assert is_free(owner_sql, world.nina)


@pytest.mark.django_db(transaction=True)
def test_a_change_in_one_team_waits_for_no_other_team(world, owner_sql):
    with world.scope("alice"):
        deactivate_member(world.nina, actor=world.actor("alice"), at=world.now)
        for other in ("carl", "alice", "sam", "xena"):
            found = f"SELECT 'yes' FROM accounts_membership WHERE id = '{world.members[other].pk}' FOR UPDATE NOWAIT"
            assert owner_sql(found) == "yes", other


def test_a_new_member_is_known_by_name_and_address(world):
    ida, ole = make_user("ida", "northwind"), make_user("ole", "acme")
    unnamed = User.objects.create_user("x@acme.example", language="de")
    partner = world.northwind.pk
    with world.scope("acme"):
        given = add_member(
            ida, audience="portal", role="marketer", partner_id=partner, name="Ida I.", title="Chief", language="de"
        )
        plain, nameless = (add_member(user, audience="vendor", role="viewer") for user in (ole, unnamed))
        found = [Membership.objects.get(pk=member.pk) for member in (given, plain, nameless)]
    assert [(m.name, m.email, m.title, m.language, m.role, m.partner_id, m.partner_name) for m in found] == [
        ("Ida I.", "ida@northwind.example", "Chief", "de", "marketer", partner, "Northwind"),
        ("Ole", "ole@acme.example", "", "", "viewer", None, ""),
        ("x@acme.example", "x@acme.example", "", "de", "viewer", None, ""),
    ]
    assert [m.audience for m in found] == ["portal", "vendor", "vendor"]


def test_a_refused_profile_names_the_field(world):
    for wrong, field in (({"name": " "}, "name"), ({"language": "tlh"}, "language")):
        with pytest.raises(Invalid) as refused:
            act(world, update_profile, "nina", "nina", wrong)
        assert list(refused.value.fields) == [field]


def test_of_a_profile_only_what_is_given_changes(world):
    act(world, update_profile, "nina", "nina", {"title": "Sales", "language": "de"})
    member = act(world, update_profile, "nina", "nina", {"name": " Nina N. "})
    assert (member.name, member.title, member.language) == ("Nina N.", "Sales", "de")
    member = act(world, update_profile, "nina", "nina", {"title": "", "language": ""})
    assert (member.name, member.title, member.language) == ("Nina N.", "", "")
