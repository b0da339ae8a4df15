"""`python -m prm.matching.evaluate FILE`: how well pairs of a labelled file are told apart, as JSON.

Reads files with the columns name1, name2 and is_match, and domain, city and state of both where they are there.
"automatic" is what is acted on without asking (level same), "proposed" what a person would see (same or possible).
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping

from prm.matching.compare import SAME
from prm.matching.score import Party, score_pair

TRUE = {"true", "1", "yes", "t"}


def _party(row: Mapping[str, str], number: int) -> Party:
    parts = {part: row.get(f"{part}{number}") or "" for part in ("name", "domain", "city", "state", "country")}
    return Party(**parts)


def _rates(found: Iterable[tuple[bool, bool]]) -> dict[str, float | None]:
    pairs = list(found)
    right = sum(flagged and is_match for flagged, is_match in pairs)
    flagged, matches = sum(flag for flag, _ in pairs), sum(is_match for _, is_match in pairs)
    return {
        "precision": round(right / flagged, 4) if flagged else None,
        "recall": round(right / matches, 4) if matches else None,
    }


def evaluate(rows: Iterable[Mapping[str, str]]) -> dict[str, object]:
    """The figures for labelled pairs. A rate over nothing is null."""
    scored = [
        (score_pair(_party(row, 1), _party(row, 2)).level, row["is_match"].strip().lower() in TRUE) for row in rows
    ]
    right = sum((level == SAME) == is_match for level, is_match in scored)
    return {
        "pairs": len(scored),
        "automatic": _rates((level == SAME, is_match) for level, is_match in scored),
        "proposed": _rates((level != "different", is_match) for level, is_match in scored),
        "accuracy": round(right / len(scored), 4) if scored else None,
    }


def main(path: str) -> None:
    with open(path, encoding="utf-8-sig", newline="") as file:
        print(json.dumps(evaluate(csv.DictReader(file)), indent=2))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Say which file: make match PAIRS=pairs.csv")
    main(sys.argv[1])
