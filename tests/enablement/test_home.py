from datetime import date, timedelta

import pytest

from enablement.home import _text
from enablement.queries import MyCourse

TODAY = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("days", "words"), [(30, "Ends 16 Apr 2026"), (0, "Ends 17 Mar 2026"), (-30, "Ended 15 Feb 2026")]
)
def test_a_certification_that_ran_out_is_said_to_have_ended(days, words):
    row = MyCourse(None, None, done=0, lessons=3, minutes=27, due_on=None, renew_by=TODAY + timedelta(days=days))
    assert _text(row, TODAY).startswith(words)
