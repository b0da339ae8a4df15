"""The same organisation name in different states must not merge; one body with several domains is proposed."""

import csv
import re

from prm.matching.evaluate import evaluate
from prm.matching.score import Party, score_pair
from tests.cases.support import SHARED, vector

WORDS = {"different": "no match", "possible": "match suggested", "same": "match suggested"}


@vector(0)
def sheriffs_of_two_adams_counties(expected):
    one = Party("Adams County Sheriff's Office", "adamssheriffco.gov", "Brighton", "CO")
    two = Party("Adams County Sheriff's Office", "adamscosheriffms.gov", "Natchez", "MS")
    assert WORDS[score_pair(one, two).level] == expected


@vector(1)
def one_department_under_two_domains(expected):
    one = Party("ADOT", "azmvdnow.gov", "PHOENIX", "AZ")
    two = Party("ADOT", "mvdnowaz.gov", "Phoenix", "AZ")
    assert WORDS[score_pair(one, two).level] == expected


@vector(2)
def all_labelled_pairs(expected):
    merges, suggested = re.fullmatch(
        r"(\d+) automatic merges on negatives; >= (\d\.\d+) of positives suggested", expected
    ).groups()
    with (SHARED / "data/gov-accounts/pairs_share.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    negatives = [row for row in rows if row["is_match"] == "false"]
    automatic = sum(
        score_pair(*(Party(*(row[f"{part}{n}"] for part in ("name", "domain", "city", "state"))) for n in (1, 2))).level
        == "same"
        for row in negatives
    )
    assert len(negatives) == 549
    assert automatic == int(merges)
    assert evaluate(rows)["proposed"]["recall"] >= float(suggested)
