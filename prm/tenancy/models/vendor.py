from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prm.lib.ids import uuid7


class Vendor(models.Model):
    """The tenant, whose program it is. Global: the login role resolves it by slug before any scope is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC")
    currency = models.CharField(_("reporting currency"), max_length=3, default="USD")
    country = models.CharField(_("country"), max_length=2, default="US")
    language = models.CharField(_("language"), max_length=10, default="en-us")
    fiscal_start_month = models.PositiveSmallIntegerField(_("first month of the fiscal year"), default=1)
    accent = models.CharField(_("accent color"), max_length=7, default="#3b57c4")
    brand_version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fiscal_start_month__gte=1, fiscal_start_month__lte=12), name="vendor_fiscal_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name
