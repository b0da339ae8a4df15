import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.clauses import clause_by_term, clauses_of, repeated_ids
from agreements.rules.merge import Problem, escape, merge, problems_of
from agreements.rules.parameters import PARAMETERS, defaults, differences, effective, invalid_terms
from agreements.rules.redline import merge_redlined, unmark
from agreements.services.wording import shown
from prm.documents.markdown import to_html

TEXT = """# Resale agreement

Between us and {{ partner.name }}.

## 1. Protection {#protection}

We protect for {{ protection_days }} days.

## 2. Term {#term}

{{#if auto_renew}}It renews.{{else}}It ends.{{/if}} Paid in {{payment_terms_days}} days, protected {{protection_days}}.
"""
KNOWN = {"partner.name", "protection_days", "payment_terms_days", "auto_renew"}


def test_fields_and_conditions_are_written_in():
    values = {"partner.name": "Northwind", "protection_days": 90, "payment_terms_days": 30, "auto_renew": False}
    merged = merge(TEXT, values)
    assert "Between us and Northwind." in merged
    assert "We protect for 90 days." in merged
    assert "It ends. Paid in 30 days, protected 90." in merged
    assert "It renews." not in merged


def test_conditions_nest():
    text = "{{#if a}}1{{#if b}}2{{else}}3{{/if}}4{{else}}5{{/if}}"
    outcomes = [merge(text, {"a": a, "b": b}) for a, b in ((True, True), (True, False), (False, True))]
    assert outcomes == ["124", "134", "5"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (TEXT, []),
        ("a\n{{ partner.secret }}", [Problem(2, "partner.secret")]),
        ("{{ 7*7 }}", [Problem(1, "{{ 7*7 }}")]),
        ("{{ partner.__class__ }}", [Problem(1, "{{ partner.__class__ }}")]),
        ("{{#if auto_renew}}x", [Problem(1, "{{#if auto_renew}}")]),
        ("x{{/if}}", [Problem(1, "{{/if}}")]),
        ("x{{else}}", [Problem(1, "{{else}}")]),
        ("{{#if unknown}}x{{/if}}", [Problem(1, "unknown")]),
        ("{% include 'x' %}", []),
    ],
)
def test_problems_are_told_by_line(text, problems):
    assert problems_of(text, KNOWN) == problems


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "**bold**",
        "[x](https://evil.example)",
        "# Title",
        "1. item",
        "{{ x }}",
        "a\n\nb | c",
    ],
)
def test_values_read_as_they_were_written(name):
    html = to_html(merge("Between {{ partner.name }} and us", {"partner.name": name}))
    shown = " ".join(name.split()).replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p>Between {shown} and us</p>\n"


@given(st.text(max_size=80))
def test_an_escaped_value_never_opens_an_element(value):
    html = to_html(f"x {escape(value)} y")
    assert html.count("<") == html.count("<p>") + html.count("</p>")
    assert html.count("<p>") == 1


def test_clauses_are_cut_at_their_ids_and_make_the_whole_again():
    parts = clauses_of(TEXT)
    assert [part.id for part in parts] == ["", "protection", "term"]
    assert [part.title for part in parts] == ["", "1. Protection", "2. Term"]
    assert "".join(part.text for part in parts) == TEXT.replace(" {#protection}", "").replace(" {#term}", "")


def test_each_term_is_linked_to_the_clause_that_names_it_first():
    linked = clause_by_term(TEXT, PARAMETERS)
    assert linked == {"protection_days": "protection", "auto_renew": "term", "payment_terms_days": "term"}


def test_an_id_used_twice_is_found():
    assert repeated_ids(TEXT) == []
    assert repeated_ids(TEXT + "\n## Again {#term}\n") == ["term"]


def test_negotiated_terms_come_before_the_versions_and_those_before_the_defaults():
    terms = effective({"protection_days": 60, "notice_days": 30}, {"protection_days": 120})
    assert (terms["protection_days"], terms["notice_days"], terms["term_months"]) == (120, 30, 12)
    assert terms.keys() == defaults().keys()


def test_differences_leave_out_what_equals_the_standard():
    standard = {"protection_days": 90}
    negotiated = {"protection_days": 120, "notice_days": 60, "auto_renew": False}
    assert differences(standard, negotiated) == {"protection_days": (90, 120), "auto_renew": (True, False)}


def test_a_redline_strikes_the_standard_and_marks_what_was_agreed():
    standard = {"partner.name": "N", "protection_days": 90, "payment_terms_days": 30, "auto_renew": True}
    agreed = {**standard, "protection_days": 120}
    html = unmark(to_html(merge_redlined("For {{protection_days}} and {{payment_terms_days}} days.", standard, agreed)))
    assert html == "<p>For <del>90</del><ins>120</ins> and 30 days.</p>\n"


def test_no_text_brings_its_own_redline_marks():
    assert unmark(to_html(merge("a\ue001b {{x}}", {"x": "c\ue003d"}))) == "<p>ab cd</p>\n"


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        ({"protection_days": 90, "auto_renew": False}, set()),
        ({"protection_days": True}, {"protection_days"}),
        ({"auto_renew": 1}, {"auto_renew"}),
        ({"term_months": 0}, {"term_months"}),
        ({"notice_days": 366}, {"notice_days"}),
        ({"discount": 5}, {"discount"}),
        ({"protection_days": "90"}, {"protection_days"}),
    ],
)
def test_terms_are_of_their_kind_and_within_bounds(terms, wrong):
    assert set(invalid_terms(terms)) == wrong


def test_a_revenue_nobody_promised_is_no_sentence():
    text = "{{#if annual_revenue}}The partner brings {{ annual_revenue }}.{{/if}}"
    assert merge(text, {"annual_revenue": shown("annual_revenue", 0, "USD")}) == ""
    assert (
        merge(text, {"annual_revenue": shown("annual_revenue", 400_000, "USD")}) == r"The partner brings 400\,000 USD."
    )
