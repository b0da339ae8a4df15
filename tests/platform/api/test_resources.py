import json

import pytest
from django.test import Client, RequestFactory
from rest_framework.response import Response

from prm.accounts.permissions import AccountPermission, PortalAccountPermission
from prm.api.views import ApiView
from prm.audit.models import AuditEntry
from prm.outbox.models import OutboxEvent
from programs.models import Partnership
from tests.support.api import ApiClient, api, key_for

pytestmark = pytest.mark.urls("tests.platform.api.sample")
ROOT = "/api/v1/sample/partnerships/"
FILTERS = "cursor, has_owner, limit, started_from, status, suspended_from, tier, type"
DAY, TIME, TRUTH = "a day such as 2026-03-14", "a time such as 2026-03-14T09:30:00Z", "true, false"
TYPES = "resale, technology, referral, distribution, alliance, oem"


def detail(world, partner, action=""):
    return f"{ROOT}{world.partnerships[partner].ref}/{action}"


def test_a_list_holds_the_rows_of_the_keys_side(world):
    vendor = api(world, "sam").get(ROOT).json()
    assert sorted(row["partner"] for row in vendor["results"]) == sorted(
        world.partners[name].ref for name in ("northwind", "contoso", "wholesale")
    )
    portal = api(world, "nina").get(ROOT).json()
    assert portal["results"] == [
        {
            "ref": world.partnerships["northwind"].ref,
            "partner": world.northwind.ref,
            "type": "resale",
            "status": "active",
        }
    ]


def test_pages_follow_each_other_by_cursor(world):
    caller = api(world, "sam")
    first = caller.get(ROOT, limit=2).json()
    second = caller.get(first["next"]).json()
    refs = [row["ref"] for row in [*first["results"], *second["results"]]]
    assert len(first["results"]) == 2
    assert sorted(refs) == sorted(world.partnerships[name].ref for name in ("northwind", "contoso", "wholesale"))
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["", "x", "cD1hYmM=", "bz0tMQ==", "cD0A"])
def test_a_broken_cursor_is_refused(world, cursor):
    answer = api(world, "sam").get(ROOT, cursor=cursor)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


def test_a_filter_narrows_and_an_unknown_one_is_refused(world):
    caller = api(world, "sam")
    assert caller.get(ROOT, status="ended").json()["results"] == []
    answer = caller.get(ROOT, statsu="ended")
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"statsu": ["This filter is not known.", f"Allowed: {FILTERS}."]},
    )


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("limit", "true", "a whole number from 1 to 200"),
        ("limit", "0", "a whole number from 1 to 200"),
        ("limit", "201", "a whole number from 1 to 200"),
        ("limit", ["2", "3"], "a whole number from 1 to 200"),
        ("has_owner", "x", TRUTH),
        ("has_owner", "", TRUTH),
        ("has_owner", ["true", "false"], TRUTH),
        ("started_from", "", DAY),
        ("started_from", "14.3.2026", DAY),
        ("started_from", "2026-02-30", DAY),
        ("suspended_from", "yesterday", TIME),
        ("suspended_from", "0001-01-01T00:00:00+23:00", TIME),
        ("type", "x", TYPES),
        ("type", "", TYPES),
        ("tier", ["resale", "x"], TYPES),
        ("status", "", "one value that is not empty"),
        ("status", " ", "one value that is not empty"),
        ("status", ["active", "ended"], "one value that is not empty"),
    ],
)
def test_a_value_that_does_not_hold_is_refused_by_name(world, name, value, allowed):
    answer = api(world, "sam").get(ROOT, **{name: value, "cursor": "bz0w"})
    told = {name: ["This value does not hold.", f"Allowed: {allowed}."]}
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["fields"] == told


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "200"},
        {"has_owner": "false"},
        {"started_from": "2020-01-31"},
        {"suspended_from": "2026-03-14T09:30:00Z"},
        {"suspended_from": "0123-06-27T16:48:53-18:40"},
        {"type": "resale"},
        {"tier": ["resale", "oem"]},
    ],
)
def test_a_value_that_holds_is_heard(world, asked):
    assert api(world, "sam").get(ROOT, **asked).status_code == 200


def test_a_row_tells_what_this_actor_may_do(world):
    assert api(world, "sam").get(detail(world, "northwind")).json()["allowed_actions"] == ["end"]
    assert api(world, "vera").get(detail(world, "northwind")).json()["allowed_actions"] == []
    assert "allowed_actions" not in api(world, "sam").get(ROOT).json()["results"][0]


