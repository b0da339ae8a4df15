"""People, invitations and keys of Acme and Northwind."""

from prm.accounts.invitations import invitation_token
from prm.accounts.models import Invitation, Membership, User
from prm.accounts.services.invitation import invite_member
from prm.accounts.services.token import create_token
from prm.accounts.services.vendor import add_member


def prepare(world):
    for who, email, role in (("alice", "new@acme.example", "viewer"), ("bob", "new@northwind.example", "seller")):
        with world.scope(who):
            actor, member = world.actor(who), world.members[who]
            world.things[f"offer_of_{who}"] = invite_member(
                email=email, role=role, actor=actor, at=world.now, audience=actor.audience, partner_id=actor.partner_id
            )
            scope = "accounts.view_workspace" if actor.audience == "vendor" else "accounts.view_portal"
            token, _raw = create_token(member, name=f"Key of {who}", scopes=[scope], actor=actor, at=world.now)
            world.things[f"key_of_{who}"] = token


SAMPLES = {
    **{
        f"workspace:accounts:{page}": lambda w: {"pk": w.sam.pk}
        for page in ("member-edit", "member-leave", "member-deactivate", "member-reactivate")
    },
    "workspace:accounts:invitation-revoke": lambda w: {"ref": w.offer_of_alice.ref},
    "workspace:accounts:token-revoke": lambda w: {"ref": w.key_of_alice.ref},
    **{
        f"portal:accounts:{page}": lambda w: {"pk": w.nina.pk}
        for page in ("member-edit", "member-deactivate", "member-reactivate")
    },
    "portal:accounts:invitation-revoke": lambda w: {"ref": w.offer_of_bob.ref},
    "portal:accounts:token-revoke": lambda w: {"ref": w.key_of_bob.ref},
    "public:accounts:join": lambda w: {"token": invitation_token(w.offer_of_bob.pk)},
}


def one_more_member(world, row, number):
    user = User.objects.create_user(f"more{number}.{row.pk}@acme.example", name=f"Member {number}")
    with world.scope("acme"):
        add_member(user, audience=row.audience, role=row.role, partner_id=row.partner_id)


def one_more_invitation(world, row, number):
    who = "bob" if row.partner_id else "alice"
    with world.scope(who):
        invite_member(
            email=f"more{number}@acme.example", role=row.role, actor=world.actor(who), at=world.now,
            audience=row.audience, partner_id=row.partner_id,
        )  # fmt: skip


MORE = {Invitation: one_more_invitation, Membership: one_more_member}
