"""Adobe reseller: time served, and a sale in each quarter."""

from datetime import date

from tests.cases.programs import evaluated
from tests.cases.support import vector

QUARTERS = (date(2024, 8, 1), date(2024, 11, 1), date(2025, 2, 1), date(2025, 5, 1))


def applied(on, level, authorised=date(2025, 1, 15), sales=(40, 12, 20, 55), tiers=()):
    facts = [{"metric": "vip_sale", "on": day, "value": count} for day, count in zip(QUARTERS, sales, strict=True)]
    figures = {"revenue": 400_000, "dedicated_people": 2, "pos_reports": 4}
    found = evaluated(
        "adobe-reseller", on, facts=facts, figures=figures, dates={"authorised": authorised}, tiers=list(tiers)
    )
    return ("ok" if found.reached == level else "rejected"), found


@vector(0)
def a_day_short_of_half_a_year(expected):
    answer, found = applied(date(2025, 7, 14), "Gold")
    assert (answer, found.figures["months_authorised"]) == (expected, 5)


@vector(1)
def half_a_year_to_the_day(expected):
    assert f"tenure {applied(date(2025, 7, 15), 'Gold')[0]}" == expected


@vector(2)
def an_empty_quarter(expected):
    answer, found = applied(date(2025, 7, 15), "Gold", sales=(40, 12, 0, 55))
    assert (answer, found.figures["sales_in_the_emptiest_quarter"], found.figures["vip_sales"]) == (expected, 0, 107)


@vector(3)
def a_day_short_of_a_year_as_gold(expected):
    def platinum(on):
        early = [date(2024, 5, 10), date(2024, 8, 1), date(2024, 11, 1), date(2025, 2, 1)]
        facts = [{"metric": "vip_sale", "on": day, "value": 30} for day in early]
        found = evaluated(
            "adobe-reseller", on, facts=facts, dates={"authorised": date(2023, 1, 1)},
            figures={"revenue": 400_000, "dedicated_people": 2, "pos_reports": 4},
            tiers=[{"tier": "Gold", "from": date(2024, 5, 1)}],
        )  # fmt: skip
        return "ok" if found.reached == "Platinum" else "rejected"

    assert platinum(date(2025, 4, 30)) == expected
    assert platinum(date(2025, 5, 1)) == "ok"
