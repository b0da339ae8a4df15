"""A version's terms as YAML: a file a person can read, change, keep under version control and bring back."""

from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.utils.translation import gettext as _

from prm.lib.errors import Invalid
from programs.models import ProgramVersion, Tier
from programs.terms import Terms, plain_number, terms_of

LARGEST = 100_000


def to_yaml(version: ProgramVersion) -> str:
    """The terms as a file a person can read, change and bring back."""
    terms = terms_of(version)
    tiers = [
        {
            "name": tier.name,
            "requires": {
                key: plain_number(value)
                for (rank, key), value in sorted(terms.requirements.items())
                if rank == tier.rank
            },
            "gives": {
                key: plain_number(value) for (rank, key), value in sorted(terms.benefits.items()) if rank == tier.rank
            },
        }
        for tier in version.program.tiers.order_by("rank")
    ]
    return yaml.safe_dump({"program": version.program.name, "tiers": tiers}, sort_keys=False, allow_unicode=True)


def from_yaml(text: str, tiers: list[Tier]) -> Terms:
    """Terms from such a file. Raises Invalid naming the place that cannot be read."""
    if len(text) > LARGEST:
        raise Invalid(_("This file is too large for program terms."))
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid(_("This is not readable YAML: %(error)s") % {"error": str(error)[:200]}) from error
    ranks = {tier.name: tier.rank for tier in tiers}
    terms = Terms()
    for entry in _list(data):
        name = entry.get("name")
        if not isinstance(name, str) or name not in ranks:
            raise Invalid(
                _("The program has no level called %(name)s.") % {"name": name if isinstance(name, str) else ""}
            )
        for part, cells in (("requires", terms.requirements), ("gives", terms.benefits)):
            for key, value in _mapping(entry.get(part)).items():
                cells[ranks[name], str(key)] = _number(value, f"{name}, {key}")
    return terms


def _list(data: Any) -> list[dict[str, Any]]:
    tiers = data.get("tiers") if isinstance(data, dict) else None
    if not isinstance(tiers, list) or not all(isinstance(item, dict) for item in tiers):
        raise Invalid(_("The file needs a list called tiers."))
    return tiers


def _mapping(value: Any) -> dict[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid(_("requires and gives hold one value a line."))
    return value


def _number(value: Any, place: str) -> Decimal:
    # Only scalars are read: a nested alias written out as text could fill the memory.
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid(_("%(place)s: not a number.") % {"place": place[:120]})
    try:
        number = Decimal(str(value).strip()[:40])
    except InvalidOperation as error:
        raise Invalid(_("%(place)s: not a number.") % {"place": place[:120]}) from error
    if not number.is_finite() or number < 0 or number >= Decimal(10) ** 15:
        raise Invalid(_("%(place)s: out of range.") % {"place": place[:120]})
    return number
