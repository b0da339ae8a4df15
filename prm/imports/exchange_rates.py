"""The import kind of this room's own: a vendor's exchange rates."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prm.imports.cleaners import clean_currency, clean_date, clean_decimal
from prm.imports.kinds import Change, ChunkResult, ImportField, ImportKind, Row, Undone, register
from prm.imports.undoing import snapshot, undo_changes
from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from prm.money.models import FxRate
from prm.money.permissions import MoneyPermission
from prm.money.services import RateInput, check_rate, set_rates

FIELDS = ("base", "quote", "valid_on", "rate", "source")


def load_rates(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Enters the rates through the money room's own service. A rate that is there already with this value is left."""
    result = ChunkResult()
    inputs: dict[tuple[str, str, str], RateInput] = {}
    for position, row in enumerate(rows):
        rate = RateInput(**row)
        try:
            inputs[rate.base, rate.quote, rate.valid_on.isoformat()] = check_rate(rate)
        except Invalid as error:
            result.errors[position] = str(error)
    there = _there(list(inputs.values()))
    changed = {key: rate for key, rate in inputs.items() if key not in there or there[key].rate != rate.rate}
    befores = {key: snapshot(there[key], FIELDS) for key in changed if key in there}
    set_rates(list(changed.values()), actor=actor, at=at, source=gettext("import"))
    now = _there(list(changed.values()))
    result.changes = [Change(now[key].pk, befores.get(key), snapshot(now[key], FIELDS)) for key in changed]
    result.updated, result.unchanged = len(befores), len(inputs) - len(changed)
    result.created = len(changed) - result.updated
    return result


def _there(rates: Sequence[RateInput]) -> dict[tuple[str, str, str], FxRate]:
    days = {rate.valid_on for rate in rates}
    found = FxRate.objects.select_for_update().filter(valid_on__in=days)
    return {(row.base, row.quote, row.valid_on.isoformat()): row for row in found}


def undo_rates(changes: Sequence[Change], *, actor: Actor, at: datetime, batch_id: UUID) -> Undone:
    return undo_changes(FxRate, changes, FIELDS)[0]


EXCHANGE_RATES = register(
    ImportKind(
        name="money.exchange_rates",
        label=_("Exchange rates"),
        description=_("Your own rates; they come before the reference rates of the European Central Bank."),
        icon="currency-euro",
        permission=MoneyPermission.MANAGE_RATES,
        load=load_rates,
        undo=undo_rates,
        key=("base", "quote", "valid_on"),
        fields=(
            ImportField(
                "base", _("From currency"), True, ("from", "base currency", "source currency", "currency"),
                clean_currency, example="EUR",
            ),
            ImportField(
                "quote", _("To currency"), True, ("to", "quote currency", "target currency", "counter currency"),
                clean_currency, example="USD",
            ),
            ImportField(
                "valid_on", _("Valid on"), True, ("date", "day", "valid from", "rate date"), clean_date,
                example="2026-03-31",
            ),
            ImportField("rate", _("Rate"), True, ("fx rate", "exchange rate", "price"), clean_decimal, example="1.0889"),
        ),
    )
)  # fmt: skip
