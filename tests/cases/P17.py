"""Veritas Partner Force: levels by competencies, grace when an expert is lost, and when a deal may be registered again."""

from datetime import date

from deals.rules.eligibility import Facts, qualify
from deals.rules.policy import Policy
from deals.rules.protection import reregister_from
from tests.cases.programs import evaluated, times
from tests.cases.support import vector

AGAIN_AFTER = Policy(reregister_after_months=3)


def competencies(expert, principal):
    return [
        *times(expert, metric="competency", grade="expert"),
        *times(principal, metric="competency", grade="principal"),
    ]


def tier(expert, principal):
    return evaluated("veritas-partner-force", facts=competencies(expert, principal)).reached


def registered_again(expired_on, on):
    """Whether the deal qualifies on a day, by the program's policy."""
    earliest = reregister_from(expired_on, AGAIN_AFTER.reregister_after_months)
    facts = Facts(
        is_partnership_active=True, is_agreement_signed=True, today=on, locked_until=earliest if on < earliest else None
    )
    return "ok" if qualify(facts, AGAIN_AFTER).qualifies else "rejected"


@vector(0)
def two_experts(expected):
    assert tier(2, 1) == expected


@vector(1)
def one_expert(expected):
    assert tier(1, 3) == expected


@vector(2)
def an_expert_leveled_down_to_principal(expected):
    assert tier(2, 0) == "Platinum"
    assert tier(1, 1) == expected


@vector(3)
def a_day_before_three_months(expected):
    assert registered_again(date(2017, 1, 15), date(2017, 4, 14)) == expected


@vector(4)
def three_months_on(expected):
    assert registered_again(date(2017, 1, 15), date(2017, 4, 15)) == expected


@vector(5)
def a_month_that_is_too_short(expected):
    assert expected == f"earliest {reregister_from(date(2016, 11, 30), AGAIN_AFTER.reregister_after_months)}"


@vector(6)
def the_level_an_expert_qualified_for_stays_for_its_grace(expected):
    left = date(2025, 3, 1)
    held = [{"tier": "Gold", "from": date(2024, 1, 1)}]
    found = evaluated("veritas-partner-force", left, is_review=True, facts=competencies(0, 1), tiers=held)
    assert (found.move, found.effective_on.isoformat()) == ("demote", expected)
