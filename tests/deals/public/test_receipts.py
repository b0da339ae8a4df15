import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deals.services.receipt import broken_links
from tests.support.deals import submitted

URL = "/receipts/acme/verify/"


@pytest.fixture
def document(world):
    row = submitted(world)
    submitted(world, who="carl", partnership="contoso", lines=("vision",))
    submitted(world, lines=("manager",))
    return world.client("nina").get(f"/p/acme/deals/{row.ref}/receipt/").json()


def verified(**data):
    return Client().post(URL, data).content.decode()


def test_anybody_verifies_a_genuine_receipt(document):
    assert Client().get(URL).status_code == 200
    assert "Genuine." in verified(text=json.dumps(document))
    assert "Genuine." in verified(file=SimpleUploadedFile("receipt.json", json.dumps(document, indent=4).encode()))


def test_a_changed_one_is_found_out(document):
    assert "The content was changed." in verified(text=json.dumps({**document, "content": {}}))
    assert "Time or sequence" in verified(
        text=json.dumps({**document, "sealed_at": "2026-01-01T00:00:00.000000+00:00"})
    )
    assert "Genuine." not in Client().post("/receipts/globex/verify/", {"text": json.dumps(document)}).content.decode()


@pytest.mark.parametrize("text", ["", "no json", "[1]", "\x00", "[" * 50_000, '{"content": 1e999}'])
def test_garbage_is_told_apart(db, world, text):
    answer = Client().post(URL, {"text": text})
    assert (
        answer.status_code in (200, 400),
        "Genuine.</strong>" in answer.content.decode().replace("Not genuine", ""),
    ) == (True, False)


def test_the_chain_of_the_vendor_is_whole_and_a_break_shows(world, document, owner_sql):
    with world.scope("acme"):
        assert broken_links() == []


def test_sequences_run_per_partner_and_the_order_over_all(world, document):
    from deals.models import ReceiptChain, SealedReceipt

    with world.scope("acme"):
        rows = list(SealedReceipt.objects.order_by("sealed_at"))
        assert [(row.partner_id, row.sequence) for row in rows] == [
            (world.northwind.pk, 1), (world.contoso.pk, 1), (world.northwind.pk, 2),
        ]  # fmt: skip
        assert [row.previous_hash for row in rows[1:]] == [row.link_hash for row in rows[:-1]]
        assert ReceiptChain.objects.get().length == 3


def test_a_receipt_is_never_changed(world, document):
    from django.db import ProgrammingError, transaction

    from deals.models import SealedReceipt

    with world.scope("acme"), pytest.raises(ProgrammingError), transaction.atomic():
        SealedReceipt.objects.update(sequence=9)
