"""Odoo partnership: three criteria, all of which must hold."""

from datetime import date

from tests.cases.programs import evaluated, times
from tests.cases.support import vector


def tier(users, certs, retention=None):
    figures = {"net_users": users, "certified_people": certs} | ({"retention": retention} if retention else {})
    return evaluated("odoo-partnership", figures=figures).reached


@vector(0)
def too_few_users_for_silver(expected):
    assert tier(74, 3, "70") == expected


@vector(1)
def thresholds_are_inclusive(expected):
    assert tier(75, 3, "70.00") == expected


@vector(2)
def retention_just_short_of_gold(expected):
    assert tier(300, 6, "79.99") == expected


@vector(3)
def certificates_short_of_gold(expected):
    assert tier(300, 5, "95") == expected


@vector(4)
def too_few_users_for_ready(expected):
    assert tier(9, 1) == expected


@vector(5)
def renewals_do_not_count_and_losses_do(expected):
    users = {"new_users": 320, "upsell_users": 15, "downsell_users": 10, "churned_users": 30, "renewed_users": 500}
    facts = [{"metric": metric, "on": date(2025, 2, 1), "value": value} for metric, value in users.items()]
    found = evaluated("odoo-partnership", facts=facts, figures={"certified_people": 6, "retention": 90})
    assert found.figures["net_users"] == 295
    assert found.reached == expected


@vector(6)
def retention_of_three_years_customers(expected):
    acquired = date(2024, 1, 1)
    facts = [
        *times(31, metric="customer", on=acquired, is_active=True),
        *times(9, metric="customer", on=acquired, is_active=False),
        *times(60, metric="customer", on=date(2020, 1, 1), is_active=True),
    ]
    found = evaluated("odoo-partnership", facts=facts, figures={"net_users": 400, "certified_people": 9})
    assert str(found.figures["retention"]) == "77.5"
    assert found.reached == expected


@vector(7)
def one_of_six_certified_people_leaves(expected):
    left = {
        "metric": "certification",
        "person": "f",
        "is_recent": True,
        "on": date(2024, 5, 1),
        "until": date(2025, 6, 1),
    }
    stay = [{"metric": "certification", "person": person, "is_recent": True} for person in "abcde"]
    known = {
        "facts": [*stay, left],
        "figures": {"net_users": 350, "retention": 85},
        "tiers": [{"tier": "Gold", "from": date(2024, 7, 1)}],
    }
    before = evaluated("odoo-partnership", date(2025, 4, 1), **known)
    between = evaluated("odoo-partnership", date(2025, 6, 2), **known)
    review = evaluated("odoo-partnership", date(2025, 7, 1), **known)
    assert (before.tier, between.move, between.tier) == ("Gold", "below", "Gold")
    assert (review.move, review.tier) == ("demote", expected)
