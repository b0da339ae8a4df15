"""An amendment is a paper that changes terms of an agreement in force: from its first day, until the agreement ends."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from agreements import applied
from agreements.applied import Applied
from agreements.compliance import partnerships_by_compliance
from agreements.models import Agreement, Commitment, TermDrift
from agreements.queries.papers import accepted_version, who_accepted
from agreements.queries.terms import agreement_in_force, is_contracted, terms_in_force, terms_of_chain
from agreements.rules.limits import Limit
from agreements.services.amendment import prepare_amendment
from agreements.services.approval import set_limits
from agreements.services.drafting import negotiate_terms, prepare_renewal
from agreements.services.drift import find_drift
from agreements.services.signing import (
    countersign_agreement,
    recall_agreement,
    send_agreement,
    sign_agreement,
)
from agreements.services.template import publish_version, save_draft
from agreements.services.term import give_notice, keep_term, renew_agreement, terminate_agreement
from agreements.tasks import remind
from prm.lib.errors import Forbidden, Invalid, Refused
from tests.agreements.conftest import BODY, TERMS, assent_of
from tests.agreements.test_terms_in_force import sign as sign_with
from tests.support.api import api

FIRST = date(2026, 5, 1)


def at(world, day, hour=0):
    return world.now + timedelta(days=(day - world.now.date()).days, hours=hour)


def amend(world, base, terms, *, on=FIRST, words="", who="sam", **more):
    with world.scope("acme"):
        return prepare_amendment(
            base, terms=terms, why="As agreed in March", words=words, effective_on=on, actor=world.actor(who),
            at=world.now, **more,
        )  # fmt: skip


def execute(world, row, when=None):
    when = when or world.now
    with world.scope("acme"):
        row = send_agreement(row, actor=world.actor("sam"), at=when)
    with world.scope("bob"):
        sign_agreement(row, assent_of(world, "bob", row), actor=world.actor("bob"), at=when)
    with world.scope("acme"):
        return countersign_agreement(row, assent_of(world, "alice", row), actor=world.actor("alice"), at=when)


def held(world, name, day):
    with world.scope("acme"):
        return terms_in_force(world.partnerships["northwind"], day)[name]


@pytest.fixture
def amended(world, executed):
    """Protection 90 -> 150 from 1 May."""
    return execute(world, amend(world, executed, {"protection_days": 150}))


def test_it_holds_from_its_first_day_with_its_own_clause(world, executed, amended):
    assert (amended.status, amended.amends, amended.effective_on, amended.ends_on) == (
        "executed", executed, FIRST, executed.ends_on,
    )  # fmt: skip
    before, after = held(world, "protection_days", FIRST - timedelta(days=1)), held(world, "protection_days", FIRST)
    assert (before.value, before.source) == (60, "tier")
    assert (after.value, after.source, after.clause.id, after.clause.agreement) == (
        150, "amendment", "changed-terms", amended.ref,
    )  # fmt: skip
    assert after.origin == f"amended by {amended.ref}, Changed terms"
    assert held(world, "payment_terms_days", FIRST).clause.agreement == executed.ref
    assert "- Protection of a registered deal: 150 days" in amended.text
    assert f"changes Resale agreement, {executed.ref.replace('-', chr(92) + '-')}." in amended.text


def test_an_amendment_comes_before_the_tier_and_what_it_changes_of_negotiated_terms_is_negotiated(world, template):
    base = sign_with(world, {"protection_days": 120})
    row = execute(world, amend(world, base, {"protection_days": 100, "payment_terms_days": 14}))
    protection, payment = held(world, "protection_days", FIRST), held(world, "payment_terms_days", FIRST)
    assert (protection.value, protection.source, protection.clause.agreement) == (100, "negotiated", row.ref)
    assert (payment.value, payment.source) == (14, "amendment")
    assert held(world, "protection_days", FIRST - timedelta(days=1)).value == 120


def test_the_later_amendment_holds_and_only_what_changes_is_kept(world, executed, amended):
    second = amend(world, executed, {"protection_days": 150, "payment_terms_days": 10}, on=date(2026, 7, 1))
    assert second.negotiated == {"payment_terms_days": 10}
    assert second.standard["protection_days"] == 150
    execute(world, second)
    third = execute(world, amend(world, executed, {"protection_days": 200}, on=date(2026, 8, 1)))
    assert [held(world, "protection_days", day).value for day in (date(2026, 7, 31), date(2026, 8, 1))] == [150, 200]
    with world.scope("acme"):
        assert terms_of_chain(executed) == {**executed.terms, "protection_days": 200, "payment_terms_days": 10}
        assert third.standard["payment_terms_days"] == 10


def test_one_query_reads_the_agreement_with_its_amendments(world, executed):
    northwind = world.partnerships["northwind"]

    def asked():
        with world.scope("acme"), CaptureQueriesContext(connection) as seen:
            terms_in_force(northwind, FIRST)
        return len(seen)

    before = asked()
    execute(world, amend(world, executed, {"protection_days": 150}))
    assert asked() == before


def test_it_is_no_agreement_by_itself(world, executed, amended, template):
    with world.scope("acme"):
        assert agreement_in_force(executed.partnership_id, FIRST) == executed
        row = partnerships_by_compliance().get(pk=executed.partnership_id)
        assert (row.finding, row.paper_ref) == ("fine", executed.ref)
        assert [item.agreement for item in who_accepted(executed.version)] == [executed]
        assert {item.agreement for item in accepted_version(executed.partner_id, world.now)} == {amended}
        Agreement.objects.filter(pk=executed.pk).update(status="terminated", ended_on=FIRST)
        assert not is_contracted(executed.partnership_id, date(2026, 6, 1))


def test_the_promise_of_a_changed_term_passes_to_the_amendment(world, executed, amended):
    with world.scope("acme"):
        rows = Commitment.objects.filter(term="protection_days").order_by("starts_on")
        assert list(rows.values_list("agreement__ref", "value", "clause", "starts_on", "ends_on")) == [
            (executed.ref, 90, "protection", world.now.date(), FIRST - timedelta(days=1)),
            (amended.ref, 150, "changed-terms", FIRST, executed.ends_on),
        ]  # fmt: skip
        assert Commitment.objects.filter(agreement=amended).count() == 1


def test_drift_names_the_amendment(world, executed, amended, monkeypatch):
    ship = world.partnerships["northwind"].pk
    kind = applied.Kind("test", "Test", "protection_days", "", lambda moment: [Applied(ship, "REG-1", 90)])
    monkeypatch.setattr(applied, "KINDS", {"test": kind})
    monkeypatch.setattr("agreements.services.drift.KINDS", {"test": kind})
    with world.scope("acme"):
        assert find_drift(at=at(world, FIRST)) == 1
        row = TermDrift.objects.get()
        assert (row.applied, row.agreed, row.source) == (90, 150, "amendment")
        assert row.origin == f"amended by {amended.ref}, Changed terms"


def test_it_renews_and_ends_with_the_agreement(world, executed, amended):
    later = at(world, executed.ends_on)
    with world.scope("acme"):
        for service in (give_notice, renew_agreement):
            with pytest.raises(Refused):
                service(amended, actor=world.actor("alice"), at=later)
        with pytest.raises(Refused):
            terminate_agreement(amended, ends_on=FIRST, reason="No", actor=world.actor("alice"), at=later)
        renewed = renew_agreement(executed, actor=world.actor("alice"), at=later)
        amended.refresh_from_db()
        assert (amended.ends_on, amended.run, amended.status) == (renewed.ends_on, 2, "executed")
        assert set(Commitment.objects.filter(agreement=amended).values_list("ends_on", flat=True)) == {renewed.ends_on}
        last = date(2027, 6, 30)
        terminate_agreement(renewed, ends_on=last, reason="Over", actor=world.actor("alice"), at=later)
        amended.refresh_from_db()
        assert (amended.status, amended.ended_on, amended.end_reason) == ("terminated", last, "Over")


def test_the_nightly_job_leaves_it_to_the_agreement(world, executed, amended, django_capture_on_commit_callbacks):
    moment = at(world, executed.ends_on + timedelta(days=1), hour=2)
    with world.scope("acme"):
        assert keep_term(amended, actor=world.system(), at=moment).ends_on == executed.ends_on
    with django_capture_on_commit_callbacks(execute=True):
        remind.run_now(vendor_id=str(world.acme.pk), at=moment.isoformat())
    with world.scope("acme"):
        rows = Agreement.objects.order_by("created_at").values_list("status", "run")
        assert list(rows) == [("renewed", 2), ("executed", 2)]


def test_a_renewal_carries_what_was_amended(world, executed, amended, template):
    with world.scope("acme"):
        row = prepare_renewal(executed, actor=world.actor("sam"), at=world.now)
        assert row.negotiated == {"protection_days": 150}
    execute(world, row, at(world, date(2026, 9, 1)))
    with world.scope("acme"):
        assert Agreement.objects.get(pk=amended.pk).status == "expired"
    assert held(world, "protection_days", date(2026, 9, 1)).value == 150


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"terms": {"term_months": 24}}, "term_months"),
        ({"terms": {"auto_renew": False}}, "auto_renew"),
        ({"terms": {}}, "words"),
        ({"terms": {"protection_days": 90}}, "words"),
        ({"terms": {"protection_days": 9999}}, "protection_days"),
        ({"terms": {"protection_days": 100}, "why": " "}, "why"),
        ({"terms": {"protection_days": 100}, "effective_on": date(2026, 3, 16)}, "effective_on"),
        ({"terms": {"protection_days": 100}, "effective_on": date(2027, 3, 17)}, "effective_on"),
        ({"terms": {}, "words": "We pay {{ nothing.known }}."}, "words"),
    ],
)
def test_what_is_no_amendment(world, executed, more, field):
    given = {"why": "Because", "effective_on": FIRST, **more}
    with world.scope("acme"), pytest.raises(Invalid) as refused:
        prepare_amendment(executed, **given, actor=world.actor("sam"), at=world.now)
    assert list(refused.value.fields) == [field]
    with world.scope("acme"):
        assert Agreement.objects.count() == 1


def test_what_cannot_be_amended(world, signed, executed):
    with pytest.raises(Forbidden):
        amend(world, executed, {"protection_days": 150}, who="fay")
    row = amend(world, executed, {"protection_days": 150})
    with pytest.raises(Refused, match="in the making"):
        amend(world, executed, {"protection_days": 120})
    row = execute(world, row)
    with pytest.raises(Refused, match="itself"):
        amend(world, row, {"protection_days": 120})
    with world.scope("acme"):
        terminate_agreement(executed, ends_on=FIRST, reason="x", actor=world.actor("alice"), at=world.now)
    with pytest.raises(Refused, match="in force"):
        amend(world, executed, {"protection_days": 120})


def test_it_is_negotiated_limited_and_never_overtaken(world, executed, template):
    with world.scope("acme"):
        set_limits({"protection_days": Limit(None, 120)}, actor=world.actor("alice"), at=world.now)
    row = amend(world, executed, {"protection_days": 150}, words="## Samples {#samples}\n\nOne sample a year.")
    with world.scope("acme"):
        with pytest.raises(Refused):
            send_agreement(row, actor=world.actor("sam"), at=world.now)
        with pytest.raises(Invalid):
            negotiate_terms(row, {**TERMS, "term_months": 36}, why="x", actor=world.actor("sam"), at=world.now)
        row = negotiate_terms(row, {**TERMS, "protection_days": 110}, why="x", actor=world.actor("sam"), at=world.now)
        row = send_agreement(row, actor=world.actor("sam"), at=world.now)
        assert ("110 days" in row.text, "One sample a year." in row.text) == (True, True)
        alice = {"actor": world.actor("alice"), "at": world.now}
        publish_version(save_draft(template, body=BODY + "More.", parameters=TERMS, **alice), **alice)
        row.refresh_from_db()
        assert row.superseded_by is None
        recall_agreement(row, actor=world.actor("sam"), at=world.now)


def test_the_agreement_may_end_before_the_amendment_is_signed(world, executed):
    row = amend(world, executed, {"protection_days": 150}, on=None)
    with world.scope("acme"):
        terminate_agreement(executed, ends_on=FIRST, reason="x", actor=world.actor("alice"), at=world.now)
    with pytest.raises(Refused, match="has ended"):
        execute(world, row)


def test_the_pages_of_both_sides_and_the_api(world, executed):
    sam, ours = world.client("sam"), f"/w/acme/agreements/{executed.ref}/"
    assert f"{ours}amend/" in sam.get(ours).content.decode()
    page = sam.get(f"{ours}amend/").content.decode()
    assert ('name="protection_days"' in page, 'name="term_months"' in page) == (True, False)
    assert sam.post(f"{ours}amend/", {"protection_days": "90", "why": "x"}).status_code == 400
    answer = sam.post(f"{ours}amend/", {"protection_days": "150", "why": "Long projects"})
    with world.scope("acme"):
        row = Agreement.objects.get(amends=executed)
    assert answer.url == f"/w/acme/agreements/{row.ref}/"
    page = sam.get(answer.url).content.decode()
    assert [words in page for words in ("Agreement and amendments", executed.ref, "Amendment to Resale")] == [True] * 3
    assert ("<del>90</del><ins>150</ins>" in page, "Terminate" in page, "Amend</a>" in page) == (True, False, False)
    assert "90 → 150" in strip_tags(sam.get(ours).content.decode())
    execute(world, row)
    page = world.client("bob").get(f"/p/acme/agreements/{executed.ref}/").content.decode()
    assert (row.ref in page, "90 → 150" in strip_tags(page), f"amended by {row.ref}" in page) == (True, True, True)
    page = world.client("bob").get(f"/p/acme/agreements/{row.ref}/").content.decode()
    assert ("ends with the agreement it changes" in page, "Give notice" in page) == (True, False)
    path = f"/api/v1/agreements/agreements/{executed.ref}/actions/amend/"
    given = {"terms": {"payment_terms_days": 10}, "why": "Sooner"}
    assert api(world, "bob").post(path, given).status_code == 403
    assert api(world, "sam").post(path, {**given, "terms": {"term_months": 6}}).status_code == 400
    assert api(world, "sam").post(path, given).status_code == 200
    rows = api(world, "sam").get("/api/v1/agreements/agreements/").json()["results"]
    assert [item["amends"] for item in rows if item["status"] == "draft"] == [executed.ref]
