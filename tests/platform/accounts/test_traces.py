"""What rights leave behind: the time a key was used, who is told of a member's return, which administrators count."""

from datetime import timedelta

import pytest

from prm.accounts.models import ApiToken, Membership
from prm.accounts.services.member import check_another_admin, deactivate_member, reactivate_member
from prm.accounts.services.token import create_token
from prm.accounts.tokens import SEEN_EVERY, actor_for_token
from prm.audit.models import AuditEntry
from prm.lib.errors import Refused


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
