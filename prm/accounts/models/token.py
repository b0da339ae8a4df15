from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class ApiToken(RefModel):
    """A key that acts as one member, with scopes no wider than the member's role. Shown once, kept as its hash."""

    REF_KIND = "KEY"

    membership = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="api_tokens")
    partner_id = models.UUIDField(null=True)
    name = models.CharField(_("name"), max_length=80)
    hint = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=80), default=list)
    created_by_label = models.CharField(max_length=160)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="token_ref"),
            models.UniqueConstraint(fields=["vendor", "token_hash"], name="token_once"),
        ]
        indexes = [models.Index(fields=["token_hash"], name="token_lookup")]

    def __str__(self) -> str:
        return self.name
