"""Named reads of deals. What later pillars and the screens ask; each owns its joins."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from deals.enums import LIVE, REFERRAL_LIVE, UNDECIDED, WAITING
from deals.models import (
    CustomerAccount,
    DealPolicy,
    Extension,
    Opportunity,
    Referral,
    RegisteredLine,
    Registration,
    RegistrationLine,
    SealedReceipt,
)
from deals.rules.lines import line_key
from deals.rules.policy import Policy
from partners.models import Partner
from prm.lib.actor import Actor
from prm.lib.errors import NotFound
from prm.tenancy.scope import beyond_partner, current_vendor_id
from programs.models import Partnership, Product
from programs.queries import running_partnerships

# The module matrix of product.md section 4.
REGISTERING_TYPES = ("resale", "distribution")
REFERRING_TYPES = ("referral", "resale", "technology", "alliance")
# Fewer decisions than this say nothing about the next one.
ENOUGH_DECISIONS = 5


def registrations_with_names() -> QuerySet[Registration]:
    return Registration.objects.select_related("partner", "partnership__program", "partnership__tier", "owner")


LISTED = (
    "vendor_id", "created_at", "ref", "status", "title", "customer_name", "amount", "currency", "expected_close_on",
    "submitted_at", "protected_from", "protected_until", "has_open_extension", "act_by_at",
)  # fmt: skip


def listed_registrations(*, with_program: bool = False) -> QuerySet[Registration]:
    """What a list shows of each and no more: of a hundred columns it reads sixteen, and planning joins takes longer
    than following them."""
    rows = Registration.objects.select_related("partner", "owner").only(*LISTED, "partner__name", "owner__name")
    if with_program:
        rows = rows.select_related("partnership__program").only(
            *LISTED, "partner__name", "owner__name", "partnership__program__name"
        )
    return rows


def registration_by_ref(ref: str) -> Registration | None:
    """With everything its page shows; None where this scope has no such registration."""
    rows = registrations_with_names().select_related("submitted_by", "decided_by", "account")
    return rows.filter(ref=ref).first()


def registrations_of_partner(partner_id: UUID) -> QuerySet[Registration]:
    return registrations_with_names().filter(partner_id=partner_id)


def customers_of_partner(partner_ids: Iterable[UUID]) -> list[Registration]:
    """Customers a partner has registered before, for the suggestions under the field; each once, the latest first."""
    rows = Registration.objects.filter(partner_id__in=list(partner_ids)).order_by("customer_name", "-created_at")
    return list(rows.distinct("customer_name").only("customer_name", "customer_domain")[:200])


def live_registrations() -> QuerySet[Registration]:
    """Those another claim can collide with: handed in and neither ended nor turned down."""
    return Registration.objects.filter(status__in=LIVE)


def registrations_waiting() -> QuerySet[Registration]:
    """Those that wait for our decision: the promise that ends first in front, of equals the one sealed first."""
    return registrations_with_names().filter(status__in=WAITING).order_by("act_by_at", "sealed_at", "id")


def protections_ending(until: date) -> QuerySet[Registration]:
    """Protected registrations whose last day is not after the day given."""
    return registrations_with_names().filter(status="approved", protected_until__lte=until).order_by("protected_until")


def open_extensions() -> QuerySet[Extension]:
    rows = Extension.objects.select_related("registration__partner", "registration__owner", "requested_by")
    return rows.filter(status="requested").order_by("until_before")


def lines_of(registration: Registration) -> list[RegistrationLine]:
    return list(registration.lines.select_related("product").order_by("position", "id"))


def line_keys_of(registration: Registration) -> frozenset[str]:
    """The product lines a registration claims."""
    rows = registration.lines.values_list("product_id", "product__family")
    return frozenset(line_key(product_id, family) for product_id, family in rows)


def line_keys_for(products: Iterable[Product]) -> frozenset[str]:
    return frozenset(line_key(product.pk, product.family) for product in products)


def first_receipt(registration: Registration) -> SealedReceipt | None:
    return registration.receipts.order_by("sealed_at").first()


def receipts_of(registration: Registration) -> QuerySet[SealedReceipt]:
    return registration.receipts.order_by("sealed_at")


def policy_on(program_id: UUID, on: date, currency: str) -> Policy:
    """The deal policy of a program on a day; the built-in one where nobody has made another."""
    rows = DealPolicy.objects.filter(program_id=program_id, valid_from__lte=on).order_by("-valid_from", "-version")
    found = rows.first()
    return found.as_policy(currency) if found else Policy(currency=currency)


def policy_version(program_id: UUID, version: int, currency: str) -> Policy:
    """The policy a registration was handed in under."""
    found = DealPolicy.objects.filter(program_id=program_id, version=version).first()
    return found.as_policy(currency) if found else Policy(currency=currency)


def policies_of(program_id: UUID) -> QuerySet[DealPolicy]:
    return DealPolicy.objects.filter(program_id=program_id).order_by("-version")


def partnerships_that_register(partner_id: UUID) -> list[Partnership]:
    """A partner's running partnerships whose type has deal registration."""
    return _partnerships(partner_id, REGISTERING_TYPES)


