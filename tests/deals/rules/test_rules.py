from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deals.enums import ConflictKind, Hint, Stage
from deals.rules.conflict import Overlap, Proposal, advise, hint_for
from deals.rules.eligibility import Facts, Outcome, qualify
from deals.rules.lines import customer_key, line_key, plain_domain
from deals.rules.pipeline import is_forward, probability
from deals.rules.policy import Policy
from deals.rules.referral import is_self_referral

OVERLAPS = st.builds(
    Overlap,
    kind=st.sampled_from(ConflictKind),
    level=st.sampled_from(["same", "possible", "different"]),
    value=st.floats(0, 1),
    ref=st.just("REG-1"),
    shares_product=st.booleans(),
    is_sealed_first=st.booleans(),
    is_protected=st.booleans(),
    is_undecided=st.booleans(),
    is_customer=st.booleans(),
)
FINE = {"is_partnership_active": True, "is_agreement_signed": True}


@given(st.lists(OVERLAPS, max_size=6))
def test_the_rules_never_say_approve_beside_a_protected_deal_for_the_same(overlaps):
    blocking = any(
        o.kind != ConflictKind.ACCOUNT and o.level == "same" and o.shares_product and o.is_protected for o in overlaps
    )
    assert (advise(overlaps).proposal is Proposal.DUPLICATE) == blocking


@given(st.lists(OVERLAPS, max_size=6))
def test_the_order_of_what_was_found_changes_neither_hint_nor_proposal(overlaps):
    turned = list(reversed(overlaps))
    assert hint_for(overlaps) == hint_for(turned)
    assert advise(overlaps).proposal == advise(turned).proposal


@given(st.lists(OVERLAPS, max_size=6))
def test_ones_own_claims_and_what_is_over_never_make_an_overlap(overlaps):
    harmless = [
        o for o in overlaps if o.kind == ConflictKind.OWN or o.level == "different" or not (o.is_live or o.is_customer)
    ]
    assert hint_for(harmless) == Hint.CLEAR


def test_the_one_sealed_first_makes_the_later_wait():
    first = Overlap(ConflictKind.REGISTRATION, "same", 0.99, "REG-1", True, is_sealed_first=True, is_undecided=True)
    later = Overlap(ConflictKind.REGISTRATION, "same", 0.99, "REG-2", True, is_undecided=True)
    assert (advise([first]).proposal, advise([later]).proposal) == (Proposal.WAIT, Proposal.LOOK)
    assert advise([]).proposal == Proposal.APPROVE


def test_everything_met_qualifies():
    found = qualify(
        Facts(**FINE, amount=Decimal(10), expected_close_on=date(2026, 6, 1), today=date(2026, 3, 1)), Policy()
    )
    assert (found.qualifies, {item.outcome for item in found.conditions}) == (True, {Outcome.MET})


@pytest.mark.parametrize(
    ("facts", "policy", "code"),
    [
        ({"is_partnership_active": False}, {}, "partnership"),
        ({"is_agreement_signed": False}, {}, "agreement"),
        ({"amount": Decimal("1499.99")}, {"minimum_amount": Decimal(1500)}, "minimum"),
        ({"has_lines": False}, {}, "lines"),
        ({"expected_close_on": date(2026, 2, 28), "today": date(2026, 3, 1)}, {}, "close"),
        ({"held_by_own": "REG-1"}, {}, "own"),
        ({"locked_until": date(2026, 6, 1)}, {}, "relock"),
        ({"is_customer_for_line": True, "hint": Hint.CUSTOMER}, {"is_new_logo_only": True}, "new_logo"),
    ],
)
def test_each_condition_can_fail_alone(facts, policy, code):
    found = qualify(Facts(**{**FINE, **facts}), Policy(**policy))
    assert (found.qualifies, found.first_failure.code, found.first_failure.detail != "") == (False, code, True)


def test_an_overlap_or_a_known_customer_needs_a_look_and_stops_nobody():
    for hint in (Hint.POSSIBLE, Hint.CUSTOMER):
        found = qualify(Facts(**FINE, hint=hint), Policy())
        assert (found.qualifies, found.conditions[-1].outcome) == (True, Outcome.LOOK)


def test_the_least_value_in_another_currency_is_left_to_a_person():
    found = qualify(Facts(**FINE, amount=Decimal(1), currency="JPY"), Policy(minimum_amount=Decimal(1500)))
    assert [item.outcome for item in found.conditions][-1] == Outcome.LOOK


@pytest.mark.parametrize(
    "text", ["fcwa.gov", "FCWA.gov ", "https://www.fcwa.gov/water?x=1", "www.fcwa.gov", "ops@fcwa.gov", "fcwa.gov:443"]
)
def test_a_domain_has_one_spelling(text):
    assert plain_domain(text) == "fcwa.gov"
    assert customer_key(name="Anything", domain=text) == "fcwa.gov"


@pytest.mark.parametrize(
    "text", ["", "none", "two words.gov", "-", "=cmd|'/c calc'!a0.gov", "a..b", f"{'a' * 120}.gov"]
)
def test_what_is_no_domain_is_empty(text):
    assert plain_domain(text) == ""


def test_without_a_domain_name_and_place_decide():
    key = customer_key(name="Adams County, Sheriff's Office", domain="", region="CO", country="us")
    assert key == customer_key(name="ADAMS COUNTY sheriff s office", domain="", region="co", country="US")
    assert key != customer_key(name="Adams County Sheriff's Office", domain="", region="MS", country="US")


def test_a_product_line_is_the_family_or_the_product_itself():
    product = UUID(int=7)
    assert line_key(product, " Edge  Gateway ") == line_key(UUID(int=8), "edge gateway") == "edge gateway"
    assert line_key(product, "") == str(product)


def test_stages_rise():
    assert [probability(stage) for stage in Stage] == sorted(probability(stage) for stage in Stage)
    assert (is_forward("qualified", "proposal"), is_forward("proposal", "qualified")) == (True, False)


@pytest.mark.parametrize(
    ("domain", "email", "expected"),
    [
        ("northwind.com", "a@customer.com", True),
        ("shop.northwind.com", "", True),
        ("customer.com", "bob@northwind.com", True),
        ("customer.com", "bob@gmail.com", False),
        ("", "", False),
    ],
)
def test_self_referral_by_domain(domain, email, expected):
    found = is_self_referral(
        partner_domains=["www.northwind.com", "bob@gmail.com"], customer_domain=domain, contact_email=email
    )
    assert found is expected
