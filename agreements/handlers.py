"""What follows from events: drafts for approved partnerships, sealing, and telling people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import ending, notices, telling  # noqa: F401 - their handlers enter themselves
from agreements.events import (
    AcceptanceCampaignStarted,
    AgreementChangesRequested,
    AgreementDeclined,
    AgreementExecuted,
    AgreementExpired,
    AgreementNoticeGiven,
    AgreementReminderDue,
    AgreementRenewed,
    AgreementSent,
    AgreementSignedByPartner,
    AgreementTerminated,
    SignatureAsked,
)
from agreements.models import AcceptanceAsk, AcceptanceCampaign, Agreement
from agreements.permissions import AgreementPermission, PortalAgreementPermission
from agreements.queries.campaigns import ask_of
from agreements.queries.papers import agreements_with_names, partnerships_without_agreement, who_is_asked
from agreements.queries.templates import active_version_for
from agreements.services.campaign import conclude_by_offer
from agreements.services.drafting import generate_agreement
from prm.accounts.queries import members_with_permission
from prm.lib.actor import Actor
from prm.notifications.services import notify
from prm.outbox.events import DomainEvent
from prm.outbox.services import handles
from prm.tenancy.tasks import enqueue
from programs.events import PartnershipApproved


@handles(PartnershipApproved)
def draft_for_approved(event: PartnershipApproved) -> None:
    """An approved partnership gets its draft at once, where a text for its type is published."""
    partnership = partnerships_without_agreement().filter(pk=event.partnership_id).first()
    if partnership is None or active_version_for(partnership.type) is None:
        return
    generate_agreement(partnership, actor=Actor.system(partnership.vendor_id), at=_at(event))


@handles(AgreementSent)
def tell_partner_to_sign(event: AgreementSent) -> None:
    _tell_partner(
        event, notices.SENT, lambda row: _("%(title)s is ready for your signature") % {"title": row.title},
        lambda row: _("%(vendor)s has sent you version %(version)s. Read it, then sign it or ask for changes.")
        % {"vendor": row.vendor.name, "version": row.version_number} + _by_when(row),
        told=who_is_asked,
    )  # fmt: skip


@handles(AcceptanceCampaignStarted)
def ask_all_partners(event: AcceptanceCampaignStarted) -> None:
    row = AcceptanceCampaign.objects.get(pk=event.campaign_id)
    enqueue("agreements.tasks.offer_version", vendor_id=row.vendor_id, campaign_id=str(row.pk))


@handles(AgreementSignedByPartner)
def execute_accepted(event: AgreementSignedByPartner) -> None:
    """What a campaign offered is executed when the partner accepts."""
    conclude_by_offer(Agreement.objects.get(pk=event.agreement_id), at=_at(event))


@handles(SignatureAsked)
def tell_next_signer(event: SignatureAsked) -> None:
    """Nobody is told of a turn that is over when this runs."""
    words = (
        _("Reminder: %(title)s waits for your signature") if event.again else _("%(title)s waits for your signature")
    )
    _tell_partner(
        event, notices.SENT, lambda row: words % {"title": row.title},
        lambda row: _("Version %(version)s from %(vendor)s. Read it, then sign it, let a colleague sign, or decline.")
        % {"vendor": row.vendor.name, "version": row.version_number} + _by_when(row),
        told=lambda row: who_is_asked(row) if row.status == "sent" else [],
    )  # fmt: skip


@handles(AgreementDeclined)
def tell_us_it_is_declined(event: AgreementDeclined) -> None:
    _tell_vendor(
        event, notices.DECLINED, lambda row: _("%(partner)s declined to sign %(title)s") % _names(row),
        lambda row: event.reason,
    )  # fmt: skip


@handles(AgreementSignedByPartner)
def tell_us_to_countersign(event: AgreementSignedByPartner) -> None:
    """Where no campaign's offer executes it, or has executed it already."""
    row = Agreement.objects.get(pk=event.agreement_id)
    is_offered = (
        row.superseded_by is None and AcceptanceAsk.objects.filter(agreement=row, campaign__status="running").exists()
    )
    if row.status != "partly_signed" or is_offered:
        return
    _tell_vendor(
        event, notices.COUNTERSIGN, lambda row: _("%(partner)s has signed %(title)s") % _names(row),
        lambda row: _("Signed by %(name)s. Your signature executes it.") % {"name": event.signer_name},
        permission=AgreementPermission.COUNTERSIGN,
    )  # fmt: skip


@handles(AgreementChangesRequested)
def tell_us_of_changes(event: AgreementChangesRequested) -> None:
    _tell_vendor(
        event, notices.CHANGES, lambda row: _("%(partner)s asks for changes to %(title)s") % _names(row),
        lambda row: event.reason,
    )  # fmt: skip


@handles(AgreementExecuted)
def seal_executed(event: AgreementExecuted) -> None:
    """The file is made by a worker; whoever opens the agreement before that has it made then."""
    row = Agreement.objects.get(pk=event.agreement_id)
    enqueue("agreements.tasks.seal", vendor_id=row.vendor_id, agreement_id=str(row.pk))


