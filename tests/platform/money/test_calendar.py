from datetime import UTC, date, datetime

import pytest

from prm.money.calendar import Period, fiscal_year_containing, local_date, month_containing, quarter_containing


def test_the_vendors_day_is_not_the_servers():
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert local_date(late, "Pacific/Kiritimati") == date(2026, 4, 1)
    assert local_date(late, "America/New_York") == date(2026, 3, 31)
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 3, 31), "UTC")  # noqa: DTZ001 - the naive moment is the point


@pytest.mark.parametrize(
    ("day", "first_month", "start", "end"),
    [
        (date(2026, 3, 31), 1, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 1, 15), 2, date(2025, 11, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), 10, date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_quarters_follow_the_fiscal_year(day, first_month, start, end):
    assert quarter_containing(day, first_month) == Period(start, end)


def test_a_day_is_in_exactly_one_period():
    month = month_containing(date(2024, 2, 29))
    assert month == Period(date(2024, 2, 1), date(2024, 3, 1))
    assert date(2024, 2, 29) in month
    assert date(2024, 3, 1) not in month
    assert fiscal_year_containing(date(2024, 2, 29), 7) == Period(date(2023, 7, 1), date(2024, 7, 1))
