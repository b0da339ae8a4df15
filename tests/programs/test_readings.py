"""Figures read from tables, a query a reading, against the same facts held in memory."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deals.models import CustomerAccount, Opportunity
from enablement.models import Award, Certification
from programs.document.program import read_program
from programs.models import Partnership
from programs.readings import Population
from programs.rules.facts import Fact, Facts, Held
from programs.rules.figures import Figures

DAYS = [date(2025, 6, 30), date(2025, 12, 31), date(2026, 3, 17)]
PROGRAM = """
program: Every kind of figure
year_starts: 4
figures:
  ever: {sum: won_revenue, window: ever}
  this_year: {sum: won_revenue, window: this year}
  quarters: {count: won_revenue, window: last 2 full quarters}
  abroad: {sum: won_revenue, where: {country: [DE, FR]}}
  nowhere: {sum: won_revenue, where: {planet: Mars}}
  middle: {median: won_revenue}
  mean: {average: won_revenue, window: ever}
  most: {largest: won_revenue}
  least: {smallest: won_revenue}
  newest: {latest: won_revenue}
  share: {percent: abroad, of: won_revenue}
  best: {highest: won_revenue, by: country}
  worst: {lowest: won_revenue, by: country}
  steady: {lowest: deals_won, by: quarter, over: last 4 full quarters}
  better: {highest: won_revenue, over: [this year, previous year]}
  points: {add: [{of: won_revenue, per: 1000, give: 2, blocks: whole}, deals_won], subtract: [certificates]}
  experts: {people: certificates, where: {certification: Expert}}
  lately: {count: certificates, where: {awarded_on: {from: 2025-09-01, before: 2026-02-01}}}
  tenure: {months_since: joined}
  silver_months: {months_at: Silver}
tiers:
  - name: Member
  - {name: Silver, requires: {%s}}
  - {name: Gold, requires: {won_revenue: 10}}
"""
NAMES = [
    "won_revenue", "deals_won", "certified_people", "certificates", "ever", "this_year", "quarters", "abroad", "nowhere",
    "middle", "mean", "most", "least", "newest", "share", "best", "worst", "steady", "better", "points", "experts",
    "lately", "tenure", "silver_months",
]  # fmt: skip


@pytest.fixture
def document():
    return read_program(PROGRAM % ", ".join(f"{name}: 1" for name in NAMES))


@pytest.fixture
def facts(world):
    """Deals and certificates of three partnerships in the tables, and the same ones by partnership in memory."""
    random = Random(7)
    with world.scope("acme"):
        ships = [row for row in world.partnerships.values() if row.vendor_id == world.acme.pk]
        found = {row.pk: [] for row in ships}
        accounts = {
            code: CustomerAccount.objects.create(
                name=f"Customer in {code or 'no country'}", country=code, key=f"c{code}"
            )
            for code in ("DE", "FR", "US", "")
        }
        for number in range(60):
            row, code = random.choice(ships[:2]), random.choice(list(accounts))
            day = date(2024, 9, 1) + timedelta(days=random.randrange(560))
            amount = Decimal(random.randrange(100, 1_000_000)) / 100
            status = random.choice(["won", "won", "won", "lost"])
            Opportunity.objects.create(
                name=str(number), partner_id=row.partner_id, partnership=row, account=accounts[code], status=status,
                amount=amount, currency="USD", reporting_amount=amount, closed_on=day, stage_changed_at=world.now,
            )  # fmt: skip
            if status == "won":
                labels = {"country": code} if code else {}
                found[row.pk] += [
                    Fact("won_revenue", amount, day, labels=labels),
                    Fact("deals_won", on=day, labels=labels),
                ]
        certified(world, ships, found)
    return found


def certified(world, ships, found):
    courses = [
        Certification.objects.create(name=name, validity_months=12, created_at=world.now)
        for name in ("Expert", "Seller")
    ]
    people = {world.nina.partner_id: world.nina, world.carl.partner_id: world.carl}
    for row in ships:
        person = people.get(row.partner_id)
        for course in courses if person else []:
            on = date(2025, 8, 1) if course.name == "Expert" else date(2025, 11, 3)
            Award.objects.create(
                certification=course, partner_id=row.partner_id, member=person, holder_name="A", awarded_on=on,
                awarded_at=world.now, expires_on=on + timedelta(days=200),
            )  # fmt: skip
            for metric in ("certificates", "certified_people"):
                found[row.pk].append(
                    Fact(
                        metric, on=on, until=on + timedelta(days=201),
                        labels={"certification": course.name, "awarded_on": on.isoformat(), "person": str(person.pk)},
                    )
                )  # fmt: skip


def in_memory(row, facts, document, definitions, on):
    history = [
        Held(item.tier.name, item.valid_from, item.valid_to)
        for item in row.tier_assignments.select_related("tier").order_by("valid_from")
    ]
    known = Facts(
        facts[row.pk],
        dates={"joined": row.contracted_at.astimezone(ZoneInfo("America/New_York")).date()}
        if row.contracted_at
        else {},
        history=history,
        ladder=[level.name for level in document.levels],
    )
    return Figures(definitions, known, on, document.year_starts, document.window)


@pytest.mark.parametrize("on", DAYS)
def test_tables_and_memory_tell_the_same(world, document, facts, on):
    with world.scope("acme"):
        rows = list(Partnership.objects.filter(pk__in=facts))
        population = Population(document, rows, on, "America/New_York")
        told = {}
        for row in rows:
            mine, theirs = population.figures_of(row), in_memory(row, facts, document, population.definitions, on)
            for name in NAMES:
                value, known = mine.value(name), theirs.value(name)
                told[row.pk, name] = value
                assert (value is None) == (known is None), name
                # Tables divide to other digits than Decimal does.
                assert value is None or known is None or abs(value - known) < Decimal("1e-10"), name
    assert len({value for value in told.values() if value}) > 20


def test_queries_do_not_grow_with_the_partnerships(world, document, facts):
    counts = []
    with world.scope("acme"):
        rows = list(Partnership.objects.filter(pk__in=facts))
        for some in (rows[:1], rows):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                population = Population(document, some, DAYS[-1], "America/New_York")
                for row in some:
                    for name in NAMES:
                        population.figures_of(row).value(name)
            counts.append(len(queries))
    assert counts[0] == counts[1] < 40


def test_nothing_of_a_metric_nobody_measures(world, facts):
    document = read_program("program: P\ntiers: [{name: A, requires: {love: 1}}]")
    with world.scope("acme"):
        rows = list(Partnership.objects.filter(pk__in=facts))
        population = Population(document, rows, DAYS[0], "UTC")
        assert {population.figures_of(row).value("love") for row in rows} == {Decimal(0)}
