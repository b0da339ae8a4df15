"""The screens of requests for access, which both sides have: who asks, and the one decision on each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners.models import AccessRequest
from partners.queries import access_request_by_ref, access_requests
from partners.services import access as service
from prm.accounts.workspace.forms import grantable_roles
from prm.ui.components import pill
from prm.ui.views import ActionView, Choice, Column, Empty, FormView, ListView, Search, Tab

STANDING = [("open", _("Open")), ("granted", _("Granted")), ("declined", _("Declined"))]
FILTERS: dict[str, dict[str, Any]] = {
    "open": {"decided_at": None}, "granted": {"granted": True}, "declined": {"granted": False},
}  # fmt: skip


def standing(row: AccessRequest, view: Any = None) -> Any:
    if row.granted is None:
        return pill(_("Open"), tone="info", icon_name="inbox")
    if row.granted:
        return pill(_("Granted"), tone="ok", icon_name="circle-check")
    return pill(_("Declined"), tone="mute", icon_name="circle-x")


def standing_as(rows: QuerySet[AccessRequest], values: list[str]) -> QuerySet[AccessRequest]:
    found = rows.none()
    for value in values:
        found = found | rows.filter(**FILTERS[value])
    return found


class AccessList(ListView):
    permission: ClassVar[Any]
    title = _("Access requests")
    default_sort = "-asked_at"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", _("Name"), sub="email", link=True, sort=True),
        Column("partner.name", _("Partner")),
        Column("reason", _("What for"), wide_only=True),
        Column.datetime("asked_at", _("Asked"), sort=True),
        Column("status", _("Status"), render=standing),
        Column("decided_by", _("Decided by"), wide_only=True),
    )
    filters = (
        Choice("status", _("Status"), STANDING, apply_with=standing_as),
        Search("name", "email", "partner__name"),
    )
    tabs = (Tab("open", _("Open"), {"status": "open"}),)
    empty = Empty(
        "door-enter",
        _("Nobody asks for access"),
        _("People with a partner's e-mail domain ask on the public page; their requests stand here."),
    )

    def query(self) -> QuerySet[AccessRequest]:
        return access_requests()

    def row_url(self, row: AccessRequest) -> str:
        return self.url("partners:access-decide", ref=row.ref) if row.decided_at is None else ""


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            choices=[("", "---------"), *roles],
            help_text=_("The invitation goes to the address above: only who reads its mail gets in."),
        )


class AccessDecide(FormView):
    permission: ClassVar[Any]
    needs_fresh_sign_in = True
    template_name = "partners/access.html"
    form_class = RoleForm
    object_name = "asked"
    submit_label = _("Invite")
    message = _("The invitation is on its way.")
    query = staticmethod(access_request_by_ref)

    def form_kwargs(self) -> dict[str, Any]:
        return {"roles": grantable_roles(self.actor, "portal")}

    def perform(self, form: Any) -> AccessRequest:
        return service.grant_access(self.object, role=form.cleaned_data["role"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("partners:access-list")

    def cancel_url(self) -> str:
        return self.success_url(None)


class AccessDecline(ActionView):
    permission: ClassVar[Any]
    message = _("Declined. Nobody is told.")
    query = staticmethod(access_request_by_ref)

    def perform(self, obj: AccessRequest, data: Any) -> AccessRequest:
        return service.decline_access(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: AccessRequest, result: Any) -> str:
        return self.url("partners:access-list")
