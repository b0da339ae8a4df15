import pytest
from allauth.account.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from rest_framework.exceptions import ValidationError as RefusedByApi

from prm.accounts.adapter import AccountAdapter
from prm.accounts.services.invitation import clean_email
from prm.api import fields as api_fields
from prm.forms.fields import AddressField
from prm.imports import cleaners
from prm.lib.addresses import Undeliverable, envelope_address, validate_address
from prm.lib.errors import Invalid

# The second begins with a Turkish letter that a search without regard to case takes for an i.
UNREACHED = ["jürgen@example.com", "ıpek@example.com", "用户@example.com"]


@pytest.mark.parametrize("address", UNREACHED)
def test_an_address_that_mail_does_not_reach_is_refused_where_it_is_entered(address):
    class Asked(forms.Form):
        email = AddressField()

    (said,) = Asked({"email": address}).errors["email"]
    assert said.startswith("Before the @ of an e-mail address only plain letters are delivered, not “")
    with pytest.raises(RefusedByApi, match="only plain letters") as refused:
        api_fields.AddressField().run_validation(address)
    assert len(refused.value.detail) == 1
    with pytest.raises(Invalid, match="only plain letters"):
        clean_email(address)
    with pytest.raises(ValueError, match="plain letters before the @"):
        cleaners.clean_email(address)
    with pytest.raises(ValidationError, match="only plain letters"):
        AccountAdapter().clean_email(address)
    with pytest.raises(Undeliverable):
        envelope_address(address)


@pytest.mark.parametrize("address", UNREACHED)
def test_nobody_signs_up_with_it(address, rf):
    form = SignupForm(
        {"email": address, "password1": "a long sentence of mine", "password2": "a long sentence of mine"}
    )
    assert "email" in form.errors


def test_a_domain_of_other_letters_is_taken():
    address = "nina@bücher.example"
    validate_address(address)
    assert api_fields.AddressField().run_validation(address) == address
    assert api_fields.AddressField(allow_blank=True).run_validation("") == ""
    assert clean_email(address) == cleaners.clean_email(address) == address
    assert envelope_address(address) == "nina@xn--bcher-kva.example"
    assert envelope_address("nina@northwind.example") == "nina@northwind.example"


@pytest.mark.parametrize("text", ["nina", "nina@", "@example.com", "a b@example.com"])
def test_what_is_no_address_is_called_that(text):
    with pytest.raises(ValidationError, match="valid email"):
        validate_address(text)


@pytest.mark.parametrize("text", ["nina", "nina@", "@example.com", ""])
def test_nothing_is_sent_to_what_is_no_address(text):
    with pytest.raises(Undeliverable, match="no e-mail address"):
        envelope_address(text)