@pytest.mark.parametrize("name", ["eve", "carl"])
def test_a_foreign_row_is_as_unknown_as_a_made_up_one(world, name):
    caller = api(world, name)
    foreign, unknown = caller.get(detail(world, "northwind")), caller.get(f"{ROOT}PSH-000000/")
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    assert foreign["Content-Type"] == "application/problem+json"


def test_an_action_calls_its_service(world):
    answer = api(world, "sam").post(detail(world, "northwind", "actions/end/"), {"reason": "Merged"})
    assert (answer.status_code, answer.json()["status"], answer.json()["allowed_actions"]) == (200, "ended", [])
    with world.scope("acme"):
        assert Partnership.objects.get(ref=world.partnerships["northwind"].ref).status == "ended"
        assert AuditEntry.objects.get(action="partnership.ended").summary == "Merged"


def test_an_action_in_the_wrong_state_is_a_conflict_and_changes_nothing(world):
    caller = api(world, "sam")
    caller.post(detail(world, "northwind", "actions/end/"), {"reason": "Merged"})
    again = caller.post(detail(world, "northwind", "actions/end/"), {"reason": "Twice"})
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
    with world.scope("acme"):
        assert AuditEntry.objects.filter(action="partnership.ended").count() == 1


def test_an_action_needs_its_right(world):
    for name, scopes in (("vera", None), ("nina", None), ("sam", ["programs.view_partnerships"])):
        answer = api(world, name, scopes).post(detail(world, "northwind", "actions/end/"), {"reason": "No"})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_input_that_does_not_hold_is_told_by_field(world):
    caller = api(world, "sam")
    answer = caller.post(detail(world, "northwind", "actions/end/"), {})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"reason": ["This field is required."]})
    answer = caller.post(detail(world, "northwind", "actions/end/"), {"reason": "x", "status": "active"})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"status": ["This field is not known."]})
    answer = caller.post(detail(world, "northwind", "actions/end/"), b"{not json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse-error")


def test_creating_answers_with_the_row_and_its_address(world):
    caller = api(world, "sam")
    caller.post(detail(world, "northwind", "actions/end/"), {"reason": "Anew"})
    answer = caller.post(ROOT, {"partner": world.northwind.ref, "program": world.programs["acme"].ref})
    assert (answer.status_code, answer.json()["status"]) == (201, "approved")
    assert caller.get(answer["Location"]).json() == answer.json()


def test_a_foreign_ref_in_the_body_is_an_unknown_one(world):
    caller = api(world, "sam")
    program = world.programs["acme"].ref
    foreign = caller.post(ROOT, {"partner": world.initech.ref, "program": program})
    assert foreign.status_code == 400
    assert foreign.json()["fields"] == {"partner": [f"Object with ref={world.initech.ref} does not exist."]}


def test_a_side_without_the_right_to_create_may_not(world):
    answer = api(world, "bob").post(ROOT, {"partner": world.northwind.ref, "program": world.programs["acme"].ref})
    assert answer.status_code == 403


@pytest.mark.parametrize("key", ["", "prm_" + "x" * 43, "x" * 300])
def test_a_key_that_does_not_hold_is_refused(world, key):
    answer = ApiClient(key).get(ROOT)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "unauthenticated"


def test_a_session_opens_nothing(world):
    assert world.client("sam").get(ROOT).status_code == 401


