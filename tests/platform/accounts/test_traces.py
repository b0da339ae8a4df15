"""What rights leave behind: the time a key was used, who is told of a member's return, which administrators count."""

from datetime import timedelta

import pytest

from prm.accounts.models import ApiToken, Membership
from prm.accounts.services.member import (
    change_role,
    check_another_admin,
    deactivate_member,
    reactivate_member,
    update_profile,
)
from prm.accounts.services.token import create_token, revoke_token
from prm.accounts.tokens import SEEN_EVERY, actor_for_token
from prm.audit.models import AuditEntry
from prm.lib.errors import Refused
from prm.outbox.models import OutboxEvent


def test_a_key_remembers_its_use_every_five_minutes(world):
    with world.scope("alice"):
        keys = [
            create_token(
                world.alice, name=name, scopes=["accounts.view_workspace"], actor=world.actor("alice"), at=world.now
            )
            for name in ("CRM", "BI")
        ]
    (token, raw), (unused, _raw) = keys

    def seen(key):
        with world.scope("alice"):
            return ApiToken.objects.get(pk=key.pk).last_used_at

    assert seen(token) is None
    for later, expected in (
        (timedelta(), timedelta()),
        (SEEN_EVERY, timedelta()),
        (SEEN_EVERY + timedelta(seconds=1), SEEN_EVERY + timedelta(seconds=1)),
    ):
        actor_for_token(raw, at=world.now + later)
        assert seen(token) == world.now + expected
    assert seen(unused) is None


def test_a_partner_sees_that_its_people_went_and_came_back(world):
    with world.scope("alice"):
        for service in (deactivate_member, reactivate_member):
            service(world.nina, actor=world.actor("alice"), at=world.now)
    with world.scope("bob"):
        seen = set(
            AuditEntry.objects.filter(target_id=world.nina.pk, is_visible_to_partner=True).values_list(
                "action", flat=True
            )
        )
    assert {action.rpartition(".")[2] for action in seen} == {"deactivated", "reactivated"}


def test_an_administrator_of_another_side_is_no_other_administrator(world):
    with world.scope("acme"):
        Membership.objects.filter(audience="vendor", role="admin").exclude(pk=world.alice.pk).delete()
        assert Membership.objects.filter(role="admin", is_active=True).exclude(pk=world.alice.pk).exists()
        with pytest.raises(Refused):
            check_another_admin(world.alice)


def test_a_role_has_its_name_for_people(world):
    assert (world.alice.role_label, world.vera.role_label) == ("Administrator", "Viewer")


def entries(world, target):
    """All the log holds of a row: what, by whom, when, the words, what changed, whose, and whether the partner sees it."""
    with world.scope("acme"):
        return [
            (e.action, e.actor_label, e.at, e.summary, e.changes, e.partner_id, e.is_visible_to_partner)
            for e in AuditEntry.objects.filter(target_id=target.pk).order_by("at", "id")
        ]


def told(world):
    """All that was said since: the event, what it says, whose it is and when it was."""
    base = {"event_id", "vendor_id", "partner_id", "occurred_at"}
    with world.scope("acme"):
        rows = OutboxEvent.objects.filter(name__startswith="accounts.", occurred_at__gte=world.now).order_by(
            "occurred_at"
        )
        return [
            (
                row.name.removeprefix("accounts."),
                {key: value for key, value in row.payload.items() if key not in base},
                row.partner_id,
                row.occurred_at,
            )
            for row in rows
        ]


@pytest.mark.parametrize(("name", "role"), [("nina", "marketer"), ("vera", "finance")])
def test_each_change_of_a_member_is_kept_and_told_as_it_was(world, name, role):
    member, alice = world.members[name], world.actor("alice")
    first, second, third = (world.now + timedelta(hours=number) for number in range(3))
    with world.scope("alice"):
        change_role(member, role, actor=alice, at=first)
        deactivate_member(member, actor=alice, at=second)
        reactivate_member(member, actor=alice, at=third)
        found = Membership.objects.get(pk=member.pk)
    assert (found.role, found.is_active, found.access_changed_at) == (role, True, third)
    whose, who = member.partner_id, str(member.pk)
    assert entries(world, member) == [
        ("role_changed", "Alice", first, "", {"role": [member.role, role]}, whose, True),
        ("deactivated", "Alice", second, "", {}, whose, True),
        ("reactivated", "Alice", third, "", {}, whose, True),
    ]
    assert told(world) == [
        ("MemberChanged", {"membership_id": who, "role": role}, whose, first),
        ("MemberDeactivated", {"membership_id": who}, whose, second),
        ("MemberChanged", {"membership_id": who, "role": role}, whose, third),
    ]


@pytest.mark.parametrize("name", ["nina", "vera"])
def test_a_profile_is_kept_with_what_changed_and_told_to_nobody(world, name):
    member, later = world.members[name], world.now + timedelta(hours=1)
    with world.scope(name):
        update_profile(member, {"name": "N. N.", "title": "Sales"}, actor=world.actor(name), at=later)
        found = Membership.objects.get(pk=member.pk)
    assert (found.name, found.title, found.language) == ("N. N.", "Sales", member.language)
    changes = {"name": [member.name, "N. N."], "title": ["", "Sales"]}
    is_seen = member.audience == "portal"
    assert entries(world, member) == [
        ("profile_changed", member.name, later, "", changes, member.partner_id, is_seen),
    ]
    assert told(world) == []


@pytest.mark.parametrize(
    ("maker", "name", "scope"), [("alice", "vera", "view_workspace"), ("bob", "nina", "view_portal")]
)
def test_a_key_is_kept_and_told_as_it_was_made_and_taken_back(world, maker, name, scope):
    member, actor, scopes = world.members[name], world.actor(maker), [f"accounts.{scope}"]
    made, ended = world.now, world.now + timedelta(hours=1)
    ends = world.now + timedelta(days=2)
    with world.scope(maker):
        token, _raw = create_token(member, name=" CRM ", scopes=scopes, actor=actor, at=made, expires_at=ends)
        nameless, _raw = create_token(member, name=" ", scopes=scopes, actor=actor, at=made)
        revoke_token(token, actor=actor, at=ended)
        found = ApiToken.objects.get(pk=token.pk)
    assert (found.name, nameless.name, found.created_by_label) == ("CRM", "Key", actor.label)
    assert (found.membership_id, found.partner_id, found.scopes) == (member.pk, member.partner_id, scopes)
    assert (found.expires_at, found.revoked_at, nameless.expires_at) == (ends, ended, None)
    is_seen = maker == "bob"
    assert entries(world, token) == [
        ("created", actor.label, made, "CRM", {"scopes": [[], scopes]}, member.partner_id, is_seen),
        ("revoked", actor.label, ended, "CRM", {}, member.partner_id, is_seen),
    ]
    assert sorted(told(world), key=str) == sorted(
        (
            ("ApiTokenCreated", {"token_id": str(row.pk), "membership_id": str(member.pk)}, member.partner_id, made)
            for row in (token, nameless)
        ),
        key=str,
    )
