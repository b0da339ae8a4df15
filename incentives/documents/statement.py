"""A statement as CSV, XLSX and PDF: the same lines, grouped by partnership, with what they came from."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from incentives.models import Statement
from incentives.services.statements import lines_by_partnership
from prm.documents.render import render_pdf
from prm.tenancy.models import Vendor


def columns() -> list[str]:
    return [
        _("Line"),
        _("Partnership"),
        _("Date"),
        _("For"),
        _("Plan"),
        _("Basis"),
        _("Rate, %"),
        _("Amount"),
        _("Currency"),
    ]


def _rows(statement: Statement) -> Iterator[list[Any]]:
    for partnership, lines in lines_by_partnership(statement).items():
        for line in lines:
            yield [
                line.position,
                partnership,
                line.earned_on,
                line.description,
                line.plan_label,
                line.basis,
                line.rate,
                line.amount,
                statement.currency,
            ]


def statement_csv(statement: Statement) -> bytes:
    from prm.imports.exports import write_csv

    return write_csv(columns(), _rows(statement))


def statement_xlsx(statement: Statement) -> bytes:
    from prm.imports.exports import write_xlsx

    return write_xlsx(columns(), _rows(statement))


def statement_pdf(statement: Statement) -> bytes:
    """The printed statement, with subtotals by partnership and the hash that any copy can be checked by."""
    vendor = Vendor.objects.get(pk=statement.vendor_id)
    groups = [
        {"name": name, "lines": lines, "total": sum(line.amount for line in lines)}
        for name, lines in lines_by_partnership(statement).items()
    ]
    context = {
        "vendor": vendor,
        "title": _("Statement %(ref)s") % {"ref": statement.ref},
        "document_note": statement.ref,
        "statement": statement,
        "groups": groups,
    }
    return render_pdf("incentives/statement_pdf.html", context)
