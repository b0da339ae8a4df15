"""Two claims side by side, with the parts that are equal marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from deals.enums import ConflictKind
from deals.lifecycle import REGISTRATION
from deals.models import CustomerAccount, Registration
from deals.services.conflict import Found
from prm.matching.domains import registrable_domain
from prm.ui import components


@dataclass(frozen=True)
class Row:
    label: str
    one: Any
    two: Any


@dataclass(frozen=True)
class Comparison:
    """One overlap as the reviewer reads it."""

    title: str
    ref: str
    kind: str
    value: Decimal
    tone: str
    words: str
    reasons: list[str]
    rows: list[Row]
    is_account: bool


def compare(registration: Registration, found: Found) -> Comparison:
    other, overlap = found.row, found.overlap
    spans = {(side, reason.field): _spans(reason, side) for reason in found.reasons for side in (1, 2)}
    rows = [
        Row(
            _("Customer"),
            marked(registration.customer_name, spans.get((1, "name"), ())),
            marked(_name(other), spans.get((2, "name"), ())),
        ),
        _domain(
            registration.customer_domain, other.domain if isinstance(other, CustomerAccount) else other.customer_domain
        ),
        _same(_("Place"), _place(registration), _place(other)),
    ]
    if isinstance(other, CustomerAccount):
        rows += [
            Row(_("Type"), "", other.kind),
            Row(_("Status"), "", _("Existing customer") if other.is_customer else _("Not a customer yet")),
        ]
    else:
        rows += _deal_rows(registration, other, overlap.is_sealed_first)
    title = other.name if isinstance(other, CustomerAccount) else other.partner.name
    return Comparison(
        title=title,
        ref=other.ref,
        kind=str(ConflictKind(overlap.kind).label),
        value=Decimal(str(overlap.value)),
        tone="bad" if overlap.level == "same" and overlap.shares_product else "warn",
        words=_words(found),
        reasons=[reason.text for reason in found.reasons],
        rows=[row for row in rows if row.one or row.two],
        is_account=isinstance(other, CustomerAccount),
    )


def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """The text with the spans in <mark>; neighbouring spans become one."""
    joined: list[list[int]] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    parts, at = [], 0
    for start, end in joined:
        parts += [format_html("{}", text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    return mark_safe("".join([*parts, format_html("{}", text[at:])]))


def _spans(reason: Any, side: int) -> Sequence[tuple[int, int]]:
    if reason.speaks != "for":
        return ()
    spans: Sequence[tuple[int, int]] = reason.spans_one if side == 1 else reason.spans_two
    return spans


def _name(other: Registration | CustomerAccount) -> str:
    return other.name if isinstance(other, CustomerAccount) else other.customer_name


def _place(row: Any) -> str:
    names = ("city", "region", "country")
    prefix = "" if isinstance(row, CustomerAccount) else "customer_"
    return ", ".join(part for part in (getattr(row, f"{prefix}{name}") for name in names) if part)


def _domain(one: str, two: str) -> Row:
    shared = registrable_domain(one)
    if not shared or shared != registrable_domain(two):
        return Row(_("Domain"), one, two)
    return Row(_("Domain"), *(marked(text, _where(text, shared)) for text in (one, two)))


def _where(text: str, part: str) -> list[tuple[int, int]]:
    start = text.lower().find(part)
    return [(start, start + len(part))] if start >= 0 else []


def _same(label: str, one: str, two: str) -> Row:
    if one and one.casefold() == two.casefold():
        return Row(label, marked(one, [(0, len(one))]), marked(two, [(0, len(two))]))
    return Row(label, one, two)


def _deal_rows(one: Registration, two: Registration, is_sealed_first: bool) -> list[Row]:
    first = mark_safe(f' <span class="ui-ink-ok">{_("first")}</span>')
    seals = [components.datetime(row.sealed_at) for row in (one, two)]
    return [
        _same(_("Site"), one.site, two.site),
        Row(_("Products"), _products(one, two), _products(two, one)),
        _same(_("Contact"), one.contact_name, two.contact_name),
        Row(_("Value"), components.money(one.amount, one.currency), components.money(two.amount, two.currency)),
        Row(
            _("Sealed"),
            format_html("{}{}", seals[0], "" if is_sealed_first else first),
            format_html("{}{}", seals[1], first if is_sealed_first else ""),
        ),
        Row(_("Status"), *(components.status(row, lifecycle=REGISTRATION) for row in (one, two))),
    ]


def _products(row: Registration, other: Registration) -> SafeString:
    """Its products; those of a product line the other names too are marked."""
    theirs = {(line.product.family or line.product.pk) for line in other.lines.all()}
    names = [
        format_html("<mark>{}</mark>", line.product)
        if (line.product.family or line.product.pk) in theirs
        else format_html("{}", line.product)
        for line in row.lines.all()
    ]
    return mark_safe(", ".join(names))


def _words(found: Found) -> str:
    overlap = found.overlap
    if isinstance(found.row, CustomerAccount):
        return _("Existing customer") if overlap.is_customer else _("Known account")
    same = _("Same customer") if overlap.level == "same" else _("Similar customer")
    product = _("same product line") if overlap.shares_product else _("other product line")
    return f"{same}, {product}"
