from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import QuerySet

from prm.accounts.invitations import hash_token, invitation_token
from prm.accounts.models import Invitation, Membership, User
from prm.accounts.queries import open_offer, resolve_token
from prm.accounts.services.invitation import LASTS, accept_invitation, invite_member, revoke_invitation
from prm.accounts.services.person import create_person, join_as_member, join_as_newcomer
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused
from prm.outbox.models import OutboxEvent

PASSWORD = "a good long sentence"


def invite(world, name="alice", **more):
    values = {"email": "new@acme.example", "role": "viewer", "actor": world.actor(name), "at": world.now, **more}
    with world.scope(name):
        return invite_member(**values)


def offer_of(invitation, at):
    return open_offer(invitation_token(invitation.pk), at=at)


def test_the_table_holds_the_hash_of_256_bits_and_never_the_token(world, owner_sql):
    invitation = invite(world)
    token = invitation_token(invitation.pk)
    assert len(token) == 43
    assert invitation.token_hash == hash_token(token)
    with world.scope("acme"):
        written = [str(list(Invitation.objects.values())), str(list(OutboxEvent.objects.values()))]
    assert token not in "".join(written)


def test_a_newcomer_joins_with_the_role_offered(world):
    offer = offer_of(invite(world), world.now)
    assert (offer.vendor.name, offer.email, offer.invited_by) == ("Acme", "new@acme.example", "Alice")
    member = join_as_newcomer(offer, name="New", password=PASSWORD, at=world.now)
    assert (member.vendor_id, member.audience, member.role, member.email) == (
        world.acme.pk,
        "vendor",
        "viewer",
        "new@acme.example",
    )
    assert User.objects.get(email="new@acme.example").check_password(PASSWORD)


def test_an_invitation_is_used_once(world):
    offer = offer_of(invite(world), world.now)
    join_as_newcomer(offer, name="New", password=PASSWORD, at=world.now)
    assert open_offer(invitation_token(offer.invitation_id), at=world.now) is None
    with pytest.raises(Refused, match="no longer holds"):
        join_as_newcomer(offer, name="Again", password=PASSWORD, at=world.now)
    assert User.objects.filter(email="new@acme.example").count() == 1


def test_an_invitation_ends_after_seven_days_at_most(world):
    invitation = invite(world)
    assert invitation.expires_at == world.now + LASTS
    assert offer_of(invitation, world.now + LASTS - timedelta(seconds=1)) is not None
    assert offer_of(invitation, world.now + LASTS) is None
    with world.scope("acme"), pytest.raises(IntegrityError, match="invitation_week"), transaction.atomic():
        Invitation.objects.update(expires_at=world.now + timedelta(days=8))


def test_an_invitation_taken_back_no_longer_holds(world):
    invitation = invite(world)
    offer = offer_of(invitation, world.now)
    with world.scope("alice"):
        revoke_invitation(invitation, actor=world.actor("alice"), at=world.now)
    assert offer_of(invitation, world.now) is None
    with pytest.raises(Refused, match="no longer holds"):
        join_as_newcomer(offer, name="New", password=PASSWORD, at=world.now)
    assert not User.objects.filter(email="new@acme.example").exists()


def test_inviting_the_same_address_again_replaces_the_open_offer(world):
    first, second = invite(world), invite(world, role="finance")
    assert offer_of(first, world.now) is None
    assert offer_of(second, world.now).role_label == "Finance"


def test_an_accepted_invitation_cannot_be_taken_back(world):
    invitation = invite(world)
    join_as_newcomer(offer_of(invitation, world.now), name="New", password=PASSWORD, at=world.now)
    with world.scope("alice"), pytest.raises(Refused):
        revoke_invitation(invitation, actor=world.actor("alice"), at=world.now)


@pytest.mark.parametrize("proven", ["", "carl@contoso.example"])
def test_only_the_address_invited_may_accept(world, proven):
    offer = offer_of(invite(world), world.now)
    with pytest.raises(Refused, match="no longer holds"):
        join_as_member(offer, user=world.carl.user, verified_email=proven, at=world.now)
    with world.scope("acme"):
        assert Membership.objects.filter(audience="vendor", user=world.carl.user).count() == 0


def test_somebody_of_another_vendor_joins_with_the_account_held(world):
    offer = offer_of(invite(world, email="Eve@Globex.example"), world.now)
    member = join_as_member(offer, user=world.eve.user, verified_email="eve@globex.example", at=world.now)
    assert (member.user_id, member.vendor_id, member.role) == (world.eve.user_id, world.acme.pk, "viewer")


