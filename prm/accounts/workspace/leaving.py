"""A member leaves: what they look after, who takes it on, and the end of their access in one step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prm.accounts.leaving import owned_by
from prm.accounts.models import Membership
from prm.accounts.permissions import AccountPermission
from prm.accounts.queries import vendor_members
from prm.accounts.services.leaving import let_go
from prm.accounts.workspace.members import OfTeam
from prm.ui.views import FormView


class LeaveForm(forms.Form):
    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(
            vendor_members().exclude(pk=member.pk), label=_("Who takes it on"), required=False
        )


class MemberLeave(OfTeam, FormView):
    permission = AccountPermission.MANAGE_MEMBERS
    title = _("Hand on and end access")
    template_name = "accounts/leave.html"
    form_class = LeaveForm
    object_name = "member"
    submit_label = _("Hand on and end access")
    message = _("Access has ended, and everything is in other hands.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"member": self.object}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"owned": owned_by(self.object)}

    def perform(self, form: Any) -> Membership:
        return let_go(self.object, form.cleaned_data["to"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("accounts:member-list")

    def cancel_url(self) -> str:
        return self.url("accounts:member-edit", pk=self.object.pk)
