"""What has to be seen to when an agreement or a partnership ends, and by when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Consequence:
    """One item of the checklist, `days` after the last day. What `is_shared` the partner sees, and confirms."""

    key: str
    label: Any
    hint: Any
    days: int
    is_shared: bool = False


CONSEQUENCES = (
    Consequence("access", _("Close access"), _("People who still need to sign in, and keys of the API."), 0),
    Consequence(
        "registrations", _("Settle open registrations and deals"),
        _("For each: honored to its end, handed to another partner, or closed."), 14,
    ),
    Consequence(
        "certificates", _("End certificates and titles"), _("Certificates, levels and titles are no longer shown."), 14,
    ),
    Consequence("licenses", _("Take back licenses and equipment"), _("Demo licenses, keys and loaned units."), 30, True),
    Consequence("data", _("Return or delete data"), _("Each side confirms it to the other in writing."), 30, True),
    Consequence(
        "logo", _("Stop the use of names and logos"), _("Sites, brochures, badges, and the entry in the directory."), 30,
        True,
    ),
    Consequence("funds", _("Settle funds"), _("Approved requests, open claims and what was not used."), 45),
    Consequence("statement", _("Send the final statement"), _("What is owed either way, paid or set off."), 60),
)  # fmt: skip


def due_on(last_day: date, days: int) -> date:
    """Counted from the last day the agreement holds."""
    return last_day + timedelta(days=days)
