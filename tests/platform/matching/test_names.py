import pytest

from prm.matching.names import normalize_name, parse_name, strip_legal_form


@pytest.mark.parametrize(
    ("name", "normalized"),
    [
        ("Siemens Aktiengesellschaft", "siemens"),
        ("Siemens Aktiengeselschaft", "siemens"),
        ("SiemensAG", "siemens"),
        ("S.C. Johnson & Son, Inc.", "sc johnson son"),
        ("A.B.C. Company", "abc"),
        ("The Procter & Gamble Company", "procter gamble"),
        ("Crédit Agricole S.A.", "credit agricole"),
        ("Acme Sp. z o.o.", "acme"),
        ("Grupo Bimbo, S.A.B. de C.V.", "group bimbo"),
        ("TACTICAL MISSILES CORPORATION JOYNT STOCK COMPANY", "tactical missiles"),
        ('ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ "БАЙ"', "bay"),
        ("株式会社日立製作所", "rilizhizuosuo"),
        ("삼성전자 주식회사", "samseongjeonja"),
        ("Τράπεζα Ελλάδος Α.Ε.", "trapeza ellados"),
        ("ＡＢＣ　Ｃｏ., Ltd.", "abc"),
        ("1st International Bank", "1 international bank"),
        ("Brigade Forty-Four", "brigade 44"),
        ("Bain Capital Fund XI L.P.", "bain capital fund 11"),
        ("U.S. Department of State", "us department state"),
        ("Bank's of the World", "banks world"),
        ("The Company", "the company"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_a_name_is_searched_by_its_own_words(name, normalized):
    assert normalize_name(name) == normalized


@pytest.mark.parametrize(
    ("name", "stripped"),
    [
        ("Siemens AG", "Siemens"),
        ("Müller Systemhaus Gmbh", "Müller Systemhaus"),
        ("OAO Gazprom", "Gazprom"),
        ("AO Smith Corp", "AO Smith"),
        ("Limited", "Limited"),
        ("Volkswagen Bank G.m.b.H.", "Volkswagen Bank"),
        ("Bertelsmann SE & Co. KGaA", "Bertelsmann"),
    ],
)
def test_the_legal_form_comes_off_and_the_rest_stays_as_written(name, stripped):
    assert strip_legal_form(name) == stripped


def test_words_know_where_they_stand_in_the_name_as_written():
    name = "Crédit  Agricole S.A."
    assert [name[token.start : token.end] for token in parse_name(name).tokens] == ["Crédit", "Agricole", "S.A."]


def test_legal_forms_of_one_kind_agree_across_translation():
    forms = {name: parse_name(name).forms[0] for name in ("X GmbH", "X AG", "X LLC", "ООО X", "X Inc.", "X B.V.")}
    assert forms["X LLC"].agrees_with(forms["ООО X"])
    assert forms["X Inc."].agrees_with(forms["X AG"])
    assert not forms["X GmbH"].agrees_with(forms["X AG"])
    assert not forms["X GmbH"].agrees_with(forms["X B.V."])
