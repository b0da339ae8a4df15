from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.models import OutboxEvent
from programs import metrics
from programs.document.program import read_program
from programs.exchange import from_yaml, to_yaml
from programs.models import Partnership, Program, ProgramVersion
from programs.problems import problems_of
from programs.queries import benefit_value, version_on
from programs.services.program import add_tier, close_program, create_program, open_program, update_program
from programs.services.version import discard_draft, publish_version, save_terms, start_draft
from programs.terms import Terms, document_of, terms_of

TODAY = date(2026, 3, 17)
ASKS = {(2, "test_revenue"): Decimal(150_000), (3, "test_revenue"): Decimal(500_000)}
GIVES = {
    (1, "registered_deal_discount"): Decimal(6),
    (2, "registered_deal_discount"): Decimal(9),
    (3, "registered_deal_discount"): Decimal(13),
}


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    monkeypatch.setitem(
        metrics.METRICS,
        "test_revenue",
        metrics.Metric("test_revenue", "Won revenue", "money", metrics.Rows(Partnership.objects.none)),
    )


@pytest.fixture
def program(world):
    """Whose members need no notice: shorter notice has tests of its own (test_impact)."""
    with world.scope("acme"):
        Program.objects.update(notice_days=0)
        yield world.programs["acme"]


def drafted(world, program, asks=ASKS, gives=GIVES):
    draft = start_draft(program, actor=world.actor("petra"), at=world.now)
    return save_terms(draft, Terms(dict(asks), dict(gives)), actor=world.actor("petra"), at=world.now)


def test_a_draft_starts_from_the_newest_terms_and_there_is_one(world, program):
    first = start_draft(program, actor=world.actor("petra"), at=world.now)
    again = start_draft(program, actor=world.actor("petra"), at=world.now)
    assert (first, first.number) == (again, 2)
    assert terms_of(first) == terms_of(version_on(program, TODAY))


def test_published_terms_hold_from_their_day_and_the_past_keeps_its_own(world, program):
    tomorrow = TODAY + timedelta(days=1)
    publish_version(drafted(world, program), valid_from=tomorrow, actor=world.actor("petra"), at=world.now)
    northwind = world.partnerships["northwind"]
    assert [benefit_value(northwind, "registered_deal_discount", day) for day in (TODAY, tomorrow)] == [5, 6]
    assert OutboxEvent.objects.filter(name="programs.ProgramVersionPublished").count() == 1


def test_a_published_version_never_changes(world, program):
    version = publish_version(drafted(world, program), valid_from=TODAY, actor=world.actor("petra"), at=world.now)
    for change in (save_terms, publish_version, discard_draft):
        arguments = {save_terms: {"terms": Terms()}, publish_version: {"valid_from": TODAY}}.get(change, {})
        with pytest.raises(WrongState):
            change(version, actor=world.actor("petra"), at=world.now, **arguments)
    assert terms_of(version) == Terms(ASKS, GIVES)


@pytest.mark.parametrize("day", [date(2026, 3, 16), date(2025, 1, 1), date(2024, 1, 1)])
def test_terms_cannot_change_for_days_gone_by(world, program, day):
    draft = drafted(world, program)
    with pytest.raises(Invalid):
        publish_version(draft, valid_from=day, actor=world.actor("petra"), at=world.now)
    assert ProgramVersion.objects.filter(status="published").count() == 1


def test_terms_with_a_gap_are_saved_and_not_published(world, program):
    draft = drafted(world, program, {(2, "test_revenue"): Decimal(5)})
    assert [(p.is_error, p.text) for p in problems_of(document_of(draft), terms_of(draft))] == [
        (True, "Gold no longer asks for Won revenue, which the level below it does."),
        (True, "Gold asks nothing more than the level below it."),
    ]
    with pytest.raises(Refused, match="Gold no longer asks"):
        publish_version(draft, valid_from=TODAY, actor=world.actor("petra"), at=world.now)


def test_a_program_without_levels_is_drafted_and_not_published(world):
    petra = {"actor": world.actor("petra"), "at": world.now}
    with world.scope("acme"):
        begun = create_program(name="Begun", type="resale", currency="USD", **petra)
        draft = save_terms(start_draft(begun, **petra), Terms(), note="To be filled", **petra)
        with pytest.raises(Refused, match="no levels"):
            publish_version(draft, valid_from=TODAY, **petra)
        with pytest.raises(Invalid, match="one to 30 levels"):
            from_yaml(to_yaml(draft), [])
    page = world.client("petra").get(f"/w/acme/programs/{begun.ref}/terms/")
    assert (page.status_code, "The program has no levels." in page.text) == (200, True)


