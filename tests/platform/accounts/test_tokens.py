from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from prm.accounts.models import ApiToken, SecurityEvent
from prm.accounts.services.member import change_role, deactivate_member
from prm.accounts.services.token import create_token, revoke_token
from prm.accounts.tokens import actor_for_token
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound
from prm.tenancy.scope import Audience, Scope

VIEW, MANAGE = "accounts.view_workspace", "accounts.manage_members"


def make(world, who="alice", target="alice", scopes=(VIEW,), **more):
    with world.scope(who):
        return create_token(
            world.members[target], name="CRM", scopes=scopes, actor=world.actor(who), at=world.now, **more
        )


def test_a_key_acts_as_its_member_within_its_scopes(world):
    token, raw = make(world, scopes=[VIEW])
    scope, actor = actor_for_token(raw, at=world.now)
    assert scope == Scope(Audience.VENDOR, world.acme.pk, None)
    assert (actor.kind, actor.label, actor.membership_id, actor.permissions) == (
        "token",
        "Alice (CRM)",
        world.alice.pk,
        frozenset({VIEW}),
    )
    assert token.hint == raw[:8]


def test_a_partners_key_stays_with_its_partner(world):
    _token, raw = make(world, "bob", "nina", ["accounts.view_portal"])
    scope, actor = actor_for_token(raw, at=world.now)
    assert scope == Scope(Audience.PORTAL, world.acme.pk, world.northwind.pk)
    assert actor.partner_id == world.northwind.pk


def test_the_table_holds_no_key(world):
    _token, raw = make(world)
    with world.scope("acme"):
        assert raw not in str(list(ApiToken.objects.values()))
        assert raw[8:] not in str(list(ApiToken.objects.values()))


def test_a_key_can_never_do_more_than_the_member_it_acts_for(world):
    with pytest.raises(Invalid, match="role"):
        make(world, target="vera", scopes=[MANAGE])
    with pytest.raises(Invalid):
        make(world, scopes=[])
    _token, raw = make(world, target="petra", scopes=["accounts.invite_partner_members", VIEW])
    with world.scope("alice"):
        change_role(world.petra, "viewer", actor=world.actor("alice"), at=world.now)
    assert actor_for_token(raw, at=world.now)[1].permissions == frozenset({VIEW})


def test_a_key_ends_when_it_is_taken_back_with_its_time_and_with_its_member(world):
    token, first = make(world)
    _token, second = make(world, expires_at=world.now + timedelta(days=1))
    _token, third = make(world, target="vera")
    assert all(actor_for_token(raw, at=world.now) for raw in (first, second, third))
    with world.scope("alice"):
        revoke_token(token, actor=world.actor("alice"), at=world.now)
        deactivate_member(world.vera, actor=world.actor("alice"), at=world.now)
    assert actor_for_token(first, at=world.now) is None
    assert actor_for_token(second, at=world.now + timedelta(days=1)) is None
    assert actor_for_token(third, at=world.now) is None


def test_an_end_that_is_past_is_refused(world):
    with pytest.raises(Invalid):
        make(world, expires_at=world.now)


@pytest.mark.parametrize("raw", ["", "prm_", "prm_" + "x" * 43, "x" * 10_000, "prm_\x00" + "x" * 40])
def test_what_is_no_key_is_nobody(world, raw):
    assert actor_for_token(raw, at=world.now) is None


def test_only_those_who_may_make_and_take_back_keys(world):
    token, _raw = make(world)
    with pytest.raises(Forbidden):
        make(world, "sam", "sam")
    with world.scope("sam"), pytest.raises(Forbidden):
        revoke_token(token, actor=world.actor("sam"), at=world.now)
    with pytest.raises(NotFound):
        make(world, "bob", "carl", ["accounts.view_portal"])
    with pytest.raises(Forbidden):
        make(world, "nina", "nina", ["accounts.view_portal"])


