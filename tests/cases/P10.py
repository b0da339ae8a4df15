"""Atlassian Marketplace: alternatives, a share of the mix, and levels that are not nested."""

from decimal import Decimal

from tests.cases.programs import evaluated
from tests.cases.support import vector


def tier(gross, share):
    figures = {"gross": gross, "cloud_gross": str(gross * Decimal(share) / 100)}
    return evaluated("atlassian-marketplace", figures=figures).reached or "none"


@vector(0)
def gold_without_what_silver_asks(expected):
    assert tier(3_200_000, "10") == expected


@vector(1)
def both_thresholds_met_exactly(expected):
    assert tier(1_000_000, "35") == expected


@vector(2)
def a_dollar_short_of_platinum(expected):
    assert tier(999_999, "60") == expected


@vector(3)
def platinum_by_cloud_alone(expected):
    assert tier(6_000_000, "34") == expected


@vector(4)
def too_little_cloud_for_platinum(expected):
    assert tier(5_800_000, "34") == expected


@vector(5)
def too_little_of_the_mix_for_gold(expected):
    assert tier(600_000, "24.99") == expected


@vector(6)
def no_level(expected):
    assert tier(450_000, "14") == expected
