"""What every handler here needs: where to look and whom to tell."""

from django.urls import reverse

from prm.accounts.models import Membership
from prm.tenancy.models import Vendor
from programs.models import Partnership


def address(name: str, **kwargs: str) -> str:
    """The path of a page of the open scope's vendor."""
    return reverse(name, kwargs={"vendor": Vendor.objects.values_list("slug", flat=True).get(), **kwargs})


def owner_of(partnership: Partnership) -> list[Membership]:
    """The channel manager of the partnership, else of its partner, while still with us."""
    owner = partnership.owner or partnership.partner.owner
    return [owner] if owner is not None and owner.is_active else []