def test_the_login_role_reads_no_key(world):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        QuerySet(ApiToken).count()


@pytest.mark.django_db(transaction=True)
def test_a_refused_key_stands_once_in_the_security_log(world, owner_sql):
    assert actor_for_token("prm_" + "x" * 43, at=world.now) is None
    assert owner_sql("SELECT kind, detail FROM accounts_securityevent") == "api_key_refused|prm_xxxx"
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        QuerySet(SecurityEvent).count()


def test_nobody_makes_a_key_that_can_do_more_than_the_maker(world):
    maker = replace(world.actor("alice"), permissions=frozenset({VIEW, "accounts.manage_tokens"}))
    with world.scope("alice"), pytest.raises(Forbidden, match="more than you"):
        create_token(world.alice, name="CRM", scopes=[VIEW, MANAGE], actor=maker, at=world.now)


def test_a_key_is_taken_back_once(world):
    token, _raw = make(world)
    with world.scope("alice"):
        first = revoke_token(token, actor=world.actor("alice"), at=world.now)
        again = revoke_token(token, actor=world.actor("alice"), at=world.now + timedelta(days=1))
    assert first.revoked_at == again.revoked_at == world.now


def test_a_refused_key_names_the_field(world):
    for more, field in (({"scopes": [MANAGE], "target": "vera"}, "scopes"), ({"expires_at": world.now}, "expires_at")):
        with pytest.raises(Invalid) as refused:
            make(world, **more)
        assert list(refused.value.fields) == [field]


def test_a_key_may_end_at_any_time_ahead(world):
    token, _raw = make(world, expires_at=world.now + timedelta(seconds=1))
    assert token.expires_at == world.now + timedelta(seconds=1)


def test_a_key_of_another_partner_or_side_is_not_found(world):
    theirs, _raw = make(world, "carl", "carl", ["accounts.view_portal"])
    own, _raw = make(world)
    for token, who in ((theirs, "bob"), (theirs, "alice")):
        with world.scope("acme"), pytest.raises(NotFound):
            revoke_token(token, actor=world.actor(who), at=world.now)
    with world.scope("acme"):
        with pytest.raises(NotFound):
            revoke_token(own, actor=world.actor("bob"), at=world.now)
        assert list(ApiToken.objects.values_list("revoked_at", flat=True)) == [None, None]


def test_the_system_gives_keys_within_the_members_role(world):
    with world.scope("acme"):
        token, _raw = create_token(world.vera, name="BI", scopes=[VIEW], actor=world.system(), at=world.now)
        assert (token.scopes, token.created_by_label) == ([VIEW], "PRM")
        with pytest.raises(Invalid):
            create_token(world.vera, name="BI", scopes=[MANAGE], actor=world.system(), at=world.now)


def test_who_acts_by_a_key_is_told_whole(world):
    token, raw = make(world, "bob", "nina", ["accounts.view_portal"])
    _scope, actor = actor_for_token(raw, at=world.now)
    assert actor == Actor(
        kind="token", label="Nina (CRM)", vendor_id=world.acme.pk, audience="portal", membership_id=world.nina.pk,
        partner_id=world.northwind.pk, role="seller", permissions=frozenset({"accounts.view_portal"}),
    )  # fmt: skip
    assert actor_for_token(raw)[1] == actor, "without a moment it is now"
    with world.scope("acme"):
        assert timezone.now() - ApiToken.objects.get(pk=token.pk).last_used_at < timedelta(minutes=1)


def test_who_is_taking_a_key_back_leaves_its_member_free(world, transactional_db, owner_sql):
    token, _raw = make(world, target="vera")
    with world.scope("alice"):
        revoke_token(token, actor=world.actor("alice"), at=world.now)
        asked = f"SELECT 'yes' FROM accounts_membership WHERE id = '{world.vera.pk}' FOR UPDATE NOWAIT"
        assert owner_sql(asked) == "yes"
