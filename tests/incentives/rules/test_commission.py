from datetime import date
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from incentives.rules import bands
from incentives.rules import commission as rule
from incentives.rules import terms as plan_terms
from incentives.rules.bands import Band
from incentives.rules.commission import CommissionInput, Words, commission
from incentives.rules.terms import Terms, term_faults

TERMS = Terms(rate=D(5), tier_rates={"Silver": D(8), "Gold": D(12)}, hold_days=30, cap=D(5000))


def fact(amount="1000", **changes):
    given_facts = {
        "amount": D(amount),
        "currency": "EUR",
        "on": date(2026, 1, 31),
        "tier": "Silver",
        "is_registered": True,
    }
    return CommissionInput(**(given_facts | changes))


def test_the_tiers_rate_on_the_net_value_held_for_its_days():
    result = commission(fact("1234.56"), TERMS)
    assert (result.amount, result.rate, result.held_until) == (D("98.76"), D(8), date(2026, 3, 2))


def test_a_tier_without_a_rate_of_its_own_takes_the_plans():
    assert commission(fact(tier="Member"), TERMS).amount == D("50.00")


def test_it_says_what_the_next_tier_would_have_given():
    assert commission(fact(), TERMS).counterfactual == "As Gold it would have been 12 %: 120.00 EUR."
    assert commission(fact(tier="Gold"), TERMS).counterfactual == ""


def test_an_unregistered_deal_earns_an_explained_zero():
    result = commission(fact(is_registered=False), TERMS)
    assert (result.amount, result.qualifies) == (D("0.00"), False)
    assert result.counterfactual == "Registered before the invoice, this deal would have earned 80.00 EUR."


def test_a_referral_fee_says_that_the_referral_was_won():
    terms = Terms(rate=D(10), trigger="deal_won")
    assert [c.text for c in commission(fact(is_fee=True), terms).conditions] == [
        "The referral was won", "The plan has a rate for this tier",
    ]  # fmt: skip
    invoiced = commission(fact(is_fee=True, is_registered=False), Terms(rate=D(10)))
    assert (invoiced.conditions[0].text, invoiced.steps[-1].arithmetic) == (
        "The referred deal was invoiced", "The referred deal was invoiced",
    )  # fmt: skip
    assert invoiced.counterfactual == "Sent as a referral, this deal would have earned 100.00 EUR."


def test_a_record_reads_as_it_always_did():
    """Decision records are hashed as written: another word or sign in English would be another record."""
    result = commission(fact("100000"), TERMS)
    assert [(s.text, s.arithmetic, s.result) for s in result.steps] == [
        ("Net value", "", "100000.00 EUR"), ("Silver rate", "100000.00 x 8 %", "8000.00"),
        ("Cap per deal", "at most 5000", "5000"),
    ]  # fmt: skip
    zero = commission(fact(tier=None, is_registered=False), TERMS)
    assert [(s.text, s.arithmetic, s.result) for s in zero.steps] == [
        ("Net value", "", "1000.00 EUR"), ("Earned", "The deal was registered", "0"),
    ]  # fmt: skip
    assert commission(fact(tier=None), TERMS).steps[1].text == "Plan rate"


def test_every_word_of_the_rules_is_translated(monkeypatch):
    for module in (rule, bands, plan_terms):
        monkeypatch.setattr(module, "_", lambda text: f"«{text}»")
    assert all(text.startswith("«") for text in vars(Words()).values())
    result = commission(fact("100000"), TERMS)
    said = [*(c.text for c in result.conditions), *(s.text for s in result.steps), result.counterfactual]
    said += term_faults(Terms(rate=D(200), cap=D(0), hold_days=5), "commission") + term_faults(Terms(), "commission")
    overlapping = (Band(D(0), D(10), D(1)), Band(D(5), D(4), D(2)), Band(D(9), None, D(3)))
    said += term_faults(Terms(bands=overlapping), "rebate") + term_faults(Terms(), "rebate")
    assert len(said) > 12
    assert [text for text in said if not text.startswith("«")] == []


def test_the_cap_holds_both_ways():
    assert commission(fact("100000"), TERMS).amount == D(5000)
    assert commission(fact("-100000"), TERMS).amount == D(-5000)


def test_minor_units_follow_the_currency():
    assert commission(fact("1234.56", currency="JPY"), TERMS).amount == D(99)
    assert commission(fact("1234.56", currency="KWD"), TERMS).amount == D("98.765")


@given(st.decimals(-1_000_000, 1_000_000, places=2))
def test_a_reversal_takes_back_exactly_what_was_given(amount):
    assert commission(fact(amount), TERMS).amount == -commission(fact(-amount), TERMS).amount


def test_terms_survive_their_storage():
    assert Terms.from_json(TERMS.to_json()) == TERMS


def test_faulty_terms_are_told_in_words():
    assert term_faults(TERMS, "commission") == []
    assert term_faults(Terms(), "commission") == ["The plan pays nothing: give it a rate."]
    assert term_faults(Terms(rate=D(101), hold_days=5), "commission") == [
        "The rate 101 is not between 0 and 100.",
        "Hold days are one of 0, 7, 14, 30, 60, 90.",
    ]
    assert term_faults(Terms(), "rebate") == ["A rebate needs at least one band."]