def has_registering(actor: Actor) -> bool:
    """Whether this partner has a partnership with deal registration; without one the module is absent."""
    if actor.partner_id is None:
        return False
    return running_partnerships().filter(partner_id=actor.partner_id, type__in=REGISTERING_TYPES).exists()


def has_referring(actor: Actor) -> bool:
    """Whether this partner has a referral partnership."""
    if actor.partner_id is None:
        return False
    return running_partnerships().filter(partner_id=actor.partner_id, type="referral").exists()


def all_partnerships_that_register() -> list[Partnership]:
    """Every running partnership with deal registration, for whoever registers on behalf of a partner."""
    rows = running_partnerships().filter(type__in=REGISTERING_TYPES)
    return list(rows.order_by("partner__name"))


def partnerships_that_refer(partner_id: UUID) -> list[Partnership]:
    """A partner's running partnerships that send referrals, the referral type first."""
    found = _partnerships(partner_id, REFERRING_TYPES)
    referral = [item for item in found if item.type == "referral"]
    return referral or found


def _partnerships(partner_id: UUID, types: tuple[str, ...]) -> list[Partnership]:
    rows = running_partnerships().filter(partner_id=partner_id, type__in=types)
    return list(rows.order_by("approved_at"))


@beyond_partner("how long decisions take follows from the decisions on all partners")
def decision_minutes_p80(since: datetime) -> int | None:
    """Minutes within which 8 of 10 decisions came since a moment; None with fewer than five."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(0.8) WITHIN GROUP (ORDER BY decision_minutes), count(*)"
            " FROM deals_registration WHERE vendor_id = %s AND decided_at >= %s AND decision_minutes IS NOT NULL",
            [current_vendor_id(), since],
        )
        minutes, decisions = cursor.fetchone()
    return round(minutes) if decisions >= ENOUGH_DECISIONS else None


@beyond_partner("the place in the queue counts the claims of other partners, and nothing else of them is told")
def place_in_queue(registration_id: UUID) -> int:
    """How many waiting registrations of the same customer and product line were sealed before this one."""
    own = Registration.objects.get(pk=registration_id)
    claims = list(own.registered_lines.values("customer_key", "line_key"))
    if own.sealed_at is None or not claims:
        return 0
    same = reduce(or_, (Q(**claim) for claim in claims))
    rows = Registration.objects.filter(status__in=UNDECIDED, sealed_at__lt=own.sealed_at)
    found = RegisteredLine.objects.filter(same, registration__in=rows.exclude(pk=own.pk))
    return found.values("registration").distinct().count()


def next_in_line(account_id: UUID, ended: Registration) -> list[Registration]:
    """Duplicates of the account with a product line of the claim that ended, in the order of their seals."""
    freed = line_keys_of(ended)
    rows = Registration.objects.filter(status="duplicate", account_id=account_id).exclude(pk=ended.pk)
    return [row for row in rows.order_by("sealed_at") if line_keys_of(row) & freed]


def opportunities_with_names() -> QuerySet[Opportunity]:
    return Opportunity.objects.select_related("partner", "partnership__program", "owner", "registration", "referral")


def opportunity_by_ref(ref: str) -> Opportunity | None:
    return opportunities_with_names().filter(ref=ref).first()


def opportunity_of(registration: Registration) -> Opportunity:
    """The opportunity of a registration. Raises NotFound before there is one."""
    found = Opportunity.objects.filter(registration=registration).first()
    if found is None:
        raise NotFound(_("This deal has no opportunity yet."))
    return found


def pipeline_by_stage() -> list[dict[str, Any]]:
    """Open opportunities by stage: count and value in the reporting currency."""
    rows = Opportunity.objects.filter(status="open").values("stage")
    return list(rows.annotate(count=Count("id"), amount=Sum("reporting_amount")).order_by("stage"))


def referrals_with_names() -> QuerySet[Referral]:
    return Referral.objects.select_related("partner", "partnership__program", "owner", "submitted_by", "decided_by")


def referrals_awaiting_fee(refs: Iterable[str]) -> QuerySet[Referral]:
    """Won referrals among these whose fee was not paid yet."""
    return Referral.objects.filter(ref__in=list(refs), status="won").order_by("pk")


def referrals_of_partner(partner_id: UUID) -> QuerySet[Referral]:
    return referrals_with_names().filter(partner_id=partner_id)


def referral_by_ref(ref: str) -> Referral | None:
    return referrals_with_names().filter(ref=ref).first()


def referrals_waiting() -> QuerySet[Referral]:
    """Referrals nobody has answered yet, the promise that ends first in front."""
    return referrals_with_names().filter(status="submitted").order_by("act_by_at", "id")


def live_referrals() -> QuerySet[Referral]:
    return Referral.objects.filter(status__in=REFERRAL_LIVE)


def accounts_with_owner() -> QuerySet[CustomerAccount]:
    return CustomerAccount.objects.select_related("owner")


def account_by_ref(ref: str) -> CustomerAccount | None:
    return accounts_with_owner().filter(ref=ref).first()


def account_kinds() -> list[str]:
    kinds = CustomerAccount.objects.exclude(kind="").order_by("kind").values_list("kind", flat=True)
    return list(kinds.distinct())


def deals_of_account(account: CustomerAccount) -> QuerySet[Registration]:
    return registrations_with_names().filter(account=account).order_by("-created_at")


def partner_record(partner_id: UUID, since: datetime) -> dict[str, Decimal | int | None]:
    """What a partner registered since a moment: how many, and the shares of decided ones approved and won."""
    rows = Registration.objects.filter(partner_id=partner_id, submitted_at__gte=since)
    counted = rows.aggregate(
        registered=Count("id"),
        decided=Count("id", filter=Q(decided_at__isnull=False)),
        approved=Count("id", filter=Q(protected_from__isnull=False)),
        won=Count("id", filter=Q(status="won")),
        closed=Count("id", filter=Q(status__in=("won", "lost"))),
    )
    return {
        "registered": counted["registered"],
        "approved": _share(counted["approved"], counted["decided"]),
        "won": _share(counted["won"], counted["closed"]),
    }


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def search_ids(kind: str, text: str, *, most: int = 500) -> list[UUID]:
    """Ids of the vendor's accounts or registrations in which every word stands, through the definer function.

    Row security would keep the trigram index from being used; the function reads past it, for this vendor only, and
    what it answers is read again under row security.
    """
    words = [word.lower() for word in text.replace("\x00", "").split()[:6]]
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT prm_deals_search(%s, %s, %s)", [kind, words, most])
        return [row[0] for row in cursor.fetchall()]


def partners_named(text: str) -> QuerySet[Partner]:
    """Partners in whose name the text stands, for a filter."""
    return Partner.objects.filter(name__icontains=text)


def recent(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
