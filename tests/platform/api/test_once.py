import psycopg2
import pytest
from django.db import connection
from django.test import override_settings

from prm.api import idempotency
from prm.api.models import IdempotentResponse
from prm.api.tasks import forget_answers
from prm.audit.models import AuditEntry
from tests.platform.api.test_resources import ROOT, detail
from tests.support.api import api

pytestmark = pytest.mark.urls("tests.platform.api.sample")


def ended(world):
    with world.scope("acme"):
        return AuditEntry.objects.filter(action="partnership.ended").count()


def test_a_repeated_post_has_one_effect_and_the_same_answer(world):
    caller, path = api(world, "sam"), detail(world, "northwind", "actions/end/")
    first = caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1")
    again = caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1")
    assert (first.status_code, first.json()) == (200, again.json())
    assert "Idempotency-Replayed" not in first.headers
    assert again["Idempotency-Replayed"] == "true"
    assert ended(world) == 1


def test_the_same_key_with_another_body_is_refused(world):
    caller, path = api(world, "sam"), detail(world, "northwind", "actions/end/")
    caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1")
    answer = caller.post(path, {"reason": "Other"}, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


def test_a_key_belongs_to_its_caller_and_its_address(world):
    path = detail(world, "northwind", "actions/end/")
    api(world, "sam").post(path, {"reason": "Merged"}, Idempotency_Key="k1")
    assert api(world, "petra").post(path, {"reason": "Merged"}, Idempotency_Key="k1").status_code == 409
    other = detail(world, "contoso", "actions/end/")
    assert api(world, "sam").post(other, {"reason": "Merged"}, Idempotency_Key="k1").status_code == 200
    assert ended(world) == 2


def test_a_refusal_is_not_kept(world):
    caller, path = api(world, "sam"), detail(world, "northwind", "actions/end/")
    assert caller.post(path, {}, Idempotency_Key="k1").status_code == 400
    assert caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1").status_code == 200


def test_a_key_is_free_again_after_a_day(world):
    caller, path = api(world, "sam"), detail(world, "northwind", "actions/end/")
    caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1")
    with world.scope("acme"):
        row = IdempotentResponse.objects.get()
        row.at -= idempotency.KEPT_FOR
        row.save()
    assert caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1").status_code == 409
    forget_answers.run_now(vendor_id=world.acme.pk)
    with world.scope("acme"):
        assert IdempotentResponse.objects.count() == 0


@pytest.mark.parametrize("key", ["x" * 256, "schlüssel"])
def test_a_key_that_is_none_is_refused(world, key):
    answer = api(world, "sam").post(detail(world, "northwind", "actions/end/"), {"reason": "x"}, Idempotency_Key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key")


def test_a_request_in_flight_is_not_begun_again(world, monkeypatch):
    monkeypatch.setattr(idempotency, "PATIENCE", "50ms")
    caller, path = api(world, "sam"), detail(world, "northwind", "actions/end/")
    taken = []
    original = idempotency.Key.lock.fget
    monkeypatch.setattr(idempotency.Key, "lock", property(lambda key: taken.append(original(key)) or taken[-1]))
    assert caller.post(path, {}, Idempotency_Key="k1").status_code == 400
    elsewhere = psycopg2.connect(**{**connection.get_connection_params(), "cursor_factory": None})
    try:
        elsewhere.autocommit = True
        elsewhere.cursor().execute("SELECT pg_advisory_lock(%s)", [taken[0]])
        answer = caller.post(path, {"reason": "Merged"}, Idempotency_Key="k1")
    finally:
        elsewhere.close()
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-key-in-flight")
    assert ended(world) == 0


def test_the_rate_is_told_and_kept_by_key(world):
    with override_settings(API_REQUESTS_A_MINUTE={"key": 2, "vendor": 100}):
        caller = api(world, "sam")
        answers = [caller.get(ROOT) for _ in range(3)]
        other = api(world, "petra").get(ROOT)
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers[:2]] == ["1", "0"]
    assert 1 <= int(answers[2]["Retry-After"]) <= 61
    assert answers[2].json()["code"] == "too-many-requests"
    assert other.status_code == 200


def test_one_vendors_requests_do_not_slow_another(world):
    with override_settings(API_REQUESTS_A_MINUTE={"key": 100, "vendor": 1}):
        acme = [api(world, name).get(ROOT).status_code for name in ("sam", "petra")]
        assert (acme, api(world, "eve").get(ROOT).status_code) == ([200, 429], 200)
