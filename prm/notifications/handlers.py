"""What accounts say, told to those it concerns."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from prm.accounts.events import ApiTokenCreated, MemberChanged, MemberInvited, MemberJoined
from prm.accounts.invitations import secret_of
from prm.accounts.models import ApiToken, Invitation, Membership
from prm.accounts.permissions import AccountPermission, PortalAccountPermission
from prm.accounts.queries import members_with_permission
from prm.notifications import notices
from prm.notifications.models import OutboxMail
from prm.notifications.services import notify
from prm.notifications.services.mail import queue_mails
from prm.outbox.services import handles
from prm.tenancy.models import Vendor


@handles(MemberInvited)
def send_invitation(event: MemberInvited) -> None:
    """The invited address gets its personal link; the outbox keeps the mail without it."""
    invitation = Invitation.objects.get(pk=event.invitation_id)
    vendor = Vendor.objects.get(pk=invitation.vendor_id)
    language = invitation.language or vendor.language
    with override(language):
        company = invitation.partner_name or vendor.name
        subject = _("%(who)s invites you to work with %(vendor)s") % {
            "who": invitation.invited_by_label,
            "vendor": vendor.name,
        }
        body = _(
            "You are invited to join %(company)s as %(role)s. The link works once, for you alone, until %(until)s."
        ) % {"company": company, "role": invitation.role_label.lower(), "until": f"{invitation.expires_at:%Y-%m-%d}"}
        label = _("Accept the invitation")
    mail = OutboxMail(
        kind="accounts.invitation", key=f"invitation:{invitation.pk}", to_email=invitation.email,
        to_name=invitation.name, language=language, subject=subject[:200], body=body, action_label=label,
        secret=secret_of(invitation.pk), at=invitation.invited_at,
    )  # fmt: skip
    queue_mails([mail])


@handles(MemberJoined)
def announce_member(event: MemberJoined) -> None:
    """Those who look after the side hear that somebody joined, except the one who did."""
    member = Membership.objects.get(pk=event.membership_id)
    is_portal = member.audience == "portal"
    permission = PortalAccountPermission.MANAGE_TEAM if is_portal else AccountPermission.MANAGE_MEMBERS
    told = members_with_permission(permission, partner_id=member.partner_id).exclude(pk=member.pk)
    notify(
        notices.TEAM_JOINED if is_portal else notices.MEMBER_JOINED,
        told,
        at=event.occurred_at,
        subject=lambda: _("%(name)s joined as %(role)s") % {"name": member.name, "role": member.role_label.lower()},
        url=_members_url(member),
        partner_id=member.partner_id,
    )


@handles(MemberChanged)
def tell_role(event: MemberChanged) -> None:
    member = Membership.objects.get(pk=event.membership_id)
    notify(
        notices.TEAM_ROLE_CHANGED if member.audience == "portal" else notices.ROLE_CHANGED,
        [member],
        at=event.occurred_at,
        subject=lambda: _("You are now %(role)s") % {"role": member.role_label.lower()},
        url=_home_url(member),
        partner_id=member.partner_id,
    )


@handles(ApiTokenCreated)
def tell_key_holder(event: ApiTokenCreated) -> None:
    """Whoever a key acts for hears of it, so that none is made behind a back."""
    token = ApiToken.objects.select_related("membership").get(pk=event.token_id)
    member = token.membership
    notify(
        notices.TEAM_KEY_CREATED if member.audience == "portal" else notices.KEY_CREATED,
        [member],
        at=event.occurred_at,
        subject=lambda: (
            _("%(who)s made the API key %(name)s, which acts in your name")
            % {"who": token.created_by_label, "name": token.name}
        ),
        url=_home_url(member),
        partner_id=member.partner_id,
    )


def _vendor_slug() -> str:
    return str(Vendor.objects.values_list("slug", flat=True).get())


def _home_url(member: Membership) -> str:
    return f"/{'p' if member.audience == 'portal' else 'w'}/{_vendor_slug()}/"


def _members_url(member: Membership) -> str:
    tree = "portal" if member.audience == "portal" else "workspace"
    return reverse(f"{tree}:accounts:member-list", kwargs={"vendor": _vendor_slug()})
