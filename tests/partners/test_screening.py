from datetime import date, timedelta

import pytest

from partners.lifecycle import SCREENING
from partners.models import RedFlag, Screening
from partners.queries import activation_block
from partners.rules.diligence import assess
from partners.services.screening import (
    answer_screening,
    ask_screening,
    assess_screening,
    decide_flag,
    decide_screening,
    keep_screening,
)
from partners.today import screenings
from prm.decisions.models import Decision
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.models import OutboxEvent
from programs.handlers.onboarding import activate_when_cleared
from programs.models import Journey, Partnership
from programs.services.partnership import activate_partnership
from tests.support.api import api

CLEAN = {
    "beneficial_owners": "Olga Owner", "government_ties": False, "sanctions": False, "investigation": False,
    "sub_partners": False,
}  # fmt: skip
TIES = {**CLEAN, "government_ties": True}
BASE = "/w/acme/partners/due-diligence/"
PORTAL = "/p/acme/partners/due-diligence/"


def by(world, who="petra", days=0):
    return {"actor": world.actor(who), "at": world.now + timedelta(days=days)}


def asked(world):
    with world.scope("acme"):
        return ask_screening(world.northwind, **by(world))


def answered(world, answers=CLEAN):
    row = asked(world)
    with world.scope("bob"):
        row = answer_screening(row, answers=answers, **by(world, "bob"))
    with world.scope("acme"):
        return assess_screening(row, actor=world.system(), at=world.now)


@pytest.mark.parametrize(
    ("answers", "country", "risk", "flags"),
    [
        (CLEAN, "US", "low", []),
        ({**CLEAN, "sub_partners": True}, "US", "medium", []),
        (TIES, "US", "medium", ["government_ties"]),
        ({**CLEAN, "sanctions": True}, "US", "high", ["sanctions"]),
        ({**CLEAN, "investigation": True}, "US", "high", ["investigation"]),
        (CLEAN, "KP", "high", ["watched_country"]),
        ({}, "US", "high", ["sanctions", "owners"]),
    ],
)
def test_the_rule_finds_risk_and_red_flags(answers, country, risk, flags):
    found = assess(answers, country)
    assert (found.risk, [flag.key for flag in found.flags]) == (risk, flags)


@pytest.mark.parametrize(("answers", "until"), [(CLEAN, date(2029, 3, 17)), (TIES, date(2028, 3, 17))])
def test_a_round_from_question_to_clearance_holds_by_its_risk(world, answers, until):
    row = answered(world, answers)
    with world.scope("acme"):
        for flag in row.flags.all():
            decide_flag(flag, "clear", reason="Checked", **by(world))
        row = decide_screening(row, "clear", **by(world))
        assert (row.status, row.expires_on, activation_block(world.northwind.pk)) == ("cleared", until, None)
        names = OutboxEvent.objects.filter(name__startswith="partners.Screening").values_list("name", flat=True)
        assert sorted(name.removeprefix("partners.Screening") for name in names) == ["Answered", "Asked", "Decided"]


def test_a_red_flag_holds_up_until_a_named_person_clears_it_with_a_reason(world):
    row = answered(world, TIES)
    with world.scope("acme"):
        [flag] = RedFlag.objects.all()
        assert "red flags that nobody cleared (1)" in activation_block(world.northwind.pk)
        with pytest.raises(Refused, match="Clear every red flag"):
            decide_screening(row, "clear", **by(world))
        with pytest.raises(Forbidden):
            decide_flag(flag, "clear", reason="Mine", **by(world, "sam"))
        with pytest.raises(Invalid):
            decide_flag(flag, "clear", reason=" ", **by(world))
        flag = decide_flag(flag, "uphold", reason="Decides on our tenders", **by(world))
        with pytest.raises(Refused):
            decide_screening(row, "clear", **by(world))
        flag = decide_flag(flag, "clear", reason="She left office", **by(world))
        assert (flag.status, flag.reason, flag.decided_by) == ("cleared", "She left office", world.actor("petra").label)
        decide_screening(row, "clear", **by(world))
        with pytest.raises(WrongState):
            decide_flag(flag, "uphold", reason="Late", **by(world))
        assert Decision.objects.filter(rule="partners.due_diligence").count() == 4
    with world.scope("bob"):
        assert Decision.objects.count() == 0


def test_the_portal_may_not_read_red_flags(world):
    from django.db import DatabaseError, transaction

    answered(world, TIES)
    with world.scope("bob"), pytest.raises(DatabaseError), transaction.atomic():
        RedFlag.objects.count()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("asked", "waits for the partner"),
        ("answered", "waits for our decision"),
        ("refused", "refused"),
        ("expired", "expired"),
    ],
)
def test_what_is_not_cleared_stands_against_activating(world, status, words):
    row = asked(world)
    with world.scope("acme"):
        Screening.objects.filter(pk=row.pk).update(status=status)
        Partnership.objects.filter(pk=world.partnerships["northwind"].pk).update(status="onboarding")
        with pytest.raises(Refused, match=words):
            activate_partnership(world.partnerships["northwind"], **by(world))


