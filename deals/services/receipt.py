"""Sealing a submission: who was first stands beyond anybody's doubt, ours included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from deals.models import ReceiptChain, Registration, SealedReceipt
from deals.rules import receipt as rules
from prm.tenancy.models import Vendor
from prm.tenancy.scope import beyond_partner


@dataclass(frozen=True)
class Link:
    """The place of one receipt in the vendor's chain."""

    sequence: int
    sealed_at: datetime
    previous_hash: str
    link_hash: str


def seal(registration: Registration, *, at: datetime) -> SealedReceipt:
    """Writes the receipt of the registration as it stands. The chain of the vendor is locked until the commit."""
    content = _content(registration)
    content_hash = rules.hash_content(content)
    link = next_link(registration.partner_id, content_hash, at)
    key = rules.vendor_key(settings.SECRET_KEY, str(registration.vendor_id))
    receipt: SealedReceipt = SealedReceipt.objects.create(
        partner_id=registration.partner_id,
        registration=registration,
        sequence=link.sequence,
        sealed_at=link.sealed_at,
        content=content,
        content_hash=content_hash,
        previous_hash=link.previous_hash,
        link_hash=link.link_hash,
        signature=rules.sign(key, link.link_hash),
        public_key=rules.public_text(key),
        created_at=at,
    )
    return receipt


@beyond_partner("the chain of receipts runs over all partners of the vendor")
def next_link(partner_id: UUID, content_hash: str, at: datetime) -> Link:
    """Takes the next place in the chain. Times grow strictly along it, so that the queue has no ties."""
    ReceiptChain.objects.bulk_create([ReceiptChain(head_hash=rules.GENESIS)], ignore_conflicts=True)
    head = ReceiptChain.objects.select_for_update().get()
    sealed_at = at.astimezone(UTC)
    if head.last_sealed_at and sealed_at <= head.last_sealed_at:
        sealed_at = head.last_sealed_at + timedelta(microseconds=1)
    last = SealedReceipt.objects.filter(partner_id=partner_id).aggregate(last=Max("sequence"))["last"] or 0
    link_hash = rules.hash_link(
        previous_hash=head.head_hash,
        content_hash=content_hash,
        sealed_at=written(sealed_at),
        sequence=last + 1,
    )
    link = Link(last + 1, sealed_at, head.head_hash, link_hash)
    head.head_hash, head.last_sealed_at, head.length = link_hash, sealed_at, head.length + 1
    head.save(update_fields=["head_hash", "last_sealed_at", "length"])
    return link


def written(moment: datetime) -> str:
    """A moment as the receipt spells it, to the microsecond and in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def receipt_document(receipt: SealedReceipt) -> dict[str, Any]:
    """What a partner downloads: everything anybody needs to verify it without us."""
    return {
        "format": rules.FORMAT,
        "content": receipt.content,
        "content_hash": receipt.content_hash,
        "sequence": receipt.sequence,
        "sealed_at": written(receipt.sealed_at),
        "previous_hash": receipt.previous_hash,
        "link_hash": receipt.link_hash,
        "signature": receipt.signature,
        "public_key": receipt.public_key,
        "how_to_verify": rules.__doc__,
    }


def check_document(document: Mapping[str, Any], vendor: Vendor) -> rules.Verification:
    """Checks a receipt against the vendor's own key, not the one it brings along."""
    key = rules.vendor_key(settings.SECRET_KEY, str(vendor.pk))
    return rules.verify(document, rules.public_text(key))


def broken_links() -> list[SealedReceipt]:
    """Receipts of the vendor whose content, link or predecessor does not hold; empty when the chain is whole."""
    broken, previous = [], rules.GENESIS
    for receipt in SealedReceipt.objects.order_by("sealed_at").iterator(chunk_size=2000):
        genuine = rules.verify(receipt_document(receipt), receipt.public_key).is_genuine
        if not genuine or receipt.previous_hash != previous:
            broken.append(receipt)
        previous = receipt.link_hash
    return broken


def _content(registration: Registration) -> dict[str, Any]:
    lines = registration.lines.select_related("product").order_by("position", "id")
    return {
        "vendor": registration.vendor.name,
        "partner": registration.partner.name,
        "partner_ref": registration.partner.ref,
        "registration": registration.ref,
        "customer": registration.customer_name,
        "domain": registration.customer_domain,
        "place": ", ".join(
            part
            for part in (registration.customer_city, registration.customer_region, registration.customer_country)
            if part
        ),
        "site": registration.site,
        "currency": registration.currency,
        "amount": f"{registration.amount:.2f}",
        "expected_close": registration.expected_close_on.isoformat() if registration.expected_close_on else "",
        "lines": [
            {"product": line.product.sku, "quantity": f"{line.quantity:.2f}", "amount": f"{line.amount:.2f}"}
            for line in lines
        ],
    }
