import pytest

from prm.packs.linter import Design, lint


@pytest.mark.parametrize(
    ("design", "codes"),
    [
        (Design("technology", "T", measures=frozenset({"registered_deals"})), ["metric-without-module"]),
        (Design("oem", "O", asks=frozenset({"customer_name", "line"})), ["end-customer-asked"]),
        (Design("referral", "R", requires=frozenset({"certification"})), ["certification-for-light-type"]),
        (Design("resale", "S", measures=frozenset({"registered_deals", "won_revenue"})), []),
        (Design("resale", "S", asks=frozenset({"customer_name"}), requires=frozenset({"certification"})), []),
        (Design("referral", "R", measures=frozenset({"won_revenue"}), incentive="referral_fee"), []),
        (Design("oem", "O", incentive="commission"), ["foreign-incentive"]),
    ],
)
def test_each_misfit_is_found_and_nothing_else(design, codes):
    assert [finding.code for finding in lint([design])] == codes


def test_a_chosen_module_makes_its_metric_fit():
    design = Design("resale", "S", measures=frozenset({"referrals_submitted"}))
    assert [f.code for f in lint([design])] == ["metric-without-module"]
    assert lint([design], frozenset({("resale", "referrals")})) == []


def test_errors_stand_before_warnings_and_say_why():
    found = lint([Design("oem", "A", incentive="commission"), Design("oem", "B", asks=frozenset({"customer"}))])
    assert [(finding.level, finding.design.name) for finding in found] == [("error", "B"), ("warning", "A")]
    assert (
        found[0].text == "OEM / embedded partners are asked for their end customer (customer), which is theirs alone."
    )
