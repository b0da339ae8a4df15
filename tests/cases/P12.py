"""Salesforce Consulting: the best region, a tier kept for the year, and only promoted between."""

from datetime import date

from tests.cases.programs import evaluated, times
from tests.cases.support import vector

HELD = [{"tier": "Crest", "from": date(2025, 3, 1)}]


def found(on, tiers=(), credentials=2, **scores):
    facts = [{"metric": "score", "region": region, "value": str(score)} for region, score in scores.items()]
    facts += times(credentials, metric="credential", person="Ada")
    return evaluated("salesforce-consulting", on, facts=facts, tiers=list(tiers))


@vector(0)
def the_best_region_counts(expected):
    assert found(date(2025, 3, 1), AMER=480, EMEA=510, APAC=120).tier == expected
    assert found(date(2025, 3, 1), credentials=1, AMER=480, EMEA=510, APAC=120).tier == "Base"


@vector(1)
def no_demotion_within_the_year(expected):
    assert found(date(2025, 3, 1), EMEA=510).tier == expected
    assert found(date(2025, 6, 1), HELD, EMEA=460).tier == expected


@vector(2)
def a_promotion_within_the_year(expected):
    assert found(date(2025, 9, 1), HELD, EMEA=760).tier == expected


@vector(3)
def the_next_year_begins_anew(expected):
    assert found(date(2026, 3, 1), HELD, EMEA=460).tier == expected


@vector(4)
def half_a_point_short(expected):
    assert found(date(2025, 3, 1), EMEA="249.5").tier == expected
