import pytest
from django.urls import NoReverseMatch, reverse

from prm.ui.urls import page_of_one

DETAIL = "workspace:deals:registration-detail"


@pytest.mark.parametrize("ref", ["REG-7Q2M-4KXD", "ANY-REF-0", "a b", "50%", "Zürich", "?x=1#y"])
def test_the_page_of_one_thing_has_the_address_its_route_gives(ref):
    assert page_of_one(DETAIL, "acme", ref) == reverse(DETAIL, kwargs={"vendor": "acme", "ref": ref})


@pytest.mark.parametrize(("name", "ref"), [(DETAIL, ""), (DETAIL, "a/b"), ("workspace:deals:no-such", "REG-1")])
def test_what_no_address_can_hold_is_refused(name, ref):
    with pytest.raises(NoReverseMatch):
        page_of_one(name, "acme", ref)
