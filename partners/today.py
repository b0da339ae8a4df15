"""What of this room stands on the Today page: prospects that went quiet."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.permissions import ProspectPermission
from partners.recruiting import quiet_prospects
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.queue import Suggestion, kept_to_mine, suggesting

SHOWN = 3


@suggesting("partners.quiet_prospect", permission=ProspectPermission.EDIT)
def went_quiet(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """The prospects nobody talked to for longest: one's own, or all."""
    slug = Vendor.objects.values_list("slug", flat=True).get()
    return [
        Suggestion(
            f"prospect:{row.pk}",
            row.name,
            _("A prospect went quiet"),
            _("Nothing passed between you since %(day)s.") % {"day": date_format(row.touched_at, "j M Y")},
            _("Open the prospect"),
            reverse("workspace:partners:prospect-detail", kwargs={"vendor": slug, "ref": row.ref}),
        )
        for row in kept_to_mine(quiet_prospects(at), actor, mine, "owner")[:SHOWN]
    ]
