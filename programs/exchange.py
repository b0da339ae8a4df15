"""A version's terms as YAML: a file a person can read, change, keep under version control and bring back.

The form is that of every program file (docs/program-as-code.md).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from prm.lib.errors import Invalid
from programs.document.loader import dump, load
from programs.document.program import as_document
from programs.models import ProgramVersion, Tier
from programs.terms import OF_THE_PROGRAM, Terms, as_file, terms_of

# What a column of least values holds.
MOST_DECIMALS = 4


def to_yaml(version: ProgramVersion) -> str:
    """The terms as a file a person can read, change and bring back."""
    return dump(as_file(version, version.program.tiers.all(), terms_of(version))) + "\n"


def from_yaml(text: str, tiers: list[Tier]) -> Terms:
    """Terms from such a file. Raises Invalid naming the places that cannot be read, and levels that are not the program's."""
    data = load(text)
    document = as_document(data)
    ladder = [tier.name for tier in sorted(tiers, key=lambda tier: tier.rank)]
    names = [level.name for level in document.levels]
    for name in names:
        if name not in ladder:
            raise Invalid(_("The program has no level called %(name)s.") % {"name": name})
    if names != [name for name in ladder if name in names]:
        raise Invalid(_("The levels stand in another order: the lowest comes first."))
    ranks = {tier.name: tier.rank for tier in tiers}
    terms = Terms(rules={key: data[key] for key in OF_THE_PROGRAM if data.get(key) is not None})
    further: dict[str, Any] = {}
    for entry in data["tiers"]:
        rank = ranks[str(entry["name"]).strip()]
        row, rest = _split(entry.get("requires"))
        terms.requirements.update({(rank, key): value for key, value in row.items()})
        if rest:
            further[str(rank)] = rest
    for (place, key), value in document.gives.items():
        terms.benefits[ranks[names[place - 1]], key] = value
    return Terms(terms.requirements, terms.benefits, {**terms.rules, **({"requires": further} if further else {})})


def _split(asked: Any) -> tuple[Mapping[str, Decimal], Any]:
    """What a row of the table holds, figures and their least values, and the rest as it is written."""
    if not isinstance(asked, dict):
        return {}, asked
    numbers = {key: Decimal(str(value)) for key, value in asked.items() if not isinstance(value, dict | list)}
    row = {key: value for key, value in numbers.items() if value > 0 and value == round(value, MOST_DECIMALS)}
    return row, {key: value for key, value in asked.items() if key not in row}
