"""What follows from the commitment ledger: both sides are told."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import notices
from agreements.events import (
    CommitmentAdded,
    CommitmentsBroken,
    CommitmentWaived,
    TermsApprovalAsked,
    TermsApprovalDecided,
)
from agreements.models import Commitment, CommitmentPeriod, TermApproval
from agreements.permissions import AgreementPermission, PortalAgreementPermission
from agreements.queries.commitments import broken_periods, periods_with_names
from prm.accounts.queries import members_with_permission
from prm.notifications.services import notify
from prm.outbox.services import handles
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


@handles(CommitmentAdded)
def tell_of_commitment(event: CommitmentAdded) -> None:
    row = Commitment.objects.get(pk=event.commitment_id)
    period = row.periods.order_by("starts_on").first()
    notify(
        notices.COMMITMENT_ADDED, members_with_permission(PortalAgreementPermission.VIEW, partner_id=row.partner_id),
        at=event.occurred_at, subject=lambda: _("Added: %(what)s") % {"what": row.sentence},
        body=lambda: _("Owed by: %(side)s. You see it beside everything both sides promised.")
        % {"side": row.get_side_display()},
        url=_page("portal", period) if period else "", partner_id=row.partner_id,
    )  # fmt: skip


@handles(CommitmentsBroken)
def tell_of_broken(event: CommitmentsBroken) -> None:
    """The owner of the partnership and the partner; where it escalates, everybody who may end an agreement too."""
    for row in broken_periods(event.period_ids, "notify", "escalate", "extend", "credit"):
        words = {"subject": _subject(row), "body": _body(row), "at": event.occurred_at}
        owner = row.partnership.owner
        told = [owner] if owner else list(members_with_permission(AgreementPermission.MANAGE))
        if row.commitment.consequence == "escalate":
            told += list(members_with_permission(AgreementPermission.TERMINATE))
        notify(notices.COMMITMENT_BROKEN, told, url=_page("workspace", row), **words)
        notify(
            notices.COMMITMENT_BROKEN_PARTNER, _partner(row), url=_page("portal", row), partner_id=row.partner_id,
            **words,
        )  # fmt: skip


@handles(CommitmentWaived)
def tell_of_waiver(event: CommitmentWaived) -> None:
    row = periods_with_names().get(pk=event.period_id)
    words: dict[str, Any] = {
        "at": event.occurred_at,
        "subject": lambda: _("Waived: %(what)s") % {"what": row.commitment.sentence},
        "body": event.reason,
    }
    if event.by_side == "portal":
        owner = row.partnership.owner
        told = [owner] if owner else members_with_permission(AgreementPermission.MANAGE)
        notify(notices.COMMITMENT_WAIVED, told, url=_page("workspace", row), **words)
    else:
        notify(
            notices.COMMITMENT_WAIVED_PARTNER, _partner(row), url=_page("portal", row), partner_id=row.partner_id,
            **words,
        )  # fmt: skip


def _subject(row: CommitmentPeriod) -> Any:
    return lambda: _("Not kept: %(what)s") % {"what": row.commitment.sentence}


def _body(row: CommitmentPeriod) -> Any:
    return lambda: (
        _("%(partner)s, %(start)s to %(end)s: %(actual)s of %(target)s. %(consequence)s.")
        % {
            "partner": row.partner.name,
            "start": date_format(row.starts_on, "j M Y"),
            "end": date_format(row.ends_on, "j M Y"),
            "actual": f"{row.actual or 0:,.0f}",
            "target": f"{row.target:,.0f}",
            "consequence": row.commitment.get_consequence_display(),
        }
    )


def _partner(row: CommitmentPeriod) -> Any:
    return members_with_permission(PortalAgreementPermission.VIEW, partner_id=row.partner_id)


def _page(tree: str, row: CommitmentPeriod) -> str:
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=current_vendor_id())
    return reverse(f"{tree}:agreements:commitment-detail", kwargs={"vendor": slug, "ref": row.ref})


@handles(TermsApprovalAsked)
def tell_second_person(event: TermsApprovalAsked) -> None:
    row = TermApproval.objects.select_related("agreement", "partner", "asked_by").get(pk=event.approval_id)
    told = [m for m in members_with_permission(AgreementPermission.APPROVE_TERMS) if m.pk != row.asked_by_id]
    notify(
        notices.TERMS_ASKED, told, at=event.occurred_at,
        subject=lambda: _("Approve terms for %(partner)s") % {"partner": row.partner.name}, body=row.why,
        url=_agreement(row),
    )  # fmt: skip


@handles(TermsApprovalDecided)
def tell_who_asked(event: TermsApprovalDecided) -> None:
    row = TermApproval.objects.select_related("agreement", "partner", "asked_by").get(pk=event.approval_id)
    words = _("Approved: terms for %(partner)s") if event.is_approved else _("Declined: terms for %(partner)s")
    notify(
        notices.TERMS_DECIDED, [row.asked_by] if row.asked_by else [], at=event.occurred_at,
        subject=words % {"partner": row.partner.name}, body=row.note, url=_agreement(row),
    )  # fmt: skip


def _agreement(row: TermApproval) -> str:
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=current_vendor_id())
    return reverse("workspace:agreements:agreement-detail", kwargs={"vendor": slug, "ref": row.agreement.ref})
