"""Agreement as data: which source gives a value, and where its clause stands."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agreements.queries.terms import terms_in_force, terms_of_many
from agreements.rules.precedence import SOURCES, holding
from agreements.services.drafting import generate_agreement, negotiate_terms
from agreements.services.signing import countersign_agreement, send_agreement, sign_agreement
from deals.enums import DealType
from deals.rules.policy import Policy
from deals.services.eligibility import answer_days, protection_of
from programs.models import TierBenefit
from tests.agreements.conftest import TERMS, assent_of

DAY = date(2026, 3, 17)


def sign(world, terms):
    """Northwind's agreement with these terms, executed."""
    sam, at = world.actor("sam"), world.now
    with world.scope("acme"):
        row = generate_agreement(world.partnerships["northwind"], actor=sam, at=at)
        row = send_agreement(
            negotiate_terms(row, {**TERMS, **terms}, why="Agreed with them", actor=sam, at=at), actor=sam, at=at
        )
    with world.scope("bob"):
        sign_agreement(row, assent_of(world, "bob", row), actor=world.actor("bob"), at=at + timedelta(hours=1))
    with world.scope("acme"):
        return countersign_agreement(
            row, assent_of(world, "alice", row), actor=world.actor("alice"), at=at + timedelta(hours=2)
        )


@given(st.dictionaries(st.sampled_from(SOURCES), st.integers()))
def test_the_first_source_of_the_order_holds(offers):
    held = holding(offers)
    assert held == next(((source, offers[source]) for source in SOURCES if source in offers), None)
    assert (held is None) == (not offers)


def test_negotiated_comes_before_the_tier_and_the_standard_text_after_it(world, template):
    northwind = world.partnerships["northwind"]
    with world.scope("acme"):
        tier = TierBenefit.objects.get(version__number=1, tier=northwind.tier, key="registered_deal_discount")
        TierBenefit.objects.filter(tier=northwind.tier, key="protection_days").update(value=100)
        program = {"protection_days": 60, "decision_days": 5, "unheard_of": 7}
        before = terms_in_force(northwind, DAY, program)
        assert (before["protection_days"].value, before["protection_days"].source) == (100, "tier")
        assert (before["decision_days"].value, before["decision_days"].source) == (5, "program")
    agreement = sign(world, {"protection_days": 120})
    with world.scope("acme"):
        after = terms_in_force(northwind, DAY, program)
    protection, decision = after["protection_days"], after["decision_days"]
    assert (protection.value, protection.source, protection.clause.id) == (120, "negotiated", "protection")
    assert protection.origin == "negotiated, 1. Protection"
    assert (decision.value, decision.source) == (2, "agreement")
    assert decision.clause.agreement == agreement.ref
    assert after["unheard_of"].origin == "program rules"
    assert after["registered_deal_discount"].value == Decimal(tier.value)
    assert after["registered_deal_discount"].source == "tier"


def test_a_partner_learns_the_clause_but_reads_no_template(world, template):
    sign(world, {"protection_days": 120})
    with world.scope("nina"):
        term = terms_in_force(world.partnerships["northwind"], DAY)["protection_days"]
    assert term.origin == "negotiated, 1. Protection"
    with world.scope("carl"):
        assert "protection_days" not in terms_in_force(world.partnerships["northwind"], DAY)


def test_many_partnerships_cost_as_many_queries_as_one(world, template, django_assert_num_queries):
    sign(world, {})
    with world.scope("acme"):
        one = [world.partnerships["northwind"].pk]
        many = [row.pk for row in world.partnerships.values() if row.vendor_id == world.acme.pk]
        assert len(many) > 1
        with CaptureQueriesContext(connection) as seen:
            terms_of_many(one, DAY)
        with django_assert_num_queries(len(seen)):
            assert set(terms_of_many(many, DAY)) == set(many)
        assert len(seen) < 15


def test_deals_are_protected_and_answered_as_the_agreement_says(world, template):
    northwind, policy = world.partnerships["northwind"], Policy(version=1, decision_days=5)
    sign(world, {"protection_days": 120, "decision_days": 3})
    with world.scope("nina"):
        standard = protection_of(northwind, policy, DealType.STANDARD, DAY)
        enterprise = protection_of(northwind, policy, DealType.ENTERPRISE, DAY)
        assert answer_days(northwind, policy, DAY) == 3
    assert (standard.days, standard.source) == (120, "negotiated")
    assert (enterprise.days, enterprise.source) == (180, "program")


def test_a_negotiated_protection_is_the_least_an_enterprise_deal_gets(world, template):
    sign(world, {"protection_days": 240})
    with world.scope("nina"):
        term = protection_of(world.partnerships["northwind"], Policy(), DealType.ENTERPRISE, DAY)
    assert (term.days, term.source) == (240, "negotiated")


def test_both_sides_read_each_value_with_its_source(world, template):
    agreement = sign(world, {"protection_days": 120})
    page = world.client("bob").get(f"/p/acme/agreements/{agreement.ref}/").content.decode()
    assert '<a href="#clause-protection">negotiated, 1. Protection</a>' in page
    panel = world.client("sam").get(f"/w/acme/agreements/partner/{world.northwind.ref}/").content.decode()
    assert "negotiated, 1. Protection" in panel
