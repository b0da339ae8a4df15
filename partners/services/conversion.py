"""A prospect becomes a partner: one act, nothing typed again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED, PartnerSource
from partners.events import ProspectConverted
from partners.lifecycle import PROSPECT
from partners.models import Contact, Partner, Prospect, ProspectContact
from partners.recruiting import partner_look_alikes
from partners.services.contact import save_contact
from partners.services.partner import create_partner
from prm.audit.services import record
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input
from prm.lib.actor import Actor
from prm.lib.errors import Refused, WrongState
from prm.outbox.services import emit
from prm.tenancy.models import Vendor

RULE = "partners.conversion"


@transaction.atomic
def convert_prospect(
    prospect: Prospect,
    *,
    actor: Actor,
    at: datetime,
    partner: Partner | None = None,
    is_another_company: bool = False,
) -> Partner:
    """Makes the prospect a partner with its people as contacts, or joins it to `partner`, which is there already.

    Refuses while partners look like the same organization, unless it is joined to one or somebody says that it
    `is_another_company`. Writes a decision record. Emits ProspectConverted, and PartnerAdded for a new partner.
    """
    row: Prospect = Prospect.objects.select_for_update(of=("self",)).select_related("owner").get(pk=prospect.pk)
    transition = PROSPECT.check(row, "convert", actor)
    twins = partner_look_alikes(row)
    if partner is None and twins and not is_another_company:
        raise Refused(
            _("%(partner)s looks like the same company. Join the prospect to it, or say that it is another.")
            % {"partner": twins[0].name},
            fields={"into": _("Choose one.")},
        )
    if partner is not None and Partner.objects.filter(pk=partner.pk, status__in=CLOSED).exists():
        raise WrongState(_("%(partner)s is ended; its record stays as it was.") % {"partner": partner.name})
    is_new = partner is None
    became = partner or _partner_of(row, actor=actor, at=at)
    # Before the partner is set: which others look like it is nothing a partner may read.
    record_decision(
        row, rule=RULE, version="1", result="new_partner" if is_new else "joined",
        inputs=[Input("prospect", row.name, row.ref), Input("domain", row.domain, row.ref)],
        conditions=[
            Condition(
                _("No partner looks like the same organization"), not twins,
                ", ".join(f"{twin.name} ({twin.ref})" for twin in twins),
            ),
            Condition(_("A person named it another company"), is_another_company if twins else None),
        ],
        counterfactual="" if is_new else _("Without a partner that is the same, a new one would have been made."),
        actor=actor, at=at,
    )  # fmt: skip
    row.status, row.partner, row.moved_at = transition.target, became, at
    row.save(update_fields=["status", "partner", "moved_at"])
    _move_contacts(row, became, actor=actor, at=at)
    record(row, "prospect.converted", actor=actor, at=at, summary=became.ref, partner_id=became.pk)
    emit(ProspectConverted(prospect_id=row.pk, is_new_partner=is_new), at=at, partner_id=became.pk)
    return became


def _partner_of(row: Prospect, *, actor: Actor, at: datetime) -> Partner:
    vendor = Vendor.objects.get(pk=row.vendor_id)
    return create_partner(
        name=row.name, domain=row.domain, about=row.about, country=row.country, region=row.region, city=row.city,
        territory=row.territory, segments=row.segments, currency=vendor.currency, language=vendor.language,
        owner=row.owner, source=PartnerSource.PROSPECT, allow_same_domain=True, actor=actor, at=at,
    )  # fmt: skip


def _move_contacts(row: Prospect, partner: Partner, *, actor: Actor, at: datetime) -> None:
    """Those the partner has not: an address it knows stands there once."""
    known = {email.lower() for email in Contact.objects.filter(partner=partner).values_list("email", flat=True)} - {""}
    for person in ProspectContact.objects.filter(prospect=row).order_by("pk"):
        if person.email not in known:
            save_contact(
                partner, name=person.name, email=person.email, phone=person.phone, title=person.title,
                actor=actor, at=at,
            )  # fmt: skip