def test_a_program_has_no_more_levels_than_a_file_of_it_could_say(world, program):
    petra = {"actor": world.actor("petra"), "at": world.now}
    names = [f"Level {number}" for number in range(1, 32)]
    with pytest.raises(Invalid, match="at most 30 levels"):
        create_program(name="Tall", type="resale", currency="USD", tiers=names, **petra)
    tall = create_program(name="Tall", type="resale", currency="USD", tiers=names[:30], **petra)
    with pytest.raises(Invalid, match="at most 30 levels"):
        add_tier(tall, "Summit", **petra)
    assert tall.tiers.count() == 30


def test_a_channel_manager_does_not_design_programs(world, program):
    with pytest.raises(Forbidden):
        start_draft(program, actor=world.actor("sam"), at=world.now)
    draft = drafted(world, program)
    with pytest.raises(Forbidden):
        publish_version(draft, valid_from=TODAY, actor=world.actor("sam"), at=world.now)


def test_the_portal_sees_published_terms_only(world, program):
    drafted(world, program)
    with world.scope("nina"):
        assert [version.number for version in ProgramVersion.objects.all()] == [1]
        from programs.models import TierBenefit, TierRequirement

        assert TierRequirement.objects.count() == 0
        assert TierBenefit.objects.count() == 6


def test_yaml_goes_out_and_comes_back_the_same(world, program):
    draft = drafted(world, program)
    tiers = list(program.tiers.all())
    text = to_yaml(draft)
    back = from_yaml(text, tiers)
    assert (back.requirements, back.benefits) == (ASKS, GIVES)
    assert document_of(draft, tiers, back) == document_of(draft)
    assert "name: Gold\n  requires:\n    test_revenue: 500000" in text


RICH = """
program: Rich
type: resale
year_starts: 4
window: last 4 full quarters
levels: independent
figures:
  abroad: {sum: won_revenue, where: {country: [DE, FR]}}
  abroad_share: {percent: abroad, of: won_revenue}
review: {between: nothing, exempt_months: 3, approve: [Silver, Gold]}
tiers:
  - {name: Member}
  - {name: Silver, requires: {test_revenue: 150000, abroad_share: {at_most: 40}}}
  - name: Gold
    requires:
      deals_won: 2
      any: [{test_revenue: 500000.5}, {certified_people: 10, abroad_share: 12.5}]
    gives: {registered_deal_discount: 8.25}
"""


def test_terms_no_table_can_hold_go_in_and_out_whole(world, program):
    tiers, petra = list(program.tiers.all()), world.actor("petra")
    draft = start_draft(program, actor=petra, at=world.now)
    draft = save_terms(draft, from_yaml(RICH, tiers), actor=petra, at=world.now)
    draft.refresh_from_db()
    terms, document = terms_of(draft), document_of(draft)
    assert terms.requirements == {(2, "test_revenue"): 150_000, (3, "deals_won"): 2}
    written = read_program(RICH)
    assert replace(document, name="Rich", currency=written.currency) == written
    again = from_yaml(to_yaml(draft), tiers)
    assert (again, document_of(draft, tiers, again)) == (terms, document)
    assert not [problem.text for problem in problems_of(document_of(draft), terms_of(draft)) if problem.is_error]
    publish_version(draft, valid_from=TODAY, actor=petra, at=world.now)


def test_what_the_table_cannot_hold_is_on_the_record_and_carried_on(world, program):
    petra = world.actor("petra")
    draft = start_draft(program, actor=petra, at=world.now)
    draft = save_terms(draft, from_yaml(RICH, list(program.tiers.all())), actor=petra, at=world.now)
    changes = AuditEntry.objects.filter(action="program.draft_saved").latest("at").changes
    assert "+ year_starts: 4" in changes["rules"]
    assert "- review.approve[0]: Gold" in changes["rules"]
    assert any(
        line.startswith("+ requires.Gold: deals_won at least 2 and (test_revenue at least 500000.5 or")
        for line in changes["rules"]
    )
    publish_version(draft, valid_from=TODAY, actor=petra, at=world.now)
    assert terms_of(start_draft(program, actor=petra, at=world.now)) == terms_of(draft)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("program: P\ntiers: [{name: Gold}, {name: Silver}]", "another order"),
        ("program: P\ntiers: [{name: Gold, requires: {x: {at_least: many}}}]", "number"),
        ("program: P\nfigures: {a: {add: [a]}}\ntiers: [{name: Gold}]", "made of itself"),
    ],
)
def test_a_file_that_does_not_fit_changes_nothing(world, program, text, why):
    with pytest.raises(Invalid, match=why):
        from_yaml(text, list(program.tiers.all()))