@handles(AgreementExecuted)
def tell_partner_of_execution(event: AgreementExecuted) -> None:
    _tell_partner(
        event, notices.EXECUTED, lambda row: _("%(title)s is signed by both sides") % _names(row),
        lambda row: _("It is in force from %(start)s to %(end)s. Your sealed copy is ready.")
        % {"start": _day(row.effective_on), "end": _day(row.ends_on)},
    )  # fmt: skip


@handles(AgreementReminderDue)
def remind_both_sides(event: AgreementReminderDue) -> None:
    """Both dates are named: the day by which to act, and the last day of the term."""

    def body(row: Agreement) -> str:
        words = (
            _("It renews by itself unless notice is given by %(action)s; the present term ends on %(end)s.")
            if row.renews_by_itself and row.notice_given_on is None
            else _("It ends on %(end)s and does not renew by itself. Act by %(action)s.")
        )
        return words % {"action": _day(event.action_on), "end": _day(event.ends_on)}

    def subject(row: Agreement) -> str:
        return _("%(days)s days to decide on %(title)s with %(partner)s") % {**_names(row), "days": event.days}

    _tell_vendor(event, notices.REMINDER, subject, body)
    _tell_partner(event, notices.REMINDER_PARTNER, subject, body)


@handles(AgreementNoticeGiven)
def tell_of_notice(event: AgreementNoticeGiven) -> None:
    def subject(row: Agreement) -> str:
        return _("%(title)s with %(partner)s will not renew") % _names(row)

    def body(row: Agreement) -> str:
        return _("Notice by %(name)s; it ends on %(end)s.") % {"name": row.notice_given_by, "end": _day(event.ends_on)}

    if event.by_side == "portal":
        _tell_vendor(event, notices.NOTICE_GIVEN, subject, body)
    else:
        _tell_partner(event, notices.NOTICE_GIVEN_PARTNER, subject, body)


@handles(AgreementRenewed)
def tell_of_renewal(event: AgreementRenewed) -> None:
    _tell_partner(
        event, notices.RENEWED, lambda row: _("%(title)s was renewed") % _names(row),
        lambda row: _("It now runs to %(end)s.") % {"end": _day(event.ends_on)},
    )  # fmt: skip


@handles(AgreementExpired)
def tell_of_expiry(event: AgreementExpired) -> None:
    _tell_of_end(event)


@handles(AgreementTerminated)
def tell_of_termination(event: AgreementTerminated) -> None:
    _tell_of_end(event)


def _tell_of_end(event: DomainEvent) -> None:
    def subject(row: Agreement) -> str:
        return _("%(title)s with %(partner)s has ended") % _names(row)

    def body(row: Agreement) -> str:
        return _("Last day: %(end)s. %(reason)s") % {"end": _day(row.ended_on), "reason": row.end_reason}

    _tell_vendor(event, notices.ENDED, subject, body)
    _tell_partner(event, notices.ENDED_PARTNER, subject, body)


def _row(event: Any) -> Agreement:
    row: Agreement = agreements_with_names().select_related("vendor").get(pk=event.agreement_id)
    return row


def _tell_vendor(
    event: DomainEvent, kind: Any, subject: Any, body: Any, *, permission: str = AgreementPermission.MANAGE
) -> None:
    """The partnership's channel manager, or everyone who could act where there is none or the right lies elsewhere."""
    row = _row(event)
    owner = row.partnership.owner
    may = list(members_with_permission(permission))
    told = [owner] if owner is not None and owner in may else may
    url = reverse("workspace:agreements:agreement-detail", kwargs={"vendor": row.vendor.slug, "ref": row.ref})
    notify(kind, told, at=_at(event), subject=lambda: subject(row), body=lambda: body(row), url=url)


def _tell_partner(
    event: DomainEvent, kind: Any, subject: Any, body: Any, *, told: Callable[[Agreement], Any] | None = None
) -> None:
    """All of the partner who may read agreements, or those `told` names."""
    row = _row(event)
    people = told(row) if told else members_with_permission(PortalAgreementPermission.VIEW, partner_id=row.partner_id)
    url = reverse("portal:agreements:agreement-detail", kwargs={"vendor": row.vendor.slug, "ref": row.ref})
    notify(
        kind, people, at=_at(event), subject=lambda: subject(row), body=lambda: body(row), url=url,
        partner_id=row.partner_id,
    )  # fmt: skip


def _by_when(row: Agreement) -> str:
    """What a campaign asks: by which day, and what changes."""
    ask = ask_of(row)
    if ask is None:
        return ""
    held = _("After that you can send in nothing new until you do.") if ask.holds_new_business else ""
    return " " + " ".join(filter(None, (_("Accept it by %(day)s.") % {"day": _day(ask.due_on)}, held, ask.note)))


def _names(row: Agreement) -> dict[str, str]:
    return {"title": row.title, "partner": row.partner.name}


def _day(day: Any) -> str:
    return date_format(day, "j M Y")


def _at(event: DomainEvent) -> datetime:
    return event.occurred_at
