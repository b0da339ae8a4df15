from datetime import timedelta

import pytest

from prm.api.checks import errors_of
from prm.api.resources import Action, Resource
from prm.clocks.promises import promise
from prm.clocks.services import start_clock
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input, Step
from tests.support.api import api


@pytest.fixture
def decisions(world):
    found = {}
    with world.scope("acme"):
        for name in ("northwind", "contoso"):
            found[name] = record_decision(
                world.partnerships[name], rule="test.rule", version="1", result="approve",
                inputs=[Input("revenue", "12400.00", "INV-1")], conditions=[Condition("Signed", True)],
                steps=[Step("Base", "2 x 3", "6")], counterfactual="One more.",
                actor=world.system(), at=world.now,
            )  # fmt: skip
    return found


def test_a_decision_reads_the_same_on_either_side(world, decisions):
    path = f"/api/v1/decisions/decisions/{decisions['northwind'].pk}/"
    answer = api(world, "nina").get(path)
    assert answer.json() == api(world, "sam").get(path).json()
    assert answer.json()["inputs"] == [{"name": "revenue", "value": "12400.00", "source": "INV-1"}]
    assert answer.json()["conditions"] == [{"text": "Signed", "outcome": True, "detail": ""}]


def test_a_partner_reads_its_own_decisions_only(world, decisions):
    rows = api(world, "nina").get("/api/v1/decisions/decisions/").json()["results"]
    assert [row["id"] for row in rows] == [str(decisions["northwind"].pk)]
    assert api(world, "nina").get(f"/api/v1/decisions/decisions/{decisions['contoso'].pk}/").status_code == 404
    assert api(world, "eve").get("/api/v1/decisions/decisions/").json()["results"] == []


def test_decisions_are_found_by_subject(world, decisions):
    subject = str(world.partnerships["contoso"].pk)
    rows = api(world, "sam").get("/api/v1/decisions/decisions/", subject=subject).json()["results"]
    assert [row["id"] for row in rows] == [str(decisions["contoso"].pk)]


def test_clocks_tell_what_is_due(world):
    promise("test.answer", "Answer", days=2)
    with world.scope("acme"):
        clock = start_clock(world.partnerships["northwind"], "test.answer", at=world.now)
    row = api(world, "nina").get("/api/v1/clocks/clocks/", is_stopped="false").json()["results"][0]
    assert (row["promise"], row["state"], row["side"], row["hours"]) == ("test.answer", "running", "vendor", "16.00")
    assert clock.due_at - world.now == timedelta(days=2)


def test_me_tells_whose_key_it_is(world):
    body = api(world, "nina", ["clocks.view"]).get("/api/v1/me/").json()
    assert (body["vendor"], body["audience"], body["role"], body["permissions"]) == (
        "acme", "portal", "seller", ["clocks.view"],
    )  # fmt: skip


def test_the_description_and_its_page_are_public(client, db):
    schema = client.get("/api/v1/schema/").json()
    assert schema["openapi"] == "3.1.0"
    assert "/api/v1/decisions/decisions/{id}/" in schema["paths"]
    assert all("default" in item["responses"] for path in schema["paths"].values() for item in path.values())
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]


def test_an_endpoint_without_its_rights_is_an_error():
    class Careless(Resource):
        actions = [Action("approve", print)]

    assert [error.msg.rsplit("declares no ")[1] for error in errors_of(Careless)] == [
        "permission.", "the permission of action approve.",
    ]  # fmt: skip
