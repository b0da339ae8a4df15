from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.accounts.roles import ROLES
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Invitation(RefModel):
    """An offer of one membership to one e-mail address. Single use, at most seven days, revocable.

    The token is not here, only its hash. Shared: an audience sees its own rows; the login role sees none and finds the
    row behind a token through prm_resolve_token().
    """

    REF_KIND = "INV"

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    audience = models.CharField(max_length=10)
    role = models.CharField(_("role"), max_length=20)
    partner_id = models.UUIDField(null=True)
    partner_name = models.CharField(max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    token_hash = models.CharField(max_length=64)
    invited_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    invited_by_label = models.CharField(max_length=160)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="invitation_ref"),
            models.UniqueConstraint(fields=["vendor", "token_hash"], name="invitation_token"),
            models.UniqueConstraint(
                fields=["vendor", "email", "audience", "partner_id"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(audience="vendor", partner_id=None)
                | models.Q(audience="portal", partner_id__isnull=False),
                name="invitation_side",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("invited_at") + timedelta(days=7)), name="invitation_week"
            ),
        ]
        indexes = [models.Index(fields=["token_hash"], name="invitation_lookup")]

    def __str__(self) -> str:
        return self.email

    @property
    def role_label(self) -> str:
        return str(ROLES[self.audience](self.role).label)