def test_a_former_member_comes_back_with_the_role_offered(world):
    with world.scope("acme"):
        Membership.objects.filter(pk=world.vera.pk).update(is_active=False)
    offer = offer_of(invite(world, email=world.vera.email, role="finance"), world.now)
    member = join_as_member(offer, user=world.vera.user, verified_email=world.vera.email, at=world.now)
    assert (member.pk, member.role, member.is_active) == (world.vera.pk, "finance", True)


def test_who_works_here_already_is_not_invited(world):
    with pytest.raises(Invalid, match="already"):
        invite(world, email=world.vera.email)


@pytest.mark.parametrize("values", [{"email": "no address"}, {"role": "owner"}, {"role": "seller"}])
def test_what_is_no_address_or_no_role_of_that_side_is_refused(world, values):
    with pytest.raises(Invalid):
        invite(world, **values)


def test_a_partner_admin_invites_for_the_own_partner_whatever_is_asked(world):
    invitation = invite(world, "bob", email="rep@northwind.example", role="seller", partner_id=world.contoso.pk)
    assert (invitation.audience, invitation.partner_id) == ("portal", world.northwind.pk)
    invitation = invite(world, "bob", email="rep@northwind.example", role="seller", audience="vendor")
    assert (invitation.audience, invitation.partner_id, invitation.partner_name) == (
        "portal",
        world.northwind.pk,
        "Northwind",
    )


@pytest.mark.parametrize("name", ["sam", "vera", "nina"])
def test_without_the_right_nobody_is_invited(world, name):
    with pytest.raises(Forbidden):
        invite(world, name, role="admin" if name == "nina" else "viewer")


def test_a_channel_manager_invites_a_partners_people_but_none_of_the_vendors(world):
    invitation = invite(world, "sam", audience="portal", partner_id=world.northwind.pk, role="admin")
    assert (invitation.role, invitation.partner_id) == ("admin", world.northwind.pk)


def test_a_portal_neither_sees_nor_takes_back_anothers_invitation(world):
    invitation = invite(world, "bob", email="rep@northwind.example", role="seller")
    vendors_own = invite(world)
    with world.scope("carl"):
        assert list(Invitation.objects.all()) == []
        for foreign in (invitation, vendors_own):
            with pytest.raises((NotFound, Invitation.DoesNotExist)):
                revoke_invitation(foreign, actor=world.actor("carl"), at=world.now)


def test_the_login_role_reads_no_invitation_and_resolves_one_only_by_its_whole_hash(world):
    invitation = invite(world)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        QuerySet(Invitation).count()
    token = invitation_token(invitation.pk)
    assert resolve_token("invitation", token, world.now)[:2] == (world.acme.pk, invitation.pk)
    assert resolve_token("api", token, world.now) is None
    assert resolve_token("invitation", token[:-1], world.now) is None
    assert resolve_token("invitation", invitation_token(uuid4()), world.now) is None


def test_an_invitation_of_a_closed_vendor_does_not_hold(world):
    invitation = invite(world)
    world.acme.is_active = False
    world.acme.save()
    assert offer_of(invitation, world.now) is None


def test_a_weak_password_makes_no_account(world):
    offer = offer_of(invite(world), world.now)
    with pytest.raises(Invalid) as refused:
        join_as_newcomer(offer, name="New", password="short", at=world.now)
    assert set(refused.value.fields) == {"password"}
    assert not User.objects.filter(email="new@acme.example").exists()
    assert offer_of(invite(world), world.now) is not None


def test_a_newcomer_whose_address_has_an_account_is_told_to_sign_in(world):
    create_person(email="new@acme.example", password=PASSWORD)
    with pytest.raises(Refused, match="Sign in"):
        join_as_newcomer(offer_of(invite(world), world.now), name="New", password=PASSWORD, at=world.now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["newcomers", "the same user"])
def test_of_many_accepts_at_once_exactly_one_succeeds(world, kind):
    invitation = invite(world)
    offer = offer_of(invitation, world.now)
    user = create_person(email="new@acme.example", password=PASSWORD) if kind == "the same user" else None
    outcomes, start = [], Barrier(8)

    def accept():
        try:
            start.wait()
            if user is None:
                join_as_newcomer(offer, name="New", password=PASSWORD, at=world.now)
            else:
                join_as_member(offer, user=user, verified_email=user.email, at=world.now)
            outcomes.append("joined")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=accept) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined"] + ["refused"] * 7
    with world.scope("acme"):
        assert Membership.objects.filter(email="new@acme.example").count() == 1


def test_accepting_outside_the_inviting_vendor_finds_nothing(world):
    invitation, user = invite(world), world.eve.user
    with world.scope("globex"), pytest.raises(Refused):
        accept_invitation(invitation.pk, user=user, verified_email="new@acme.example", at=world.now)
