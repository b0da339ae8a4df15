"""Settings, API keys: made, shown once, taken back. The portal's stand on the same."""

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prm.accounts.models import ApiToken
from prm.accounts.permissions import AccountPermission
from prm.accounts.queries import team_of, tokens_of
from prm.accounts.services.token import create_token, revoke_token
from prm.accounts.workspace.forms import TokenForm
from prm.ui.components import pill
from prm.ui.views import Column, Empty, FormView, ListView
from prm.ui.views.lists import Link


def standing(row: ApiToken, view: Any) -> Any:
    if row.revoked_at:
        return pill(_("Taken back"), tone="bad", icon_name="ban")
    if row.expires_at and row.expires_at <= view.now:
        return pill(_("Ended"), tone="bad", icon_name="clock-x")
    return pill(_("Works"), tone="ok", icon_name="circle-check")


class TokenList(ListView):
    permission: ClassVar[Any] = AccountPermission.MANAGE_TOKENS
    title = _("API keys")
    intro = _("A key acts as one member and can do no more than that member.")
    columns = [
        Column("name", _("Key"), sub="hint", link=True),
        Column("membership.name", _("Acts as")),
        Column("scopes", _("May"), value=lambda row: len(row.scopes), wide_only=True),
        Column.datetime("last_used_at", _("Last used")),
        Column("status", _("Status"), render=standing),
    ]
    actions = [Link(_("New key"), "accounts:token-create", AccountPermission.MANAGE_TOKENS, "key", primary=True)]
    empty = Empty(
        "key",
        _("No keys yet"),
        _("Make one for each program that talks to the API."),
        "accounts:token-create",
        _("New key"),
    )
    default_sort = "-created_at"

    def query(self) -> QuerySet[ApiToken]:
        return tokens_of(self.actor.audience, self.actor.partner_id)

    def row_url(self, row: ApiToken) -> str:
        return "" if row.revoked_at else self.url("accounts:token-revoke", ref=row.ref)


class TokenCreate(FormView):
    permission: ClassVar[Any] = AccountPermission.MANAGE_TOKENS
    needs_fresh_sign_in = True
    title = _("New API key")
    form_class = TokenForm
    submit_label = _("Make key")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "members": team_of(self.actor.audience, self.actor.partner_id).filter(is_active=True),
        }

    def perform(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        ends = data["expires_on"]
        token, raw = create_token(
            data["member"],
            name=data["name"],
            scopes=data["scopes"],
            actor=self.actor,
            at=self.now,
            expires_at=timezone.make_aware(datetime.combine(ends, time.max)) if ends else None,
        )
        # Shown in this answer and nowhere again: no redirect, which would have to carry it.
        return self.render("accounts/token_created.html", {"token": token, "raw": raw}, status=201)


class TokenRevoke(FormView):
    """Asks once, then ends the key."""

    permission: ClassVar[Any] = AccountPermission.MANAGE_TOKENS
    template_name = "ui/confirm.html"
    form_class = forms.Form
    intro = _("Programs that use this key are refused from now on.")
    submit_label = _("Take back")
    message = _("The key no longer works.")

    def query(self, ref: str) -> ApiToken | None:
        return tokens_of(self.actor.audience, self.actor.partner_id).filter(ref=ref, revoked_at=None).first()

    def perform(self, form: Any) -> ApiToken:
        return revoke_token(self.object, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("accounts:token-list")