def test_rules_that_cannot_be_read_are_not_saved(world, program):
    petra = world.actor("petra")
    draft = start_draft(program, actor=petra, at=world.now)
    with pytest.raises(Invalid, match="no window"):
        save_terms(draft, Terms(rules={"window": "last blue moon"}), actor=petra, at=world.now)
    assert terms_of(draft).rules == {}


def test_what_nobody_measures_or_tells_apart_is_a_warning(world, program):
    petra = world.actor("petra")
    draft = start_draft(program, actor=petra, at=world.now)
    text = RICH.replace("country:", "planet:").replace("deals_won:", "love:")
    draft = save_terms(draft, from_yaml(text, list(program.tiers.all())), actor=petra, at=world.now)
    warned = [problem.text for problem in problems_of(document_of(draft), terms_of(draft)) if not problem.is_error]
    assert "Won revenue cannot be told apart by \u201cplanet\u201d, so nothing of it counts." in warned
    assert "Love: nobody measures this yet, so it counts as zero." in warned


@pytest.mark.parametrize(
    "text",
    [
        "tiers: [",
        "- 1",
        "tiers: 5",
        "tiers: [{name: Platinum}]",
        "tiers: [{name: Gold, gives: [1]}]",
        "tiers: [{name: Gold, gives: {a: x}}]",
        "tiers: [{name: Gold, gives: {a: -1}}]",
        "tiers: [{name: Gold, gives: {a: .nan}}]",
        "a: &a [1,2]\ntiers: [{name: Gold, gives: {b: [*a, *a]}}]",
        "!!python/object/apply:os.system ['true']",
        "x" * 100_001,
    ],
)
def test_broken_yaml_is_refused_in_words(world, program, text):
    with pytest.raises(Invalid):
        from_yaml(text, list(program.tiers.all()))


def test_a_program_opens_once_its_terms_are_published(world):
    with world.scope("acme"):
        petra = world.actor("petra")
        program = create_program(
            name="Referral", type="referral", currency="USD", tiers=["Partner"], actor=petra, at=world.now
        )
        with pytest.raises(Refused, match="Publish"):
            open_program(program, actor=petra, at=world.now)
        draft = start_draft(program, actor=petra, at=world.now)
        publish_version(draft, valid_from=date(2026, 1, 1), actor=petra, at=world.now)
        assert open_program(program, actor=petra, at=world.now).status == "open"
        with pytest.raises(WrongState, match="draft"):
            add_tier(program, "Plus", actor=petra, at=world.now)
        assert close_program(program, actor=petra, at=world.now).status == "closed"
        with world.scope("nina"):
            assert set(program.__class__.objects.values_list("name", flat=True)) == {"Acme Resale", "Referral"}


def test_what_cannot_be_saved_says_at_which_field(world, program):
    petra = world.actor("petra")
    with pytest.raises(Invalid) as taken:
        create_program(name="Acme Resale", type="resale", currency="USD", actor=petra, at=world.now)
    with pytest.raises(Invalid) as twice:
        create_program(name="X", type="resale", currency="USD", tiers=["A", "a "], actor=petra, at=world.now)
    create_program(name="Second", type="resale", currency="USD", actor=petra, at=world.now)
    with pytest.raises(Invalid) as renamed:
        update_program(program, name="Second", actor=petra, at=world.now)
    assert [set(error.value.fields) for error in (taken, twice, renamed)] == [{"name"}, {"tiers"}, {"name"}]


def test_the_settings_are_kept_and_written_down(world, program):
    row = update_program(program, name="Acme Resale", notice_days=60, actor=world.actor("petra"), at=world.now)
    row.refresh_from_db()
    assert row.notice_days == 60
    assert AuditEntry.objects.filter(action="program.changed").get().changes == {"notice_days": [0, 60]}