def test_a_defect_is_a_problem_that_tells_nothing(world):
    caller = api(world, "sam")
    caller.client.raise_request_exception = False
    answer = caller.get("/api/v1/sample/failures/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "defect" not in answer.content.decode()


def test_other_methods_and_addresses_are_problems(world):
    caller = api(world, "sam")
    assert caller.patch(ROOT, {}).json()["code"] == "method-not-allowed"
    assert caller.get("/api/v1/nowhere/").json()["code"] == "not-found"
    assert caller.client.get(ROOT, headers={**caller._headers(), "Accept": "text/html"}).status_code == 406


def test_a_refused_request_leaves_no_event(world):
    with world.scope("acme"):
        before = OutboxEvent.objects.count()
    api(world, "sam").post(ROOT, {"partner": world.northwind.ref, "program": world.programs["acme"].ref})
    with world.scope("acme"):
        assert OutboxEvent.objects.exclude(name__startswith="accounts.").count() == before


def answers(world):
    """One answer of each kind: what was asked for, unknown, refused, and one that failed."""
    caller = api(world, "vera")
    caller.client.raise_request_exception = False
    return [
        caller.get(ROOT),
        caller.get(f"{ROOT}PSH-000000/"),
        caller.post(detail(world, "northwind", "actions/end/"), {"reason": "No"}),
        caller.get("/api/v1/sample/failures/"),
    ]


def test_no_answer_is_kept_on_the_way_and_each_tells_what_is_left(world, time_machine):
    time_machine.move_to(world.now, tick=False)  # all within one minute
    given = answers(world)
    assert [answer.status_code for answer in given] == [200, 404, 403, 500]
    assert [answer["Cache-Control"] for answer in given] == ["no-store"] * 4
    left = [int(answer["RateLimit-Remaining"]) for answer in given]
    assert left == [left[0] - number for number in range(4)]
    assert {answer["RateLimit-Reset"] for answer in given} == {"60"}


def test_a_defect_is_told_to_those_who_mend_it(world, caplog):
    answer = answers(world)[3]
    assert answer.json() == {
        "type": "about:blank", "title": "Internal Server Error", "status": 500, "code": "failed",
        "detail": "Something went wrong on our side; nothing was changed.",
    }  # fmt: skip
    [line] = [record for record in caplog.records if record.name == "prm.api.views"]
    assert "/api/v1/sample/failures/" in line.getMessage()
    assert line.exc_info[0] is KeyError
    with pytest.raises(KeyError, match="a defect"):
        api(world, "sam").get("/api/v1/sample/failures/")


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer {key}", 200), ("bearer {key}", 200), ("BEARER  {key} ", 200),
        ("{key}", 401), ("Basic {key}", 401), ("Bearer", 401), ("Bearer ", 401), ("Bearer{key}", 401),
        ("Bearer {key}x", 401), ("", 401),
    ],
)  # fmt: skip
def test_the_key_stands_after_the_word_bearer(world, header, status):
    given = header.format(key=key_for(world, "sam"))
    assert Client().get(ROOT, headers={"Authorization": given}).status_code == status


class Endpoint(ApiView):
    """One endpoint as a room writes it; the middleware has nothing to say about it."""

    def get(self, request):
        return Response(
            [
                request.user is self.actor,
                str(self.vendor),
                self.request.audience,
                str(self.scope.partner_id),
                str(self.now),
            ]
        )

    def post(self, request):
        Partnership.objects.update(status="broken")
        raise RuntimeError("in the middle of it")


def ask(world, name, permission, *, scopes=None, method="get"):
    asked = getattr(RequestFactory(), method)("/", headers={"Authorization": f"Bearer {key_for(world, name, scopes)}"})
    answer = type("Asked", (Endpoint,), {"permission": permission} if permission else {}).as_view()(asked)
    assert answer["Cache-Control"] == "no-store"
    return answer


def test_an_endpoint_opens_to_keys_that_hold_its_right_alone(world):
    view = AccountPermission.VIEW_WORKSPACE
    assert ask(world, "sam", view).status_code == 200
    assert ask(world, "sam", view, scopes=["programs.view_partnerships"]).status_code == 403
    assert ask(world, "nina", view).status_code == 403
    by_side = {"vendor": view}
    assert [ask(world, name, by_side).status_code for name in ("sam", "nina")] == [200, 403]
    assert ask(world, "sam", {"vendor": AccountPermission.MANAGE_MEMBERS}).status_code == 403


def test_an_endpoint_that_names_no_right_opens_to_nobody(world):
    assert [ask(world, name, None).status_code for name in ("alice", "sam", "bob")] == [403] * 3


def test_an_endpoint_knows_who_asks_and_for_whom(world, time_machine):
    time_machine.move_to(world.now, tick=False)
    answer = ask(world, "nina", PortalAccountPermission.VIEW_PORTAL)
    assert json.loads(answer.content) == [True, "Acme", "portal", str(world.northwind.pk), str(world.now)]


def test_what_a_failed_request_wrote_is_taken_back_and_its_failure_is_in_the_log(world, caplog):
    assert ask(world, "sam", AccountPermission.VIEW_WORKSPACE, method="post").status_code == 500
    assert [record.exc_info[0] for record in caplog.records if record.name == "prm.api.views"] == [RuntimeError]
    with world.scope("acme"):
        assert set(Partnership.objects.values_list("status", flat=True)) == {"active"}
