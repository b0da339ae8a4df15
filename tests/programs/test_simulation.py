from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs import metrics
from programs.models import Partnership, Simulation, SimulationLine
from programs.rules.simulation import month_starts
from programs.services import simulation as service
from programs.services.version import save_terms, start_draft
from programs.terms import Terms

BASE = "/w/acme/programs/"
TODAY = date(2026, 3, 17)


class Sales:
    """So much a month for each partnership, whenever it is asked for."""

    labels = {}

    def __init__(self):
        self.monthly, self.calls = {}, 0

    def read(self, reading, ids):
        self.calls += 1
        days = (reading.period.end - max(reading.period.start, date(2020, 1, 1))).days
        return {pk: amount * round(days / 30.4) for pk, amount in self.monthly.items() if ids is None or pk in ids}


@pytest.fixture
def sales(monkeypatch):
    sales = Sales()
    for name in list(metrics.METRICS):
        monkeypatch.delitem(metrics.METRICS, name)
    monkeypatch.setitem(metrics.METRICS, "t_sales", metrics.Metric("t_sales", "Won revenue", "money", sales))
    return sales


@pytest.fixture
def draft(world, sales):
    """Silver from 120,000 a year and Gold from 600,000; the terms of the time ask nothing of anybody."""
    with world.scope("acme"):
        Partnership.objects.update(contracted_at=datetime(2024, 1, 1, tzinfo=UTC))
        sales.monthly = {
            world.partnerships["northwind"].pk: Decimal(12_000),
            world.partnerships["contoso"].pk: Decimal(1_000),
        }
        petra = {"actor": world.actor("petra"), "at": world.now}
        asks = {(2, "t_sales"): Decimal(120_000), (3, "t_sales"): Decimal(600_000)}
        gives = {(1, "registered_deal_discount"): Decimal(4), (2, "registered_deal_discount"): Decimal(9),
                 (3, "registered_deal_discount"): Decimal(13), (3, "named_manager"): Decimal(1)}  # fmt: skip
        return save_terms(start_draft(world.programs["acme"], **petra), Terms(asks, gives), **petra)


@pytest.fixture
def inside(world):
    with world.scope("acme"):
        yield


def simulated(world, draft, months=12, **more):
    row = service.start_simulation(draft, months=months, actor=world.actor("petra"), at=world.now, **more)
    row.refresh_from_db()
    return row


def lines(row):
    return {line.partner.name: line for line in SimulationLine.objects.filter(simulation=row).select_related("partner")}


def test_the_draft_runs_beside_the_terms_of_the_time(world, draft, inside, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = simulated(world, draft, revenue_metric="t_sales")
    row.refresh_from_db()
    assert (row.status, len(row.months)) == ("done", 12)
    northwind, contoso = (lines(row)[name] for name in ("Northwind", "Contoso"))
    # Nothing was asked, so the figures reached Gold under the terms of the time, and reach Silver under the draft.
    assert (northwind.before, northwind.after) == ([3] * 12, [2] * 12)
    assert (northwind.verdict, contoso.verdict) == ("loser", "loser")
    assert contoso.after == [1] * 12
    # Twelve thousand a month at 9 %; March counts for its first half.
    assert northwind.cost_after == sum(
        (Decimal(12_000) * round(days / 30.4) * 9 / 100 for days in (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 17)),
        Decimal(0),
    )
    assert sum(Decimal(month["cost_after"]) for month in row.months) == northwind.cost_after + contoso.cost_after


def test_a_month_is_worked_once_and_the_work_goes_on_where_it_stopped(world, draft, inside):
    row = simulated(world, draft, months=3)
    assert row.status == "running"
    assert service.simulate_month(row.pk, month=0, at=world.now) is True
    assert service.simulate_month(row.pk, month=0, at=world.now) is False
    service.fail_simulation(row.pk, "The disk is full.", at=world.now)
    assert service.simulate_month(row.pk, month=1, at=world.now) is False
    row.refresh_from_db()
    assert (row.status, row.problem, [month["on"] for month in row.months]) == (
        "failed",
        "The disk is full.",
        ["2026-01-01"],
    )
    service.resume_simulation(row, actor=world.actor("petra"), at=world.now)
    assert service.simulate_month(row.pk, month=1, at=world.now) is True
    assert service.simulate_month(row.pk, month=2, at=world.now) is False
    row.refresh_from_db()
    assert row.status == "done"


def test_it_asks_as_often_for_many_partnerships_as_for_few(world, draft, inside, sales):
    def cost():
        row = simulated(world, draft, months=1, revenue_metric="t_sales")
        with CaptureQueriesContext(connection) as queries:
            service.simulate_month(row.pk, month=0, at=world.now)
        return len(queries), row

    few, _row = cost()
    first = world.partnerships["northwind"]
    for number in range(6):
        partner = type(world.northwind).objects.create(name=f"More {number}")
        Partnership.objects.create(
            partner=partner, program=first.program, type=first.type, status="active", approved_at=world.now,
            contracted_at=first.approved_at - timedelta(days=900),
        )  # fmt: skip
    many, row = cost()
    assert len(lines(row)) == 9
    assert many == few


def test_who_joined_later_stands_in_no_earlier_month(world, draft, inside):
    Partnership.objects.filter(partner=world.contoso).update(contracted_at=datetime(2026, 2, 10, tzinfo=UTC))
    row = simulated(world, draft, months=3)
    for month in range(3):
        service.simulate_month(row.pk, month=month, at=world.now)
    assert {name: len(line.after) for name, line in lines(row).items()} == {
        "Northwind": 3, "Contoso": 1, "Wholesale": 3,
    }  # fmt: skip
    assert month_starts(TODAY, 3)[-1] == date(2026, 3, 1)


def test_the_page_shows_the_run_and_its_lists(world, draft, django_capture_on_commit_callbacks):
    petra, ref = world.client("petra"), world.programs["acme"].ref
    asked = petra.get(f"{BASE}{ref}/terms/simulate/").content.decode()
    assert "Named channel manager" in asked
    with django_capture_on_commit_callbacks(execute=True):
        done = petra.post(
            f"{BASE}{ref}/terms/simulate/",
            {"months": "12", "revenue_metric": "t_sales", "price:named_manager": "250"},
        )
    with world.scope("acme"):
        row = Simulation.objects.get()
    assert done.url == f"{BASE}simulations/{row.ref}/"
    page = petra.get(done.url).content.decode()
    for text in ("Worse off", "Gold to Silver", "Gold to Member", "Cliffs", "Partner by partner"):
        assert text in page, text
    assert row.cliffs[0] == {"level": "Silver", "figure": "t_sales", "at": "120000", "worth": "6000.00"}
    table = petra.get(f"{done.url}partners/?verdict=loser").content.decode()
    assert ("Northwind" in table, "Wholesale" in table) == (True, True)
    assert "Northwind" not in petra.get(f"{done.url}partners/?verdict=winner").content.decode()
    assert row.ref in petra.get(f"{BASE}{ref}/").content.decode()


def test_a_wrong_role_and_wrong_figures_start_nothing(world, draft):
    vera, petra, ref = world.client("vera"), world.client("petra"), world.programs["acme"].ref
    assert vera.post(f"{BASE}{ref}/terms/simulate/", {"months": "12"}).status_code == 403
    for typed in (
        {"months": "99"},
        {"months": "12", "revenue_metric": "nonsense"},
        {"months": "12", "price:named_manager": "-1"},
    ):
        assert petra.post(f"{BASE}{ref}/terms/simulate/", typed).status_code == 400, typed
    with world.scope("acme"):
        assert not Simulation.objects.exists()
