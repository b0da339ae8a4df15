import contextlib
import logging

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from prm.lib.errors import DomainError
from prm.tenancy.scope import BEYOND_PARTNER
from prm.tenancy.tasks import SYSTEM_TASKS, TENANT_TASKS
from tests.isolation.conftest import PARTS, write_part
from tests.isolation.fingerprint import contents
from tests.isolation.routes import stray_routes, tenant_routes
from tests.isolation.runner import Matrix
from tests.isolation.samples import load_samples

LEAST_ROUTES = 40


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are meant here; logged, they would bury what is not."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_sees_or_changes_what_is_not_theirs(world, time_machine, part):
    # Links that end with time hold at the world's own time.
    time_machine.move_to(world.now)
    routes = tenant_routes()
    assert len(routes) >= LEAST_ROUTES, "the resolver was not walked"
    matrix = Matrix(world, load_samples())
    for route in routes[part::PARTS]:
        matrix.run(route)
    write_part(part, matrix.result())
    assert matrix.faults == [], "\n" + "\n".join(matrix.faults)


def test_every_address_stands_in_a_tree():
    assert stray_routes() == [], "put it under workspace, portal, public or api, or it is in no matrix"


def test_every_sample_names_a_route_that_exists():
    known = {route.name for route in tenant_routes()}
    samples = load_samples()
    assert sorted({*samples.objects, *samples.shared, *samples.open} - known) == [], "remove what is gone"


def test_a_task_of_one_vendor_changes_nothing_of_another(world):
    samples = load_samples()
    for prepare in samples.prepare:
        prepare(world)
    assert TENANT_TASKS, "no task was found"
    before = {name: found for name, found in contents(world).items() if name.startswith("acme.")}
    missing = []
    for name, task in sorted(TENANT_TASKS.items()):
        arguments = [a for a in task.arguments if a not in task.optional]
        if arguments and name not in samples.tasks:
            missing.append(f'add to samples_<room>.py TASKS["{name}"] = lambda w: {{{", ".join(arguments)}}}')
            continue
        given = samples.tasks[name](world) if name in samples.tasks else {}
        # Whether it finds nothing to do or says so is its own affair.
        with contextlib.suppress(ObjectDoesNotExist, DomainError), transaction.atomic():
            task.run_now(vendor_id=str(world.globex.pk), **given)
        after = {key: found for key, found in contents(world).items() if key.startswith("acme.")}
        assert after == before, f"{name}, run for Globex, changed Acme"
    assert missing == []


def test_system_tasks_and_looks_beyond_the_partner_are_few_and_give_their_reason():
    assert all(len(reason) > 10 for reason in (*SYSTEM_TASKS.values(), *BEYOND_PARTNER.values()))
