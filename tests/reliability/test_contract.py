"""The API as its description says, whatever is sent and whoever sends it (security.md T60): no 5xx, no breach of contract."""

import json
from functools import cache
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from prm.api.pages import _schema
from tests.isolation.samples import load_samples
from tests.support.api import key_for
from tests.support.racing import IS_RELEASE

APP = get_wsgi_application()
EXAMPLES = 200 if IS_RELEASE else 20
PARTS = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Who sends each example, and whether a key goes with it: a browser's session alone opens nothing here.
PERSONS = {"vendor": "alice", "portal": "bob"}
# One side in turn sends an example; the first of an operation, and in a release each, is sent by everybody.
SIDES = list(PERSONS)


@cache
def operations():
    schema = schemathesis.openapi.from_dict(json.loads(_schema()))
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def kept_connection(db):
    """A request would close the connection the test's transaction stands on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with connection.cursor() as cursor:
        # The transaction is idle while examples are made.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def callers(world, kept_connection):
    samples = load_samples()
    for prepare in samples.prepare:
        prepare(world)
    session = "; ".join(f"{name}={morsel.value}" for name, morsel in world.client("alice").cookies.items())
    keys = {side: {"Authorization": f"Bearer {key_for(world, name)}"} for side, name in PERSONS.items()}
    return {**keys, "session": {"Cookie": session}, "anonymous": {}}


def real_path(operation, world):
    """The path parameters of a row there is, as the isolation matrix knows it."""
    path = operation.path.replace("{id}", str(uuid4())).replace("{ref}", "REF-000000")
    name = resolve(path).view_name
    samples = load_samples().objects
    return {key: str(value) for key, value in samples[name](world).items()} if name in samples else {}


@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@seed(0)
@given(data=st.data())
def ask(data, operation, strategy, known, callers, said):
    """One example. Each request is rolled back, so that the next one meets the same world."""
    case = data.draw(strategy)
    if known and data.draw(st.sampled_from([True, True, True, False])):
        case.path_parameters = {**case.path_parameters, **known}
    for name in callers if not said else [SIDES[len(said) % len(SIDES)]]:
        with transaction.atomic():
            response = case.call(app=APP, headers=callers[name])
            transaction.set_rollback(True)
        said.append((name, response.status_code, breach(case, response, has_key=name in PERSONS)))


def breach(case, response, *, has_key):
    """What of the contract the answer breaks, or nothing."""
    if not has_key:
        return "" if response.status_code in (401, 404) else f"{case.operation.label} is open to those without a key"
    try:
        case.validate_response(response, checks=CHECKS)
    except (Failure, FailureGroup) as failure:
        return f"{failure}"
    return ""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db
def test_every_operation_keeps_its_contract(world, callers, part):
    broken, answers = [], {name: set() for name in callers}
    mine = operations()[part::PARTS]
    for operation in mine:
        said = []
        modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        strategy = st.one_of(*[operation.as_strategy(generation_mode=mode) for mode in modes])
        ask(operation=operation, strategy=strategy, known=real_path(operation, world), callers=callers, said=said)
        assert len(said) >= EXAMPLES
        broken += [f"{name}: {what}" for name, _status, what in said if what]
        for name, status, _what in said:
            answers[name].add(status)
    assert broken == []
    assert {name: 200 in statuses for name, statuses in answers.items()} == {
        "vendor": True, "portal": True, "session": False, "anonymous": False,
    }  # fmt: skip
