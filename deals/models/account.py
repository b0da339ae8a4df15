from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class CustomerAccount(RefModel):
    """An end customer as the vendor knows it. No portal ever reads this table.

    `key` is what a second load recognizes the account by: its domain, else its name and place.
    """

    REF_KIND = "ACC"

    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(_("web domain"), max_length=120, blank=True)
    kind = models.CharField(_("type"), max_length=60, blank=True)
    organization = models.CharField(_("parent organization"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    region = models.CharField(_("state or region"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    tax_id = models.CharField(_("tax number"), max_length=40, blank=True)
    owner = TenantForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    is_customer = models.BooleanField(_("existing customer"), default=False)
    customer_since_on = models.DateField(_("customer since"), null=True, blank=True)
    key = models.CharField(max_length=320, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="account_ref"),
            models.UniqueConstraint(fields=["vendor", "key"], name="account_key"),
        ]
        indexes = [
            models.Index(fields=["vendor", "name", "id"], name="account_name"),
            models.Index(fields=["vendor", "kind", "name"], name="account_kind"),
            models.Index(fields=["vendor", "region", "name"], name="account_region"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountLine(TenantModel):
    """A product line the customer already bought, which a new-logo-only policy looks at."""

    account = TenantForeignKey(CustomerAccount, models.CASCADE, related_name="lines")
    line_key = models.CharField(max_length=90)
    since_on = models.DateField(_("since"))

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "account", "line_key"], name="account_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.line_key}"
