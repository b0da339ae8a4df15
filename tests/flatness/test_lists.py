"""Every list asks the database as often for six rows as for two, and no oftener than its budget says."""

import json
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prm.ui.views import ListView
from tests.flatness.rows import copy_of
from tests.isolation.probes import RIGHTFUL
from tests.isolation.routes import tenant_routes

BUDGETS = Path(__file__).parent / "budgets.json"
LEAST_LISTS, FEW, MANY = 25, 2, 6


def list_routes():
    return [
        route
        for route in tenant_routes()
        if isinstance(route.view, type) and issubclass(route.view, ListView) and route.tree in RIGHTFUL
    ]


def ask(client, path):
    """The rows of a page and how many questions it took."""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return response.context_data["view"].page.rows, seen.captured_queries


def grow(world, more, rows, size):
    """Rows like the first, until there are as many as wanted."""
    make = more.get(type(rows[0]))
    for number in range(len(rows), size):
        if make:
            make(world, rows[0], number)
            continue
        with world.scope("acme"):
            copy_of(rows[0], number)


def faults_of(route, path, world, more, budget):
    client = world.client(RIGHTFUL[route.tree])
    rows, _first = ask(client, path)
    if not rows:
        return [f"{route.name} shows no row: let tests/isolation/samples_{route.name.split(':')[1]}.py prepare one"]
    grow(world, more, rows, FEW)
    few_rows, few = ask(client, path)
    grow(world, more, few_rows, max(MANY, len(few_rows) + 1))
    many_rows, many = ask(client, path)
    faults = []
    if len(many_rows) <= len(few_rows):
        faults.append(
            f"{route.name} shows {len(many_rows)} rows after {len(few_rows)}: the copies are not in its query"
        )
    if len(many) != len(few):
        known = [query["sql"] for query in few]
        extra = next((q["sql"] for q in many if q["sql"] not in known), "")
        faults.append(
            f"{route.name} asks {len(few)} questions for {len(few_rows)} rows and {len(many)} for {len(many_rows)}:"
            f" join it in the query (select_related, prefetch_related, annotate). For instance: {extra[:300]}"
        )
    if budget is None:
        faults.append(f'{route.name} has no budget: add "{route.name}": {len(many)} to {BUDGETS.name}')
    elif len(many) > budget:
        faults.append(f"{route.name} asks {len(many)} questions, its budget is {budget}")
    return faults


def test_every_list_asks_as_often_for_six_rows_as_for_two(sampled):
    world, samples = sampled
    routes, budgets = list_routes(), json.loads(BUDGETS.read_text())
    assert len(routes) >= LEAST_LISTS, "the resolver was not walked"
    gone = set(budgets) - {route.name for route in routes}
    faults = [f"{name} is no list any more: take it out of {BUDGETS.name}" for name in sorted(gone)]
    for route in routes:
        given = samples.objects[route.name](world) if route.objects else {}
        path = reverse(route.name, kwargs={"vendor": "acme", **given}) + "?view=all"
        try:
            with transaction.atomic():
                faults += faults_of(route, path, world, samples.more, budgets.get(route.name))
                transaction.set_rollback(True)
        except IntegrityError as error:
            faults.append(f"{route.name}: a copy of its row cannot be; give its samples file a MORE entry. {error}")
    assert faults == [], "\n" + "\n".join(faults)


def test_a_list_that_asks_once_a_row_is_found_out(sampled, monkeypatch):
    from deals.workspace.registrations import RegistrationList

    world, samples = sampled
    [route] = [route for route in list_routes() if route.name == "workspace:deals:registration-list"]
    careless = RegistrationList.query
    monkeypatch.setattr(RegistrationList, "query", lambda view: careless(view).select_related(None))
    path = reverse(route.name, kwargs={"vendor": "acme"}) + "?view=all"
    faults = faults_of(route, path, world, samples.more, 100)
    assert len(faults) == 1
    assert "join it in the query" in faults[0]
