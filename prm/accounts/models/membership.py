from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.accounts.roles import ROLES
from prm.lib.actor import Actor
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel

LOGIN_ROWS = "user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid)"


class Membership(TenantModel):
    """One user with one role on one side of one vendor. Its foreign key to Partner is added by partners/.

    Name and e-mail stand here too, so that no audience needs the global user table. Shared: the login role sees
    the rows of the user it is signing in, audiences those of their vendor, a portal its own people and the vendor's.
    """

    AUDIENCES = [("vendor", _("Vendor")), ("portal", _("Partner"))]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    role = models.CharField(max_length=20)
    partner_id = models.UUIDField(null=True)
    partner_name = models.CharField(max_length=160, blank=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    title = models.CharField(_("job title"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    # A session that began before this has to sign in again: the role was another, or access had ended.
    access_changed_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    # Kept here so that the bell and the switcher, which looks over all vendors, ask for nothing more.
    unread_notices = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(
                portal="vendor",
                portal_when="audience = 'vendor' OR partner_id ="
                " (SELECT nullif(current_setting('app.partner_id', true), '')::uuid)",
            ),
            models.UniqueConstraint(
                fields=["vendor", "user", "audience", "partner_id"], nulls_distinct=False, name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(audience="vendor", partner_id=None)
                | models.Q(audience="portal", partner_id__isnull=False),
                name="membership_side",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "partner_id", "is_active"], name="membership_partner")]

    def __str__(self) -> str:
        return self.name

    @property
    def role_label(self) -> str:
        return str(ROLES[self.audience](self.role).label)

    def actor(self) -> Actor:
        """This member acting now, with the permissions of the role."""
        from prm.accounts.permissions import permissions_for

        return Actor(
            kind="person",
            label=self.name,
            vendor_id=self.vendor_id,
            audience=self.audience,
            membership_id=self.pk,
            partner_id=self.partner_id,
            role=self.role,
            permissions=permissions_for(self.audience, self.role),
        )
