"""What a vendor keeps of its partners beside what every vendor does."""

import csv
import io

import pytest

from partners.form_kinds import PARTNER_FIELDS
from partners.models import Partner
from partners.services.partner import create_partner, update_partner
from prm.audit.models import AuditEntry
from prm.forms.questions import Condition, Question
from prm.forms.services import add_question, change_question, publish_form, remove_question, start_definition
from prm.imports.queries import issues_for
from prm.imports.services.run import start_undo, work_through
from prm.lib.errors import Invalid
from tests.partners.test_import import run
from tests.support.api import key_for

NUMBER = Question("erp_number", "text", "ERP number", is_required=True)
LIMIT = Question("credit_limit", "money", "Credit limit", currency="USD")
AUDITED = Question("audited", "yes_no", "Was audited?")
AUDITED_ON = Question("audited_on", "date", "Audited on", show_if=Condition("audited", ("yes",)))
ANSWERS = {"erp_number": "4711", "audited": True, "audited_on": "2026-02-01", "credit_limit": {"amount": "250000"}}
KEPT = {**ANSWERS, "credit_limit": {"amount": "250000", "currency": "USD"}}


@pytest.fixture
def petra(world):
    return {"actor": world.actor("petra"), "at": world.now}


@pytest.fixture
def fields(world, petra):
    """Acme's own fields; their draft."""
    with world.scope("acme"):
        form = start_definition(PARTNER_FIELDS.key, **petra)
        for question in (NUMBER, LIMIT, AUDITED, AUDITED_ON):
            form = add_question(form, question, **petra)
        publish_form(form, **petra)
        return form


@pytest.fixture
def northwind(world):
    return world.partners["northwind"]


def kept(world, partner):
    with world.scope("acme"):
        partner.refresh_from_db()
        return partner.custom


def test_answers_are_checked_kept_and_audited(world, petra, fields, northwind):
    with world.scope("acme"):
        row = update_partner(northwind, custom=ANSWERS, **petra)
        assert row.custom == KEPT
        row = update_partner(row, custom={"audited": False, "credit_limit": None}, **petra)
        assert row.custom == {"erp_number": "4711", "audited": False}, "what is not asked any more is not kept"
        entry = AuditEntry.objects.filter(target_id=row.pk, action="partner.changed").latest("created_at")
        assert entry.changes["custom"][1] == row.custom


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({}, "erp_number", "Missing."),
        ({"erp_number": ""}, "erp_number", "Missing."),
        ({"erp_number": "1", "credit_limit": "much"}, "credit_limit", "Enter a number."),
        ({"erp_number": "1", "audited": "perhaps"}, "audited", "Select a valid choice"),
        ({"erp_number": "1", "audited": True, "audited_on": "soon"}, "audited_on", "Enter a valid date."),
        ({"erp_number": ["1"]}, "erp_number", "Give one value."),
        ({"erp_number": "1", "credit_limit": {"amount": {"amount": 1}}}, "credit_limit", "Give one value."),
        ({"erp_number": "1", "shoe_size": 44}, "shoe_size", "There is no such field."),
    ],
)
def test_what_cannot_be_taken_changes_nothing(world, petra, fields, northwind, given, field, reason):
    with world.scope("acme"):
        with pytest.raises(Invalid) as refused:
            update_partner(northwind, name="Renamed", custom=given, **petra)
        assert reason in str(refused.value.fields[field])
        northwind.refresh_from_db()
        assert (northwind.name, northwind.custom) == ("Northwind", {})


def test_answers_outlive_their_field(world, petra, fields, northwind):
    with world.scope("acme"):
        update_partner(northwind, custom=ANSWERS, **petra)
        publish_form(remove_question(fields, "credit_limit", **petra), **petra)
        row = update_partner(northwind, custom={"erp_number": "4712"}, **petra)
        assert row.custom == {**KEPT, "erp_number": "4712"}


def test_a_new_partner_may_come_without(world, petra, fields):
    with world.scope("acme"):
        assert create_partner(name="Tailspin", **petra).custom == {}
        assert create_partner(name="Fabrikam", custom=ANSWERS, **petra).custom == KEPT


def test_files_are_no_custom_fields(world, petra, fields):
    with world.scope("acme"), pytest.raises(Invalid, match="This form cannot take such an answer"):
        add_question(fields, Question("paper", "file", "Paper"), **petra)
    page = world.client("petra").get(f"/w/acme/forms/{fields.ref}/add/").content.decode()
    assert 'value="money"' in page
    assert 'value="file"' not in page


