"""What follows from deals: conflicts found, the next in line, onboarding steps, and everybody told."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.events import CommitmentsBroken
from agreements.queries import broken_periods
from deals import notices
from deals.events import (
    ExtensionDeclined,
    ExtensionRequested,
    OpportunityLost,
    OpportunityWon,
    ProtectionEndsSoon,
    ReferralAccepted,
    ReferralEvent,
    ReferralQualified,
    ReferralRejected,
    ReferralSubmitted,
    ReferralWon,
    RegistrationApproved,
    RegistrationCancelled,
    RegistrationEvent,
    RegistrationExpired,
    RegistrationExtended,
    RegistrationRejected,
    RegistrationReopened,
    RegistrationReturned,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from deals.models import Referral, Registration
from deals.permissions import DealPermission
from deals.queries import next_in_line
from deals.services.conflict import assess
from deals.services.decision import reconsider_registration
from deals.services.extension import extend_for_delay
from deals.services.match_index import index_registration
from prm.accounts.models import Membership
from prm.accounts.queries import members_with_permission
from prm.lib.actor import Actor
from prm.lib.errors import DomainError
from prm.notifications.kinds import NoticeKind
from prm.notifications.services import notify
from prm.outbox.events import DomainEvent
from prm.outbox.services import handles
from prm.tenancy.models import Vendor
from programs.queries import vendor_day
from programs.services.activation import record_commercial_event
from programs.services.onboarding import record_step


@handles(RegistrationSubmitted)
def look_for_conflicts(event: RegistrationSubmitted) -> None:
    """The portal may neither write the match index nor see what it holds, so it happens here."""
    row = _registration(event.registration_id)
    index_registration(row)
    assess(row, at=event.occurred_at)


@handles(RegistrationSubmitted)
def tell_of_submission(event: RegistrationSubmitted) -> None:
    row = _registration(event.registration_id)

    def body() -> str:
        return _("%(partner)s registered %(customer)s, %(currency)s %(amount)s. Answer by %(due)s.") % {
            "partner": row.partner.name,
            "customer": row.customer_name,
            "currency": row.currency,
            "amount": f"{row.amount:,.2f}",
            "due": date_format(row.act_by_at, "j M Y, H:i"),
        }

    subject = (lambda: _("Answer: %s") % row.customer_name) if event.is_answer else (lambda: _("New: %s") % row)
    _tell_vendor(notices.REGISTRATION_SUBMITTED, row, subject, body, at=event.occurred_at)


@handles(RegistrationReturned)
def tell_of_return(event: RegistrationReturned) -> None:
    row = _registration(event.registration_id)

    def body() -> str:
        lines = [str(row.get_decision_reason_display()), row.decision_note, _("The clock waits for your answer.")]
        return "\n".join(line for line in lines if line)

    subject = lambda: _("We need something on %s") % row.customer_name  # noqa: E731
    _tell_partner(notices.REGISTRATION_RETURNED, row, subject, body, at=event.occurred_at)


@handles(RegistrationApproved)
def complete_onboarding_step(event: RegistrationApproved) -> None:
    row = _registration(event.registration_id)
    record_step(row.partnership, "register_deal", actor=Actor.system(row.vendor_id), at=event.occurred_at)


@handles(RegistrationApproved)
def count_registration_as_business(event: RegistrationApproved) -> None:
    row = _registration(event.registration_id)
    acted = row.submitted_at or event.occurred_at
    record_commercial_event(row.partnership, "registration", source_id=row.pk, acted_at=acted, at=event.occurred_at)


@handles(ReferralAccepted)
def count_referral_as_business(event: ReferralAccepted) -> None:
    """Accepted, and so the first referral of the journey too; both count from the day it was sent."""
    row = _referral(event.referral_id)
    record_step(row.partnership, "submit_referral", actor=Actor.system(row.vendor_id), at=event.occurred_at)
    record_commercial_event(
        row.partnership, "referral", source_id=row.pk, acted_at=row.submitted_at, at=event.occurred_at
    )


@handles(RegistrationApproved)
def tell_of_approval(event: RegistrationApproved) -> None:
    row = _registration(event.registration_id)

    def body() -> str:
        text = _("Protected until %(date)s.") % {"date": _day(event.protected_until)}
        return f"{text} {_late(event.days_late)}" if event.days_late else text

    _tell_partner(
        notices.REGISTRATION_APPROVED, row, lambda: _("Protected: %s") % row.customer_name, body, at=event.occurred_at
    )
    if event.days_late:
        subject = lambda: _("Decided late: %s") % row.customer_name  # noqa: E731
        _tell_vendor(notices.DECISION_LATE, row, subject, lambda: _late(event.days_late), at=event.occurred_at)


@handles(RegistrationRejected)
def tell_of_rejection(event: RegistrationRejected) -> None:
    row = _registration(event.registration_id)

    def body() -> str:
        lines = [str(row.get_decision_reason_display()), row.decision_note]
        if event.is_duplicate:
            lines.append(_("It keeps its place in line: should the other deal fall away, we look at it again."))
        return "\n".join(line for line in lines if line)

    subject = lambda: _("Not approved: %s") % row.customer_name  # noqa: E731
    _tell_partner(notices.REGISTRATION_REJECTED, row, subject, body, at=event.occurred_at)


@handles(RegistrationReopened)
def tell_of_reopening(event: RegistrationReopened) -> None:
    row = _registration(event.registration_id)
    subject = lambda: _("We look again at %s") % row.customer_name  # noqa: E731
    body = lambda: _("The deal before yours fell away. Answer by %s.") % _day(row.act_by_at.date())  # noqa: E731
    _tell_partner(notices.REGISTRATION_REOPENED, row, subject, body, at=event.occurred_at)


@handles(RegistrationExtended)
def tell_of_extension(event: RegistrationExtended) -> None:
    row = _registration(event.registration_id)
    subject = lambda: _("Extended: %s") % row.customer_name  # noqa: E731
    body = lambda: _("Protected until %s now.") % _day(event.protected_until)  # noqa: E731
    _tell_partner(notices.PROTECTION_EXTENDED, row, subject, body, at=event.occurred_at)


@handles(ExtensionRequested)
def tell_of_request(event: ExtensionRequested) -> None:
    row = _registration(event.registration_id)
    subject = lambda: _("More time asked for: %s") % row.customer_name  # noqa: E731
    body = lambda: _("%(partner)s asks for %(days)s days more.") % {"partner": row.partner, "days": event.days}  # noqa: E731
    _tell_vendor(notices.EXTENSION_REQUESTED, row, subject, body, at=event.occurred_at)


@handles(ExtensionDeclined)
def tell_of_decline(event: ExtensionDeclined) -> None:
    row = _registration(event.registration_id)
    subject = lambda: _("No extension: %s") % row.customer_name  # noqa: E731
    _tell_partner(notices.EXTENSION_DECLINED, row, subject, lambda: event.note, at=event.occurred_at)


@handles(ProtectionEndsSoon)
def tell_of_the_end_ahead(event: ProtectionEndsSoon) -> None:
    row = _registration(event.registration_id)

    def subject() -> str:
        left = ngettext("%(days)s day left", "%(days)s days left", event.days_left) % {"days": event.days_left}
        return f"{row.customer_name}: {left}"

    body = lambda: _("The protection ends on %s.") % _day(event.protected_until)  # noqa: E731
    _tell_partner(notices.PROTECTION_ENDS_SOON, row, subject, body, at=event.occurred_at)
    _tell_vendor(notices.ENDS_SOON_VENDOR, row, subject, body, at=event.occurred_at)


@handles(RegistrationExpired)
def tell_of_the_end(event: RegistrationExpired) -> None:
    row = _registration(event.registration_id)
    subject = lambda: _("Protection ended: %s") % row.customer_name  # noqa: E731
    body = lambda: _("Others may register this customer now. You may still win the deal.")  # noqa: E731
    _tell_partner(notices.PROTECTION_ENDED, row, subject, body, at=event.occurred_at)
    _call_next(row, at=event.occurred_at)


@handles(RegistrationCancelled, RegistrationWithdrawn)
def tell_of_withdrawal(event: RegistrationEvent) -> None:
    row = _registration(event.registration_id)
    subject = lambda: _("Taken back: %s") % row.customer_name  # noqa: E731
    body = lambda: _("%s has taken it back.") % row.partner  # noqa: E731
    _tell_vendor(notices.REGISTRATION_WITHDRAWN, row, subject, body, at=event.occurred_at)
    _call_next(row, at=event.occurred_at)


@handles(CommitmentsBroken)
def give_the_delay_back(event: CommitmentsBroken) -> None:
    """A broken promise that costs us time moves the protections that run, by the longest delay, once each.

    A late decision is not among them: it moved the end of its own protection when it was taken.
    """
    for period in broken_periods(event.period_ids, "extend").filter(side="vendor", days_late__gt=0):
        if period.term == "decision_days":
            continue
        held = Registration.objects.filter(partnership_id=period.partnership_id, status="approved")
        for row in held.filter(protected_until__gte=vendor_day(event.occurred_at)):
            extend_for_delay(row, period.days_late, period.ref, at=event.occurred_at)


@handles(OpportunityLost)
def free_the_line(event: OpportunityLost) -> None:
    if event.registration_id:
        _call_next(_registration(event.registration_id), at=event.occurred_at)


@handles(OpportunityWon)
def tell_of_win(event: OpportunityWon) -> None:
    if event.registration_id is None:
        return
    row = _registration(event.registration_id)
    subject = lambda: _("Won: %s") % row.customer_name  # noqa: E731
    body = lambda: f"{event.currency} {event.amount:,.2f}"  # noqa: E731
    _tell_partner(notices.DEAL_WON, row, subject, body, at=event.occurred_at)


@handles(ReferralSubmitted)
def tell_of_referral(event: ReferralSubmitted) -> None:
    row = _referral(event.referral_id)
    subject = lambda: _("New referral: %s") % row.customer_name  # noqa: E731
    body = lambda: _("%(partner)s sends %(customer)s.") % {"partner": row.partner, "customer": row}  # noqa: E731
    _tell_vendor(notices.REFERRAL_SUBMITTED, row, subject, body, at=event.occurred_at)


@handles(ReferralAccepted, ReferralQualified, ReferralRejected, ReferralWon)
def tell_of_referral_news(event: ReferralEvent) -> None:
    row = _referral(event.referral_id)
    words: dict[type[DomainEvent], Callable[[], str]] = {
        ReferralAccepted: lambda: _("We follow it up."),
        ReferralQualified: lambda: _("It is qualified."),
        ReferralRejected: lambda: f"{row.get_reason_display()} {row.note}".strip(),
        ReferralWon: lambda: _("It was won; your fee is on its way to your statement."),
    }
    _tell_partner(notices.REFERRAL_ANSWERED, row, lambda: row.customer_name, words[type(event)], at=event.occurred_at)


def _call_next(row: Registration, *, at: datetime) -> None:
    """Brings the first in line back to the desk, in the order of the seals; one that cannot come lets the next try."""
    if row.account_id is None:
        return
    for waiting in next_in_line(row.account_id, row):
        try:
            reconsider_registration(waiting, actor=Actor.system(row.vendor_id), at=at)
        except DomainError:
            continue
        subject = lambda: _("Next in line: %s") % waiting.customer_name  # noqa: B023, E731
        body = lambda: _("The deal before it fell away; it was sealed next.")  # noqa: E731
        _tell_vendor(notices.NEXT_IN_LINE, waiting, subject, body, at=at)
        return


def _tell_vendor(kind: NoticeKind, row: Registration | Referral, subject: Any, body: Any, *, at: datetime) -> None:
    """The owner, and where nobody owns it everyone who may decide."""
    right = DealPermission.DECIDE if isinstance(row, Registration) else DealPermission.DECIDE_REFERRAL
    people: Iterable[Membership] = [row.owner] if row.owner else members_with_permission(right)
    notify(kind, people, at=at, subject=subject, body=body, url=_url("workspace", row), partner_id=row.partner_id)


def _tell_partner(kind: NoticeKind, row: Registration | Referral, subject: Any, body: Any, *, at: datetime) -> None:
    """Who handed it in; everyone of the partner who may see deals where that person has left."""
    sender = row.submitted_by
    if sender and sender.is_active and sender.audience == "portal":
        people: Iterable[Membership] = [sender]
    else:
        people = members_with_permission(DealPermission.REGISTER, partner_id=row.partner_id)
    notify(kind, people, at=at, subject=subject, body=body, url=_url("portal", row), partner_id=row.partner_id)


def _url(tree: str, row: Registration | Referral) -> str:
    resource = "registration" if isinstance(row, Registration) else "referral"
    vendor = Vendor.objects.get(pk=row.vendor_id).slug
    return reverse(f"{tree}:deals:{resource}-detail", kwargs={"vendor": vendor, "ref": row.ref})


def _registration(pk: UUID) -> Registration:
    rows = Registration.objects.select_related("partner", "partnership__program", "owner", "submitted_by")
    row: Registration = rows.get(pk=pk)
    return row


def _referral(pk: UUID) -> Referral:
    row: Referral = Referral.objects.select_related("partner", "owner", "submitted_by").get(pk=pk)
    return row


def _late(days: int) -> str:
    text = ngettext(
        "Our answer came %(days)s business day late; the protection ends that much later.",
        "Our answer came %(days)s business days late; the protection ends that much later.",
        days,
    )
    return text % {"days": days}


def _day(day: date) -> str:
    return date_format(day, "j M Y")
