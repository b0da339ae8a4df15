"""HubSpot: points by part taken and market, older lines at their old rate, blocks of other currencies."""

from datetime import date

from tests.cases.programs import evaluated
from tests.cases.support import vector

OLD, NEW = date(2021, 10, 1), date(2024, 3, 1)


def mrr(value, on=NEW, line_sold_on=NEW, part="sourced", market="mature", currency="USD"):
    return {
        "metric": "mrr", "value": value, "on": on, "line_sold_on": line_sold_on, "part": part, "market": market,
        "currency": currency,
    }  # fmt: skip


def points(*facts):
    found = evaluated("hubspot-points", facts=list(facts)).figures
    return f"{found['total_points'].normalize():f}", found["sourced_points"]


@vector(0)
def a_sale_before_the_change(expected):
    assert points(mrr(1000, OLD, OLD))[0] == expected


@vector(1)
def a_line_sold_after_it(expected):
    assert points(mrr(1000))[0] == expected


@vector(2)
def an_upsell_keeps_the_rate_of_its_line(expected):
    assert points(mrr(500, date(2024, 4, 1), OLD))[0] == expected


@vector(3)
def only_sourced_points_are_sourced(expected):
    found = points(mrr(2400), mrr(1000, part="assisted", market="growth"), mrr(8500, part="managed"))
    assert found == (expected, 120)


@vector(4)
def blocks_in_euros(expected):
    assert points(mrr(1760, currency="EUR"))[0] == expected
