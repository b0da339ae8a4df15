"""Accounts to load and to ask about: the real file where this copy has it beside itself, made-up ones after that."""

import csv
from collections.abc import Iterator
from itertools import islice
from random import Random

from prm.launch.paths import ROOT

REAL = ROOT.parent / "shared" / "data" / "gov-accounts" / "accounts.csv"
HEADINGS = {
    "Domain name": "domain", "Domain type": "kind", "Organization name": "name", "City": "city", "State": "region",
}  # fmt: skip
ONSETS = ["b", "br", "c", "cl", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
ENDS = ["l", "m", "n", "nd", "r", "rt", "s", "ston", "ton", "ville", "ford", "x"]
TRADES = [
    "Water Authority", "School District", "Industries", "Logistics", "Foods", "Medical Center", "Energy", "Systems",
    "Cold Storage", "Transit", "Holdings", "Precision Tools", "Packaging", "Chemicals", "Robotics", "Port Authority",
]  # fmt: skip
FORMS = ["Inc.", "LLC", "Corp.", "Ltd.", "Co.", "", ""]
STATES = ["AZ", "CA", "CO", "FL", "GA", "IL", "MI", "NY", "OH", "PA", "TX", "WA"]


def account_rows(count: int) -> list[dict[str, str]]:
    """The first `count`, always the same ones."""
    return list(islice(_all_rows(), count))


def has_real_accounts() -> bool:
    return REAL.exists()


def _all_rows() -> Iterator[dict[str, str]]:
    if has_real_accounts():
        with REAL.open(encoding="utf-8-sig", newline="") as source:
            for row in csv.DictReader(source):
                yield {field: row[heading] for heading, field in HEADINGS.items()} | {"country": "US"}
    chance = Random(16_539)
    number = 0
    while True:
        number += 1
        name = f"{_word(chance)} {chance.choice(TRADES)} {chance.choice(FORMS)}".strip()
        yield {
            "name": name, "domain": f"{name.split()[0].lower()}{number}.example", "kind": "Company",
            "city": _word(chance), "region": chance.choice(STATES), "country": "US",
        }  # fmt: skip


def _word(chance: Random) -> str:
    parts = [chance.choice(ONSETS) + chance.choice(VOWELS) for _syllable in range(chance.randint(1, 2))]
    return ("".join(parts) + chance.choice(ENDS)).capitalize()


def asked_about(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """What partners type: half are customers of the list, mistyped or shortened and mostly without their domain; half new."""
    chance = Random(404)
    strangers = account_rows(len(rows) + count)[len(rows) :]
    asked = []
    for place in range(count):
        if place % 2:
            asked.append({**strangers[place], "domain": ""})
            continue
        row = dict(chance.choice(rows))
        spelling = place // 2 % 4
        if spelling == 0:
            row["name"] = _mistyped(row["name"], chance)
        elif spelling == 1:
            row["name"] = row["name"].upper().replace("CITY OF", "").strip()
        elif spelling == 2:
            row["name"] = " ".join(row["name"].split()[:3])
        asked.append({**row, "domain": row["domain"] if spelling == 3 else ""})
    return asked


def _mistyped(name: str, chance: Random) -> str:
    place = chance.randrange(max(1, len(name) - 1))
    return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]
