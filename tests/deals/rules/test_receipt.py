import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deals.rules.receipt import (
    GENESIS,
    canonical,
    hash_content,
    hash_link,
    public_text,
    sign,
    vendor_key,
    verify,
)

KEY = vendor_key("a secret of the installation", "acme")


def make_document(content, previous_hash=GENESIS, sequence=1):
    content_hash = hash_content(content)
    sealed_at = "2026-03-17T10:00:00.000001+00:00"
    link_hash = hash_link(
        previous_hash=previous_hash, content_hash=content_hash, sealed_at=sealed_at, sequence=sequence
    )
    return {
        "content": content,
        "content_hash": content_hash,
        "previous_hash": previous_hash,
        "sealed_at": sealed_at,
        "sequence": sequence,
        "link_hash": link_hash,
        "signature": sign(KEY, link_hash),
    }


CONTENT = {"customer": "Fulton County Water Authority", "lines": [{"product": "EG4", "amount": "118800.00"}]}
JSON_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def test_a_receipt_verifies_without_us_after_a_trip_through_a_file():
    document = json.loads(json.dumps(make_document(CONTENT)))
    assert verify(document, public_text(KEY)).is_genuine


@given(st.dictionaries(JSON_TEXT, JSON_TEXT | st.integers() | st.lists(JSON_TEXT, max_size=3), max_size=6))
def test_the_order_of_keys_and_the_spelling_of_the_file_do_not_matter(content):
    again = json.loads(json.dumps(dict(reversed(content.items())), indent=3))
    assert canonical(again) == canonical(content)
    assert verify(make_document(content), public_text(KEY)).is_genuine


@pytest.mark.parametrize("field", ["content", "content_hash", "previous_hash", "sealed_at", "sequence", "link_hash"])
def test_any_change_shows(field):
    document = copy.deepcopy(make_document(CONTENT))
    if field == "content":
        document["content"]["lines"][0]["amount"] = "1.00"
    else:
        document[field] = "0" * 64 if field.endswith("hash") and field != "previous_hash" else "1" * 64
    assert not verify(document, public_text(KEY)).is_genuine


def test_another_vendors_key_did_not_sign_it():
    found = verify(make_document(CONTENT), public_text(vendor_key("a secret of the installation", "globex")))
    assert (found.is_content_intact, found.is_link_intact, found.is_signed) == (True, True, False)


@pytest.mark.parametrize("document", [{}, {"content": {}}, {**make_document(CONTENT), "signature": "@@"}, []])
def test_a_malformed_document_verifies_nothing(document):
    assert not verify(document, public_text(KEY)).is_genuine


def test_a_malformed_key_verifies_nothing():
    assert not verify(make_document(CONTENT), "no key").is_genuine
