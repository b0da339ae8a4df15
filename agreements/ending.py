"""What follows when an agreement or a partnership ends: its checklist is opened, and its owners and the partner are told."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import notices
from agreements.enums import IN_FORCE, OPEN
from agreements.events import AgreementExecuted, AgreementExpired, AgreementTerminated, OffboardingOpened
from agreements.models import Agreement, Offboarding
from agreements.permissions import AgreementPermission, PortalAgreementPermission
from agreements.queries.offboarding import shared_steps_of
from agreements.queries.papers import last_agreement
from agreements.services.offboarding import drop_offboarding, open_offboarding
from prm.accounts.queries import members_with_permission
from prm.lib.actor import Actor
from prm.notifications.services import notify
from prm.outbox.services import handles
from prm.tenancy.models import Vendor
from programs.events import PartnershipEnded
from programs.models import Partnership
from programs.queries import vendor_day


@handles(AgreementTerminated)
def open_after_termination(event: AgreementTerminated) -> None:
    _open(Agreement.objects.select_related("partnership").get(pk=event.agreement_id), event)


@handles(AgreementExpired)
def open_after_expiry(event: AgreementExpired) -> None:
    """Not where the next paper is in the making: then business goes on, or that paper's end opens it."""
    row = Agreement.objects.select_related("partnership").get(pk=event.agreement_id)
    if not Agreement.objects.filter(partnership_id=row.partnership_id, status__in=OPEN).exists():
        _open(row, event)


@handles(PartnershipEnded)
def open_after_partnership(event: PartnershipEnded) -> None:
    """Of the last agreement, or of none: an end that has its checklist gets no second one."""
    ship = Partnership.objects.get(pk=event.partnership_id)
    paper = last_agreement(ship.pk)
    ended = paper.ended_on if paper else None
    open_offboarding(
        ship, agreement=paper, last_day=ended or vendor_day(event.occurred_at), reason=_("The partnership ended."),
        actor=Actor.system(ship.vendor_id), at=event.occurred_at,
    )  # fmt: skip


@handles(AgreementExecuted)
def drop_when_signed_again(event: AgreementExecuted) -> None:
    """Not where it has ended since."""
    row = Agreement.objects.select_related("partnership").get(pk=event.agreement_id)
    if row.status not in IN_FORCE:
        return
    reason = _("%(ref)s is in force.") % {"ref": row.ref}
    drop_offboarding(row.partnership, reason=reason, actor=Actor.system(row.vendor_id), at=event.occurred_at)


def _open(row: Agreement, event: AgreementTerminated | AgreementExpired) -> None:
    open_offboarding(
        row.partnership, agreement=row, last_day=row.ended_on or vendor_day(event.occurred_at), reason=row.end_reason,
        actor=Actor.system(row.vendor_id), at=event.occurred_at,
    )  # fmt: skip


@handles(OffboardingOpened)
def tell_of_offboarding(event: OffboardingOpened) -> None:
    """The partnership's owner, else all who could see to it; and the partner, of what is shared with it."""
    row = Offboarding.objects.select_related("partner", "partnership__owner", "agreement").get(pk=event.offboarding_id)
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=row.vendor_id)
    owner = row.partnership.owner
    last_day = date_format(row.last_day, "j M Y")
    notify(
        notices.OFFBOARDING, [owner] if owner else members_with_permission(AgreementPermission.MANAGE),
        at=event.occurred_at, subject=lambda: _("See to the end with %(partner)s") % {"partner": row.partner.name},
        body=lambda: _("Last day: %(day)s. %(count)s steps wait, each with its day.")
        % {"day": last_day, "count": row.steps.count()},
        url=reverse("workspace:agreements:offboarding-detail", kwargs={"vendor": slug, "ref": row.ref}),
    )  # fmt: skip
    paper = row.agreement
    if paper is None:
        return
    shared = ", ".join(shared_steps_of(paper).values_list("label", flat=True))
    notify(
        notices.OFFBOARDING_PARTNER,
        members_with_permission(PortalAgreementPermission.VIEW, partner_id=row.partner_id), at=event.occurred_at,
        subject=lambda: _("What follows from the end of %(title)s") % {"title": paper.title},
        body=lambda: _("Last day: %(day)s. Please see to: %(what)s.") % {"day": last_day, "what": shared},
        url=reverse("portal:agreements:agreement-detail", kwargs={"vendor": slug, "ref": paper.ref}),
        partner_id=row.partner_id,
    )  # fmt: skip