def test_the_form_asks_them_and_the_page_shows_them(world, petra, fields, northwind):
    client, url = world.client("petra"), f"/w/acme/partners/{northwind.ref}/"
    opened = client.get(f"{url}edit/")
    form = opened.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [], "")}
    refused = client.post(f"{url}edit/", {**typed, "own-audited": "yes"})
    assert refused.status_code == 400
    assert '<a href="#id_own-erp_number">ERP number</a>: This field is required.' in refused.content.decode()
    more = {
        "own-erp_number": "4711",
        "own-audited": "yes",
        "own-audited_on": "2026-02-01",
        "own-credit_limit": "250000",
    }
    taken = client.post(f"{url}edit/", {**typed, **more})
    assert taken.status_code == 302, taken.context["form"].errors
    assert kept(world, northwind) == KEPT
    page = client.get(url).content.decode()
    assert "<dt>ERP number</dt><dd>4711</dd>" in page
    assert "<dd>USD 250,000</dd>" in page
    assert client.post(f"{url}edit/", {**typed, **more, "own-credit_limit": ""}).status_code == 302
    assert "credit_limit" not in kept(world, northwind), "emptied"
    assert 'value="4711"' in client.get(f"{url}edit/").content.decode()


def test_the_list_and_its_file_have_them(world, petra, fields, northwind):
    with world.scope("acme"):
        update_partner(northwind, custom=ANSWERS, **petra)
    client = world.client("petra")
    assert "ERP number" in client.get("/w/acme/partners/?cols=name&cols=own-erp_number").content.decode()
    sent = client.get("/w/acme/partners/?cols=name&cols=own-erp_number&cols=own-credit_limit&export=csv")
    text = sent.content.decode("utf-8-sig")
    rows = {row["Partner"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Northwind"]["ERP number"] == "4711"
    assert rows["Northwind"]["Credit limit"] == "USD 250,000"


def test_the_api_reads_and_writes_them(world, petra, fields, northwind, client):
    url = f"/api/v1/partners/partners/{northwind.ref}/"
    alice = {"authorization": f"Bearer {key_for(world, 'alice')}"}

    def change(custom):
        return client.patch(url, {"custom": custom}, content_type="application/json", headers=alice)

    assert change(ANSWERS).json()["custom"] == KEPT
    refused = change({"erp_number": None, "size": 1})
    assert refused.status_code == 400
    assert set(refused.json()["fields"]) == {"erp_number", "size"}
    assert client.get(url, headers=alice).json()["custom"] == KEPT
    bob = {"authorization": f"Bearer {key_for(world, 'bob')}"}
    assert client.get(url, headers=bob).json()["custom"] == {}, "partners do not see them"


@pytest.mark.parametrize(
    ("kind", "shown"), [("number", "AB-1"), ("date", "AB-1"), ("money", "AB-1"), ("long_text", "AB-1")]
)
def test_an_answer_outlives_the_kind_of_its_field(world, petra, fields, northwind, kind, shown):
    with world.scope("acme"):
        update_partner(northwind, custom={"erp_number": "AB-1"}, **petra)
        currency = "USD" if kind == "money" else ""
        changed = Question("erp_number", kind, "ERP number", currency=currency)
        publish_form(change_question(fields, "erp_number", changed, **petra), **petra)
    client, url = world.client("petra"), f"/w/acme/partners/{northwind.ref}/"
    assert f"<dt>ERP number</dt><dd>{shown}</dd>" in client.get(url).content.decode()
    assert client.get(f"{url}edit/").status_code == 200


def test_a_file_fills_them_in_and_the_undo_empties_them(world, fields, northwind):
    with world.scope("acme"):
        head = "Name,Website,Credit limit,Was audited?,Audited on,ERP number\n"
        batch = run(world, (head + "Northwind,,USD 250000,yes,2026-02-01,4711\n").encode())
        northwind.refresh_from_db()
        assert northwind.custom == {**KEPT, "credit_limit": {"amount": "250000", "currency": "USD"}}
        again = run(world, (head + "Northwind,,,,,4712\n").encode())
        northwind.refresh_from_db()
        assert northwind.custom == {**KEPT, "erp_number": "4712"}
        actor = {"actor": world.actor("petra"), "at": world.now}
        for undone in (again, batch):
            work_through(start_undo(undone, **actor), **actor)
        northwind.refresh_from_db()
        assert northwind.custom == {}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("EUR 10,no,,4711", "Credit limit is not in USD"),
        ("ten,no,,4711", "Credit limit is not an amount"),
        (",perhaps,,4711", "Was audited? is neither yes nor no"),
        (",yes,,", "ERP number: Missing."),
    ],
)
def test_what_does_not_hold_is_said_by_row_and_nothing_of_it_is_kept(world, fields, northwind, cells, reason):
    with world.scope("acme"):
        head = "Name,Website,Credit limit,Was audited?,Audited on,ERP number\n"
        batch = run(world, (head + f"Northwind,,{cells}\nFabrikam,fabrikam.de,,,,4713\n").encode())
        assert [reason in issue.message for issue in issues_for(batch)] == [True]
        northwind.refresh_from_db()
        assert northwind.custom == {}
        assert Partner.objects.get(domain="fabrikam.de").custom == {"erp_number": "4713"}
