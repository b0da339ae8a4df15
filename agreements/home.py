"""The portal's home: an agreement to sign comes before everything else."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.permissions import PortalAgreementPermission
from agreements.queries.campaigns import ask_of
from agreements.queries.papers import waiting_for
from agreements.queries.terms import lapsed_agreements
from agreements.scores import both_sides
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.home import NextStep, card, next_steps
from programs.models import Partnership
from programs.queries import RUNNING, vendor_day


@next_steps("agreements.sign", permission=PortalAgreementPermission.VIEW)
def to_sign(actor: Actor, at: datetime) -> list[NextStep]:
    rows = list(waiting_for(actor.membership_id, may_sign=actor.can(PortalAgreementPermission.SIGN)))
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=actor.vendor_id) if rows else ""
    return [
        NextStep(
            title=_("Sign %(title)s") % {"title": row.title},
            text=_words(row),
            play=_("Read and sign"),
            url=reverse("portal:agreements:agreement-sign", kwargs={"vendor": slug, "ref": row.ref}),
            icon="writing-sign",
            urgent=True,
        )
        for row in rows
    ]


@next_steps("agreements.lapsed", permission=PortalAgreementPermission.VIEW)
def lapsed(actor: Actor, at: datetime) -> list[NextStep]:
    """An agreement that ended with none in its place, until its successor is there to be signed."""
    ships = Partnership.objects.filter(status__in=RUNNING).values_list("pk", flat=True)
    rows = lapsed_agreements(ships, vendor_day(at)).values()
    waiting = {row.partnership_id for row in Agreement.objects.filter(status="sent")} if rows else set()
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=actor.vendor_id) if rows else ""
    words = _(
        "It ended on %(day)s. What you registered stays protected; nothing new can be sent in until a new one is signed."
    )
    return [
        NextStep(
            title=_("%(title)s has ended") % {"title": row.title},
            text=words % {"day": date_format(row.ended_on, "j M Y") if row.ended_on else ""},
            play=_("See the agreement"),
            url=reverse("portal:agreements:agreement-detail", kwargs={"vendor": slug, "ref": row.ref}),
            icon="file-off",
            urgent=True,
        )
        for row in rows
        if row.partnership_id not in waiting
    ]


def _words(row: Agreement) -> str:
    if ask := ask_of(row):
        words = _("Version %(version)s takes the place of the one you signed. Accept it by %(day)s.")
        if ask.holds_new_business:
            words = f"{words} {_('After that you can send in nothing new until you do.')}"
        return words % {"version": row.version_number, "day": date_format(ask.due_on, "j M Y")}
    return _("Version %(version)s waits for your signature.") % {"version": row.version_number}


@card(
    "agreements.promises",
    template="agreements/home_card.html",
    permission=PortalAgreementPermission.VIEW,
    order=40,
    side=True,
)
def promises(actor: Actor, at: datetime) -> dict[str, Any] | None:
    """What the vendor promised, and whether it kept it; nothing before anything came due."""
    scores = both_sides(vendor_day(at))
    return scores if scores["ours"].due or scores["theirs"].due else None
