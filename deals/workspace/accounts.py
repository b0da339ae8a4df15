"""Customer accounts: the list, one account, adding and changing."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.lifecycle import REGISTRATION
from deals.models import CustomerAccount
from deals.permissions import DealPermission
from deals.services.account import create_account, update_account
from deals.workspace.forms import AccountForm
from prm.audit.queries import timeline_for
from prm.ui.views import Choice, Column, DetailView, Empty, Flag, FormView, Link, ListView, Search


class AccountSearch(Search):
    """Every word in name, parent, domain or place, through the trigram index."""

    def apply(self, rows: QuerySet[Any], view: Any, params: Any) -> QuerySet[Any]:
        text = self.text(params)
        return rows.filter(pk__in=queries.search_ids("account", text)) if text else rows


def kinds(view: Any) -> list[tuple[str, str]]:
    return [(kind, kind) for kind in queries.account_kinds()]


class AccountList(ListView):
    permission = DealPermission.VIEW
    title = _("Customer accounts")
    columns = (
        Column("name", _("Account"), sub="ref", link=True, sort=True),
        Column("domain", _("Domain")),
        Column("kind", _("Type"), wide_only=True),
        Column("organization", _("Parent"), wide_only=True),
        Column("city", _("City")),
        Column("region", _("State")),
        Column("country", _("Country"), optional=True),
        Column("is_customer", _("Customer"), value=lambda row: _("Customer") if row.is_customer else ""),
        Column.person("owner.name", _("Owner"), wide_only=True),
    )
    filters = (
        AccountSearch("name", placeholder=_("Name, domain, city, reference")),
        Choice("kind", _("Type"), kinds),
        Flag("is_customer", _("Existing customer")),
    )
    actions = (
        Link(_("Add account"), "deals:account-new", DealPermission.MANAGE_ACCOUNTS, "plus", primary=True),
        Link(
            _("Import"), "imports:batch-create", DealPermission.MANAGE_ACCOUNTS, "upload", query="kind=deals.accounts"
        ),
    )
    default_sort = "name"
    empty = Empty(
        "building",
        _("No accounts yet"),
        _("Import your customers, so that registrations can be checked against them."),
        "deals:account-new",
        _("Add account"),
    )

    def query(self) -> QuerySet[CustomerAccount]:
        return queries.accounts_with_owner()

    def row_url(self, row: CustomerAccount) -> str:
        return self.url("deals:account-detail", ref=row.ref)


class AccountDetail(DetailView):
    permission = DealPermission.VIEW
    template_name = "deals/account.html"
    object_name = "account"

    def query(self, ref: str) -> CustomerAccount | None:
        return queries.account_by_ref(ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        return {
            "deals": queries.deals_of_account(self.object)[:50],
            "bought": self.object.lines.order_by("since_on"),
            "registration_lifecycle": REGISTRATION,
            "entries": timeline_for(self.object)[:20],
        }


class AccountNew(FormView):
    permission = DealPermission.MANAGE_ACCOUNTS
    title = _("Add account")
    form_class = AccountForm
    submit_label = _("Add account")
    message = _("Account added.")

    def perform(self, form: AccountForm) -> CustomerAccount:
        return create_account(form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: CustomerAccount) -> str:
        return self.url("deals:account-detail", ref=result.ref)


class AccountEdit(AccountNew):
    title = _("Change account")
    submit_label = _("Save")
    message = _("Account saved.")

    def query(self, ref: str) -> CustomerAccount | None:
        return queries.account_by_ref(ref)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in self.form_class.base_fields}

    def perform(self, form: AccountForm) -> CustomerAccount:
        return update_account(self.object, form.cleaned_data, actor=self.actor, at=self.now)
