"""From nothing to published terms: a starting point, one look, a date."""

import re

import pytest

from programs.document.review import faults_of
from programs.document.starting import starting_points
from programs.models import Program
from programs.problems import problems_of
from programs.terms import document_of, terms_of

BASE = "/w/acme/programs/"
TYPED = {
    "name": "Second ladder", "currency": "EUR", "tiers": "Bronze, Silver", "ideal_technical_people": "2",
    "ideal_sales_people": "1", "qualify_at": "60", "hold_at": "40", "notice_days": "30",
}  # fmt: skip


def test_each_type_has_one_that_is_sound_and_fits_it():
    points = starting_points().values()
    assert {point.document.type for point in points} == {
        "resale", "technology", "referral", "distribution", "alliance", "oem",
    }  # fmt: skip
    assert [fault.text for point in points for fault in faults_of(point.document)] == []


@pytest.mark.parametrize("key", sorted(starting_points()))
def test_a_program_begun_with_one_can_be_published_as_it_is(world, key):
    point = starting_points()[key]
    petra = world.client("petra")
    done = petra.post(f"{BASE}new/", {**TYPED, "type": point.document.type, "start_from": key})
    assert re.fullmatch(r".*/PRG-\w+/terms/", done.url)
    with world.scope("acme"):
        program = Program.objects.get(name="Second ladder")
        draft = program.versions.get()
        assert [tier.name for tier in program.tiers.order_by("rank")] == [level.name for level in point.document.levels]
        assert [problem.text for problem in problems_of(document_of(draft), terms_of(draft)) if problem.is_error] == []
    assert petra.get(done.url).status_code == 200
    assert petra.post(f"{done.url}publish/", {"valid_from": "2026-12-01"}).status_code == 302


def test_a_starting_point_of_another_type_is_refused_and_nothing_is_made(world):
    petra = world.client("petra")
    answer = petra.post(f"{BASE}new/", {**TYPED, "type": "oem", "start_from": "referral-light"})
    assert answer.status_code == 400
    assert "for another type" in answer.content.decode()
    with world.scope("acme"):
        assert not Program.objects.filter(name="Second ladder").exists()


def test_without_one_the_levels_typed_are_taken(world):
    done = world.client("petra").post(f"{BASE}new/", {**TYPED, "type": "oem"})
    with world.scope("acme"):
        program = Program.objects.get(name="Second ladder")
        assert [tier.name for tier in program.tiers.order_by("rank")] == ["Bronze", "Silver"]
        assert not program.versions.exists()
    assert done.url.endswith(f"{program.ref}/")
