import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prm.matching.names import parse_name
from prm.matching.score import Party, score_pair


def level(one, two, **facts):
    first = {key.removesuffix("_one"): value for key, value in facts.items() if key.endswith("_one")}
    second = {key.removesuffix("_two"): value for key, value in facts.items() if key.endswith("_two")}
    return score_pair(Party(one, **first), Party(two, **second)).level


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("International Business Machines Corp", "Intl. Business Machines Corporation"),
        ("AT&T Inc.", "AT & T Incorporated"),
        ("Müller GmbH", "Mueller GmbH"),
        ("Nokia Oyj", "Nokia Corporation"),
        ("AB Volvo", "Volvo AB"),
        ("ОАО «Газпром»", "Gazprom JSC"),
        ("University of Zürich", "Universität Zürich"),
        ("Vanderbilt Corp", "Van der Bilt Corporation"),
        ("KPMG Deutschland AG", "KPMG Germany AG"),
        ("Facebook Inc. d/b/a Meta", "Facebook, Inc."),
        ("Twentieth Century Fox", "20th Century Fox"),
        ("Berkshire Hathaway Inc.", "Berkshire Hathway Inc"),
    ],
)
def test_one_organization_written_twice_is_the_same(one, two):
    assert level(one, two) == "same"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Deutsche Bank AG", "Deutsche Bank GmbH"),
        ("Banco Santander S.A.", "Banco Santander México S.A."),
        ("KKR Asian Fund III L.P.", "KKR Asian Fund IV L.P."),
        ("Bayerische Motoren Werke AG", "BMW AG"),
        ("Siemens Energy AG", "Siemens AG"),
        ("AO Smith Corp", "Smith Corp"),
    ],
)
def test_what_a_person_should_look_at_is_possible(one, two):
    assert level(one, two) == "possible"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Northern Trust", "Southern Trust"),
        ("School District 12", "School District 13"),
        ("Bank of China", "Bank of Chile"),
        ("Air France", "Air China"),
        ("City of Benson", "City of Hudson"),
        ("General Electric", "General Motors"),
        ("Johnson & Johnson", "Johnson Controls"),
        ("Mendez, Denmark A/S", "Mendez Norge A/S"),
        ("", "Acme"),
        ("!!!", "???"),
    ],
)
def test_other_organizations_are_different(one, two):
    assert level(one, two) == "different"


def test_a_public_body_is_another_one_in_another_state():
    assert level("City of Newark", "City of Newark", state_one="CA", state_two="DE") == "different"


def test_a_company_in_another_state_is_worth_a_look():
    assert level("Northwind Traders", "Northwind Traders LLC", state_one="CA", state_two="DE") == "possible"


def test_the_same_name_in_the_same_town_is_the_same_under_two_domains():
    place = {"city_one": "Novato", "city_two": "NOVATO", "state_one": "CA", "state_two": "CA"}
    domains = {"domain_one": "novato.gov", "domain_two": "joinnovatopolice.gov"}
    assert level("City of Novato", "City of Novato ", **place, **domains) == "same"


def test_another_domain_takes_a_bare_name_down_to_possible():
    assert level("Acme Inc", "Acme Inc", domain_one="acme.com", domain_two="acme-tools.com") == "possible"


def test_the_same_domain_makes_a_like_name_the_same_and_any_name_possible():
    domains = {"domain_one": "acme.com", "domain_two": "www.acme.com"}
    assert level("Acme Tools Inc", "Acme Inc", **domains) == "same"
    assert level("Acme Inc", "Bluebird Software", **domains) == "possible"


def test_a_shared_mail_service_is_no_shared_domain():
    assert level("Acme", "Bluebird", domain_one="a@gmail.com", domain_two="b@gmail.com") == "different"


def test_reasons_say_what_speaks_for_and_against_and_mark_the_words():
    one = Party("Northwind Traders, Inc.", "northwind.com", "Boston", "MA")
    score = score_pair(one, Party("Nortwind Traders", "northwind.de", "Salem", "MA"))
    assert [(reason.field, reason.speaks, reason.text) for reason in score.reasons] == [
        ("name", "for", "Same name, spelled differently"),
        ("domain", "for", "Same name before the ending: northwind.com and northwind.de"),
        ("place", "against", "Other town: Boston and Salem"),
    ]
    name = score.reasons[0]
    assert [one.name[start:end] for start, end in name.spans_one] == ["Northwind", "Traders"]
    assert name.spans_two == ((0, 8), (9, 16))


WORDS = ("Acme", "Northwind", "Bank", "of", "First", "AG", "Mueller")
NAMES = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from([*WORDS, "44", "GmbH", "&", "Ltd.", "(US)", "Forty", "II", "S.A.", "the", "АО", "集团"]),
        max_size=6,
    ).map(" ".join),
)


@example("0:AG:0", "AG:AG:0")
@given(NAMES, NAMES)
def test_scoring_is_symmetric_and_never_fails(one, two):
    there, back = score_pair(Party(one), Party(two)), score_pair(Party(two), Party(one))
    assert (there.level, there.value) == (back.level, back.value)
    assert 0 <= there.value <= 1


@given(NAMES)
def test_a_name_with_a_word_in_it_is_the_same_as_itself(name):
    assert score_pair(Party(name), Party(name)).level == ("same" if parse_name(name).tokens else "different")
