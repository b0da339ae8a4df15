"""The coverage board: who is there, who is coming, where partners are missing and where there are enough."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from partners.services.prospect import create_prospect
from prm.lib.errors import Forbidden, Invalid
from programs.models import CoverageTarget, Partnership
from programs.queries.coverage import coverage_at, coverage_of
from programs.rules.coverage import Coverage
from programs.services.coverage import set_coverage
from tests.support.api import api

BOARD = "/w/acme/programs/coverage/"


@pytest.mark.parametrize(
    ("cell", "state", "missing"),
    [
        (Coverage(), "none", 0), (Coverage(1, 0, 2), "gap", 1), (Coverage(2, 0, 2), "fine", 0),
        (Coverage(3, 0, 2, 3), "full", 0), (Coverage(4, 0, None, 3), "over", 0), (Coverage(0, 5, 1, 3), "gap", 1),
    ],
)  # fmt: skip
def test_a_cell_says_what_it_is(cell, state, missing):
    assert (cell.state, cell.missing) == (state, missing)


@pytest.fixture
def places(world, apply):
    """Northwind sells to energy and the public in Germany, Contoso says nothing; Fabrikam applies, Tailspin is a prospect."""
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(country="DE", segments=["energy", "public"])
        Partner.objects.filter(pk=world.contoso.pk).update(country="FR", segments=[])
        create_prospect(
            name="Tailspin", domain="tailspin.com", country="DE", segments=["energy"], type="resale",
            actor=world.actor("sam"), at=world.now,
        )  # fmt: skip
    return apply()


def board(world, type="resale"):
    with world.scope("acme"):
        return {row.country: row for row in coverage_of(type)}


def target(world, segment="energy", wanted=None, most=None, name="petra", **where):
    with world.scope("acme"):
        return set_coverage(
            **{"type": "resale", "country": "DE", "segment": segment, "wanted": wanted, "most": most, **where},
            actor=world.actor(name), at=world.now,
        )  # fmt: skip


def test_partners_stand_in_each_of_their_segments_and_once_in_all(world, places):
    found = board(world)
    germany = found["DE"]
    assert (germany.count, germany.coming) == (1, 2)
    assert germany.cells["energy"] == Coverage(1, 2)
    assert germany.cells["public"] == Coverage(1, 1)
    assert found["FR"].cells[""] == Coverage(1, 0)
    assert "DE" not in board(world, "referral")


def test_who_ended_or_was_decided_no_longer_counts(world, places):
    with world.scope("acme"):
        Partnership.objects.filter(partner=world.northwind).update(status="ended")
        type(places).objects.update(status="rejected")
    assert board(world)["DE"].cells == {"energy": Coverage(0, 1)}


def test_targets_make_gaps_that_come_first(world, places):
    target(world, wanted=0, most=1)
    target(world, "health", wanted=2, country="PL")
    rows = list(board(world).values())
    assert (rows[0].country, rows[0].missing, rows[0].cells["health"].state) == ("PL", 2, "gap")
    assert board(world)["DE"].cells["energy"].state == "full"
    with world.scope("acme"):
        assert coverage_at("resale", "DE", ["energy", "retail"]) == {"energy": Coverage(1, 0, 0, 1)}
        assert coverage_at("resale", "IT", ["energy"]) == {}
    assert target(world) is None
    assert target(world) is None
    with world.scope("acme"):
        assert CoverageTarget.objects.count() == 1


def test_more_rows_cost_no_more_queries(world, places):
    with world.scope("acme"), CaptureQueriesContext(connection) as queries:
        coverage_of("resale")
    assert len(queries) <= 10


def test_what_does_not_hold_is_refused(world):
    with pytest.raises(Invalid) as wrong:
        target(world, "moonshine", wanted=3, most=2, type="love", country="")
    assert set(wrong.value.fields) == {"type", "segment", "country", "most"}
    with pytest.raises(Forbidden):
        target(world, wanted=1, name="sam")


def test_the_board_links_to_its_targets(world, places):
    petra, sam = world.client("petra"), world.client("sam")
    page = petra.get(BOARD).content.decode()
    for text in ("Germany", "Energy and utilities", "+2", "not said", "Set a target"):
        assert text in page, text
    assert "Set a target" not in sam.get(BOARD).content.decode()
    assert "Nobody yet" in sam.get(f"{BOARD}?type=oem").content.decode()
    assert sam.get(f"{BOARD}?type=nonsense").status_code == 200
    cell = {"type": "resale", "country": "DE", "segment": "energy"}
    assert 'value="energy" selected' in petra.get(f"{BOARD}target/", cell).content.decode()
    assert petra.post(f"{BOARD}target/", {**cell, "wanted": 3, "most": 2}).status_code == 400
    answer = petra.post(f"{BOARD}target/", {**cell, "wanted": 3, "most": 4})
    assert answer["Location"].endswith("/programs/coverage/?type=resale")
    page = petra.get(BOARD).content.decode()
    assert ("of 3 wanted" in page, "2 partners are missing" in page) == (True, True)
    assert 'value="3"' in petra.get(f"{BOARD}target/", cell).content.decode()
    assert sam.get(f"{BOARD}target/").status_code == 403
    assert world.client("nina").get(BOARD).status_code == 404


def test_whoever_decides_sees_the_place_that_is_full(world, places):
    target(world, most=1)
    target(world, "public", wanted=2)
    page = world.client("sam").get(f"/w/acme/programs/applications/{places.ref}/").content.decode()
    assert "1 in Germany, full at 1" in page
    assert "1 of 2 wanted in Germany" in page


def test_other_software_reads_the_targets(world, places):
    target(world, wanted=2)
    found = api(world, "sam").get("/api/v1/programs/coverage-targets/", type="resale").json()["results"]
    assert [(row["country"], row["segment"], row["wanted"], row["most"]) for row in found] == [
        ("DE", "energy", 2, None)
    ]
