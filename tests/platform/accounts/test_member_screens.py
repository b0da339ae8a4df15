import pytest

from prm.accounts.models import ApiToken, Invitation, Membership
from prm.accounts.tokens import actor_for_token


def stored(world, name):
    with world.scope("acme"):
        return Membership.objects.get(pk=world.members[name].pk)


def test_everybody_sees_who_works_here_and_only_administrators_change_it(world):
    page = world.client("vera").get("/w/acme/accounts/members/")
    assert page.status_code == 200
    assert [row.name for row in page.context["view"].page.rows] == ["Alice", "Fay", "Frank", "Petra", "Sam", "Vera"]
    assert "/accounts/members/invite/" not in page.text
    assert "/accounts/members/invite/" in world.client("alice").get("/w/acme/accounts/members/").text


def test_a_partner_sees_its_own_team_and_nobody_elses(world):
    page = world.client("nina").get("/p/acme/accounts/team/")
    assert [row.name for row in page.context["view"].page.rows] == ["Bob", "Nina", "Xena"]


@pytest.mark.parametrize(
    ("who", "base", "role", "side"),
    [
        ("alice", "/w/acme/accounts/members/", "finance", "vendor"),
        ("bob", "/p/acme/accounts/team/", "seller", "portal"),
    ],
)
def test_inviting_by_form(world, who, base, role, side):
    client = world.client(who)
    assert client.get(f"{base}invite/").status_code == 200
    answer = client.post(f"{base}invite/", {"email": "New@Example.com", "name": "New", "role": role})
    assert answer.status_code == 302
    with world.scope("acme"):
        invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.audience) == ("new@example.com", role, side)
    assert "new@example.com" in client.get(answer["Location"]).text
    revoke = f"{answer['Location']}{invitation.ref}/"
    assert client.get(revoke).status_code == 200
    assert client.post(revoke).status_code == 302
    assert client.get(revoke).status_code == 404


def test_the_answer_to_an_invitation_does_not_tell_whether_the_address_has_an_account(world):
    client = world.client("alice")
    answers = [
        client.post("/w/acme/accounts/members/invite/", {"email": email, "role": "viewer"})
        for email in ("eve@globex.example", "nobody@globex.example")
    ]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/w/acme/accounts/invitations/")] * 2


def test_a_role_is_changed_by_form(world):
    client = world.client("alice")
    path = f"/w/acme/accounts/members/{world.vera.pk}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"role": "finance"}).status_code == 302
    assert stored(world, "vera").role == "finance"


def test_a_role_that_is_not_offered_is_refused(world):
    client = world.client("bob")
    for role in ("channel_chief", "owner", ""):
        assert client.post(f"/p/acme/accounts/team/{world.nina.pk}/", {"role": role}).status_code == 400
    assert stored(world, "nina").role == "seller"


def test_access_is_ended_and_holds_with_the_next_request(world):
    vera = world.client("vera")
    assert vera.get("/w/acme/accounts/members/").status_code == 200
    path = f"/w/acme/accounts/members/{world.vera.pk}/"
    assert world.client("alice").post(f"{path}deactivate/").status_code == 302
    assert vera.get("/w/acme/accounts/members/").status_code == 404
    assert world.client("alice").post(f"{path}reactivate/").status_code == 302
    assert vera.get("/w/acme/accounts/members/").status_code == 200


def test_the_last_administrator_is_told_why(world):
    client = world.client("alice")
    path = f"/w/acme/accounts/members/{world.alice.pk}/"
    answer = client.post(f"{path}deactivate/")
    assert (answer.status_code, "last administrator" in answer.text) == (409, True)
    answer = client.post(path, {"role": "viewer"})
    assert (answer.status_code, "last administrator" in answer.text) == (409, True)
    assert stored(world, "alice").is_active


def test_a_key_is_shown_once_and_works(world):
    client = world.client("alice")
    answer = client.post(
        "/w/acme/accounts/keys/new/",
        {"name": "CRM", "member": str(world.alice.pk), "scopes": ["accounts.view_workspace"]},
    )
    assert answer.status_code == 201
    raw = answer.context["raw"]
    assert raw in answer.text
    assert actor_for_token(raw)[1].membership_id == world.alice.pk
    page = client.get("/w/acme/accounts/keys/")
    assert "CRM" in page.text
    assert raw not in page.text
    with world.scope("acme"):
        token = ApiToken.objects.get()
    assert client.post(f"/w/acme/accounts/keys/{token.ref}/").status_code == 302
    assert actor_for_token(raw) is None


def test_a_key_for_somebody_of_another_side_or_with_more_than_the_role_is_refused(world):
    client = world.client("alice")
    for values in (
        {"member": str(world.nina.pk), "scopes": ["accounts.view_workspace"]},
        {"member": str(world.eve.pk), "scopes": ["accounts.view_workspace"]},
        {"member": str(world.vera.pk), "scopes": ["accounts.manage_members"]},
        {"member": str(world.alice.pk), "scopes": ["made.up"]},
        {"member": str(world.alice.pk), "scopes": []},
    ):
        assert client.post("/w/acme/accounts/keys/new/", {"name": "x", **values}).status_code == 400
    with world.scope("acme"):
        assert ApiToken.objects.count() == 0


def test_a_partner_makes_keys_for_its_own_people(world):
    client = world.client("bob")
    assert client.get("/p/acme/accounts/keys/").status_code == 200
    values = {"name": "CRM", "member": str(world.nina.pk), "scopes": ["accounts.view_portal"]}
    answer = client.post("/p/acme/accounts/keys/new/", values)
    assert answer.status_code == 201
    assert actor_for_token(answer.context["raw"])[0].partner_id == world.northwind.pk
