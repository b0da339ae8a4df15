"""Settings, members: who works here, with which role, and who is invited. The portal's team stands on the same."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.accounts.leaving import owned_by
from prm.accounts.models import Invitation, Membership
from prm.accounts.permissions import AccountPermission
from prm.accounts.queries import open_invitations, team_of
from prm.accounts.services.invitation import invite_member, revoke_invitation
from prm.accounts.services.member import change_role, deactivate_member, reactivate_member
from prm.accounts.workspace.forms import InviteForm, RoleForm
from prm.ui.components import pill
from prm.ui.views import ActionView, Column, Empty, Flag, FormView, ListView, Search
from prm.ui.views.lists import Link


def activity(row: Membership, view: Any) -> Any:
    return (
        pill(_("Active"), tone="ok", icon_name="circle-check")
        if row.is_active
        else pill(_("Left"), icon_name="door-exit")
    )


def standing(row: Invitation, view: Any) -> Any:
    if row.expires_at <= view.now:
        return pill(_("Expired"), tone="bad", icon_name="clock-x")
    return pill(_("Waits to be accepted"), tone="mute", icon_name="mail")


class MemberList(ListView):
    permission: ClassVar[Any] = AccountPermission.VIEW_WORKSPACE
    title = _("Members")
    columns = [
        Column("name", _("Name"), sub="email", link=True, sort=True),
        Column("role_label", _("Role"), sort="role"),
        Column("title", _("Job title"), wide_only=True),
        Column("is_active", _("Access"), render=activity),
    ]
    filters = [Search("name", "email"), Flag("left", _("Left"), apply_with=lambda rows: rows.filter(is_active=False))]
    actions = [
        Link(_("Invite"), "accounts:member-invite", AccountPermission.MANAGE_MEMBERS, "user-plus", primary=True),
        Link(_("Invitations"), "accounts:invitation-list", AccountPermission.MANAGE_MEMBERS, "mail"),
    ]
    default_sort = "name"

    def query(self) -> QuerySet[Membership]:
        return team_of(self.actor.audience, self.actor.partner_id)

    def row_url(self, row: Membership) -> str:
        return self.url("accounts:member-edit", pk=row.pk) if self.actor.can(self.actions[0].permission) else ""


class InvitationList(ListView):
    permission: ClassVar[Any] = AccountPermission.MANAGE_MEMBERS
    title = _("Invitations")
    columns = [
        Column("email", _("E-mail"), sub="name", link=True),
        Column("role_label", _("Role")),
        Column("invited_by_label", _("Invited by"), wide_only=True),
        Column.datetime("expires_at", _("Until")),
        Column("status", _("Status"), render=standing),
    ]
    empty = Empty("mail", _("Nobody is invited"), _("Invitations stand here until they are accepted."))
    default_sort = "-invited_at"

    def query(self) -> QuerySet[Invitation]:
        return open_invitations(self.actor.audience, self.actor.partner_id)

    def row_url(self, row: Invitation) -> str:
        return self.url("accounts:invitation-revoke", ref=row.ref)


class MemberInvite(FormView):
    permission: ClassVar[Any] = AccountPermission.MANAGE_MEMBERS
    needs_fresh_sign_in = True
    title = _("Invite somebody")
    intro = _("The link in the mail works once, for this address alone, for seven days.")
    form_class = InviteForm
    submit_label = _("Send invitation")
    message = _("The invitation is on its way.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor, "audience": self.actor.audience}

    def perform(self, form: Any) -> Invitation:
        return invite_member(
            **form.cleaned_data,
            actor=self.actor,
            at=self.now,
            audience=self.actor.audience,
            partner_id=self.actor.partner_id,
        )

    def success_url(self, result: Any) -> str:
        return self.url("accounts:invitation-list")


class OfTeam:
    """Finds a member of the actor's own side and partner; everybody else does not exist."""

    actor: Any

    def query(self, pk: UUID) -> Membership | None:
        return team_of(self.actor.audience, self.actor.partner_id).filter(pk=pk).first()


class MemberEdit(OfTeam, FormView):
    permission: ClassVar[Any] = AccountPermission.MANAGE_MEMBERS
    needs_fresh_sign_in = True
    template_name = "accounts/member.html"
    form_class = RoleForm
    submit_label = _("Save role")
    message = _("The role holds from the next click on.")

    def initial(self) -> dict[str, Any]:
        return {"role": self.object.role}

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor, "audience": self.actor.audience}

    def context(self, **extra: Any) -> dict[str, Any]:
        """Where to hand on what somebody of ours looks after; the portal's people look after nothing in this sense."""
        row = self.object
        has_some = row.audience == "vendor" and row.is_active and bool(owned_by(row))
        return {"leave_url": self.url("accounts:member-leave", pk=row.pk) if has_some else ""}

    def perform(self, form: Any) -> Membership:
        return change_role(self.object, form.cleaned_data["role"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("accounts:member-list")


class MemberAction(OfTeam, ActionView):
    permission: ClassVar[Any] = AccountPermission.MANAGE_MEMBERS

    def success_url(self, obj: Any, result: Any) -> str:
        return self.url("accounts:member-list")


class MemberDeactivate(MemberAction):
    message = _("Access has ended.")

    def perform(self, obj: Membership, data: Any) -> Membership:
        return deactivate_member(obj, actor=self.actor, at=self.now)


class MemberReactivate(MemberAction):
    needs_fresh_sign_in = True
    message = _("Access is given again.")

    def perform(self, obj: Membership, data: Any) -> Membership:
        return reactivate_member(obj, actor=self.actor, at=self.now)


class InvitationRevoke(FormView):
    """Asks once, then takes the offer back."""

    permission: ClassVar[Any] = AccountPermission.MANAGE_MEMBERS
    template_name = "ui/confirm.html"
    form_class = forms.Form
    intro = _("The link in the mail will no longer work.")
    submit_label = _("Take back")
    message = _("The invitation is taken back.")

    def query(self, ref: str) -> Invitation | None:
        return open_invitations(self.actor.audience, self.actor.partner_id).filter(ref=ref).first()

    def perform(self, form: Any) -> Invitation:
        return revoke_invitation(self.object, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("accounts:invitation-list")