def test_clearing_activates_what_waited_for_it_alone(world):
    from partners.events import ScreeningDecided

    row = answered(world)
    one = world.partnerships["northwind"]
    with world.scope("acme"):
        Partnership.objects.filter(pk=one.pk).update(status="onboarding")
        Journey.objects.create(
            partner=world.northwind, partnership=one, name="x", window_days=90, completed_at=world.now
        )
        decide_screening(row, "clear", **by(world))
        event = ScreeningDecided(
            screening_id=row.pk, status="cleared", vendor_id=world.acme.pk, partner_id=world.northwind.pk,
            occurred_at=world.now,
        )  # fmt: skip
        activate_when_cleared(event)
        activate_when_cleared(event)
        assert Partnership.objects.get(pk=one.pk).status == "active"


def test_a_night_asks_again_reminds_once_and_lets_expire(world):
    row = answered(world)
    with world.scope("acme"):
        row = decide_screening(row, "clear", **by(world))
        left = (row.expires_on - date(2026, 3, 17)).days
        night = {"actor": world.system()}
        assert keep_screening(row, at=world.now, **night).reminded == []
        for _again in (1, 2):
            at = world.now + timedelta(days=left - 59)
            assert keep_screening(row, at=at, **night).reminded == [60]
        assert Screening.objects.filter(status="asked").count() == 1
        assert activation_block(world.northwind.pk) is None
        assert keep_screening(row, at=world.now + timedelta(days=left), **night).status == "expired"
        assert "waits for the partner" in activation_block(world.northwind.pk)


def test_one_round_is_open_at_a_time_and_who_may_ask(world):
    asked(world)
    with world.scope("acme"):
        with pytest.raises(Refused, match="open already"):
            ask_screening(world.northwind, **by(world))
        with pytest.raises(Forbidden):
            ask_screening(world.contoso, **by(world, "sam"))
    with world.scope("nina"), pytest.raises(Forbidden):
        answer_screening(Screening.objects.get(), answers=CLEAN, **by(world, "nina"))


def test_over_the_screens_of_both_sides(world):
    petra, bob = world.client("petra"), world.client("bob")
    assert "Nothing is asked of you" in bob.get(PORTAL).content.decode()
    asked_at = petra.post(f"/w/acme/partners/{world.northwind.ref}/due-diligence/ask/")
    assert asked_at.status_code == 302
    home = bob.get("/p/acme/", follow=True).content.decode()
    assert "Answer the due diligence" in home
    yes_no = {f"own-{key}": "no" for key in ("sanctions", "investigation", "sub_partners")}
    typed = {"own-beneficial_owners": "Olga Owner", "own-government_ties": "yes", **yes_no}
    assert bob.post(PORTAL, typed).status_code == 400
    assert bob.post(PORTAL, {**typed, "own-government_details": "Mayor"}).status_code == 302
    page = bob.get(PORTAL).content.decode()
    assert ("Olga Owner" in page, "Mayor" in page, "Medium" in page) == (True, True, False)
    assert world.client("nina").get(PORTAL).status_code == 403
    with world.scope("acme"):
        row = assess_screening(Screening.objects.get(), actor=world.system(), at=world.now)
        flag = row.flags.get()
        assert [item.subject for item in screenings(world.actor("petra"), world.now, 5)[0]] == ["Northwind"]
    one = f"{BASE}{row.ref}/"
    assert all(text in petra.get(one).content.decode() for text in ("Olga Owner", "public office", "Clear red flag"))
    assert petra.post(f"{one}clear/").status_code == 409
    assert petra.post(f"{one}flags/{flag.pk}/clear/", {"reason": ""}).status_code == 400
    assert petra.post(f"{one}flags/{flag.pk}/clear/", {"reason": "Left office"}).status_code == 302
    assert petra.post(f"{one}clear/").status_code == 302
    assert "Cleared" in petra.get(f"/w/acme/partners/{world.northwind.ref}/due-diligence/").content.decode()
    assert bob.post(PORTAL, typed).status_code in (400, 409)


def test_the_api_hides_risk_and_flags_from_the_partner(world):
    row = answered(world, TIES)
    url = "/api/v1/partners/screenings/"
    seen = api(world, "petra").get(url).json()["results"][0]
    assert (seen["risk"], seen["red_flags"]) == ("medium", {"government_ties": "raised"})
    own = api(world, "bob").get(f"{url}{row.ref}/").json()
    assert (own["risk"], own["red_flags"], own["allowed_actions"]) == ("", {}, [])
    assert api(world, "petra").post(f"{url}{row.ref}/actions/clear/", {}).status_code == 409


@pytest.mark.parametrize("action", ["refuse", "give_back"])
def test_refusing_and_giving_back_say_why(world, action):
    row = answered(world)
    with world.scope("acme"):
        with pytest.raises(Invalid):
            decide_screening(row, action, **by(world))
        done = decide_screening(row, action, reason="Owners are missing", **by(world))
        assert (done.status, done.reason) == (SCREENING.transitions[action].target, "Owners are missing")
