"""What incentives do when something happened: record the won deal, tell people about their money."""

from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.events import OpportunityWon, ReferralWon
from deals.models import Opportunity
from deals.queries import referrals_awaiting_fee
from deals.services.referral import mark_referral_paid
from incentives.enums import FactKind
from incentives.events import PaymentsConfirmed, StatementIssued, StatementsCalculated
from incentives.models import Payment, Statement
from incentives.notices import PAYMENT_CONFIRMED, STATEMENT_ISSUED, STATEMENTS_WAITING
from incentives.permissions import IncentivePermission, PortalIncentivePermission
from incentives.queries import referral_refs_paid_by
from incentives.services.facts import FactInput, record_facts
from prm.accounts.queries import members_with_permission
from prm.lib.actor import Actor
from prm.notifications.services.notice import notify
from prm.outbox.services import handles
from prm.tenancy.models import Vendor


@handles(OpportunityWon)
def record_won_deal(event: OpportunityWon) -> None:
    """A won deal is a fact; plans that pay on winning read it."""
    _record_win(event)


@handles(ReferralWon)
def record_won_referral(event: ReferralWon) -> None:
    """So is a won referral, on the partnership that sent it: its fee is earned from it."""
    _record_win(event)


def _record_win(event: OpportunityWon | ReferralWon) -> None:
    deal = Opportunity.objects.select_related("registration", "referral", "account").get(pk=event.opportunity_id)
    origin = deal.registration or deal.referral
    fact = FactInput(
        kind=FactKind.DEAL_WON,
        source_key=f"won:{event.opportunity_id}",
        partner_id=deal.partner_id,
        partnership_id=event.partnership_id,
        occurred_on=event.won_on,
        amount=event.amount,
        currency=event.currency,
        customer_name=deal.account.name if deal.account else deal.name,
        deal_ref=origin.ref if origin else deal.ref,
        is_registered_deal=origin is not None,
    )
    record_facts([fact], actor=Actor.system(event.vendor_id), at=event.occurred_at)


@handles(StatementsCalculated)
def tell_of_waiting_statements(event: StatementsCalculated) -> None:
    """Everyone who may approve hears of it but the one who prepared them, who may not."""
    may_approve = members_with_permission(IncentivePermission.APPROVE_STATEMENTS)
    vendor = Vendor.objects.get(pk=event.vendor_id)
    month = date_format(event.month, "F Y")
    notify(
        STATEMENTS_WAITING,
        [member for member in may_approve if member.pk != event.prepared_by],
        at=event.occurred_at,
        subject=lambda: (
            ngettext("%(count)s statement waits for approval", "%(count)s statements wait for approval", event.count)
            % {"count": event.count}
        ),
        body=lambda: _("%(month)s is closed. A second person approves before a partner sees it.") % {"month": month},
        url=reverse("workspace:incentives:statement-list", kwargs={"vendor": vendor.slug}),
    )


@handles(StatementIssued)
def tell_of_statement(event: StatementIssued) -> None:
    statement = Statement.objects.select_related("vendor").get(pk=event.statement_id)
    amount, day = amount_words(event.total, event.currency), event.pay_on
    notify(
        STATEMENT_ISSUED,
        members_with_permission(PortalIncentivePermission.VIEW_MONEY, partner_id=statement.partner_id),
        at=event.occurred_at,
        subject=lambda: _("Statement %(ref)s: %(amount)s") % {"ref": statement.ref, "amount": amount},
        body=lambda: (
            _("Every line opens to how it came about. It is to be paid by %(day)s.")
            % {"day": date_format(day, "j M Y")}
        ),
        url=statement_url(statement),
        partner_id=statement.partner_id,
    )


@handles(PaymentsConfirmed)
def tell_of_payments(event: PaymentsConfirmed) -> None:
    payments = Payment.objects.filter(batch=event.batch_id).prefetch_related("statements__vendor").order_by("id")
    for payment in payments:
        amount, last_digits = amount_words(payment.amount, payment.currency), payment.iban[-4:]
        last = max(payment.statements.all(), key=lambda statement: statement.period_start)
        notify(
            PAYMENT_CONFIRMED,
            members_with_permission(PortalIncentivePermission.VIEW_MONEY, partner_id=payment.partner_id),
            at=event.occurred_at,
            subject=_("%(amount)s is on its way to you") % {"amount": amount},
            body=_("Paid to the account ending in %(digits)s.") % {"digits": last_digits},
            url=statement_url(last),
            partner_id=payment.partner_id,
        )


@handles(PaymentsConfirmed)
def close_paid_referrals(event: PaymentsConfirmed) -> None:
    """A referral whose fee has left is over."""
    for referral in referrals_awaiting_fee(referral_refs_paid_by(event.batch_id)):
        mark_referral_paid(referral, actor=Actor.system(event.vendor_id), at=event.occurred_at)


def amount_words(amount: Decimal, currency: str) -> str:
    return f"{currency} {number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}"


def statement_url(statement: Statement) -> str:
    return reverse("portal:incentives:statement-detail", kwargs={"vendor": statement.vendor.slug, "ref": statement.ref})
