"""AWS Services Path: minimums inside a count, and opportunities of twelve months."""

from datetime import date

from tests.cases.programs import SOME_DAY, evaluated, times
from tests.cases.support import vector

RECENT, OLD = date(2025, 1, 10), date(2024, 5, 30)


def people(technical, business, foundational, associate, professional):
    return [
        *times(technical, metric="accreditation", kind="technical"),
        *times(business, metric="accreditation", kind="business"),
        *times(foundational, metric="certification", level="foundational"),
        *times(associate, metric="certification", level="associate"),
        *times(professional, metric="certification", level="professional"),
    ]


def launches(count, mrr, on=RECENT):
    """So many opportunities, of so much together."""
    return [
        {"metric": "launched_opportunity", "on": on, "value": str(mrr) if number == 0 else 0} for number in range(count)
    ]


def tier(*facts):
    return evaluated("aws-services-path", SOME_DAY, facts=list(facts), figures={"business_plans": 1}).reached


@vector(0)
def too_few_professionals_for_advanced(expected):
    assert tier(*people(4, 4, 4, 4, 2), *launches(20, 12000)) == expected


@vector(1)
def enough_professionals(expected):
    assert tier(*people(4, 4, 4, 3, 3), *launches(20, 12000)) == expected


@vector(2)
def a_cent_short_of_the_revenue(expected):
    assert tier(*people(4, 4, 4, 3, 3), *launches(20, "9999.99")) == expected


@vector(3)
def an_opportunity_of_thirteen_months_ago(expected):
    assert tier(*people(4, 4, 4, 3, 3), *launches(19, 12000), *launches(1, 0, OLD)) == expected


@vector(4)
def a_business_accreditation_short(expected):
    assert tier(*people(3, 1, 2, 2, 0), *launches(3, 1500)) == expected


@vector(5)
def one_person_counts_in_every_row(expected):
    facts = [fact | {"person": "Ada"} for fact in people(1, 0, 1, 0, 1)]
    found = evaluated("aws-services-path", facts=facts).figures
    rows = [found[name] for name in ("accredited_technical", "foundational", "professional")]
    assert expected == f"counts {rows[0]} in each of {sum(row == rows[0] for row in rows)} rows"
