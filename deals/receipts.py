"""A sealed receipt as a file."""

import json

from django.http import Http404

from deals import queries
from deals.models import Registration
from deals.services.receipt import receipt_document


def receipt_file(row: Registration) -> tuple[str, str, bytes]:
    """Name, type and bytes of a registration's first receipt. Raises Http404 for a draft, which has none."""
    receipt = queries.first_receipt(row)
    if receipt is None:
        raise Http404
    text = json.dumps(receipt_document(receipt), indent=2, ensure_ascii=False)
    return f"receipt-{row.ref}-{receipt.sequence}.json", "application/json", text.encode()
