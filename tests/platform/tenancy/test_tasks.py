"""Every task knows whose it is, and one worker's tasks leave nothing for the next."""

import random
from collections import Counter
from uuid import UUID

import pytest
from celery import current_app
from celery.app.task import Task

from partners.models import Partner
from prm.tenancy import tasks
from prm.tenancy.models import Vendor
from prm.tenancy.scope import NoTenantScope, current_scope, scope_or_none
from prm.tenancy.tasks import SYSTEM_TASKS, TENANT_TASKS, enqueue, fan_out, for_each_vendor, tenant_task


@pytest.fixture
def own_tasks(monkeypatch):
    """Registries that forget what a test declares."""
    monkeypatch.setattr(tasks, "TENANT_TASKS", dict(TENANT_TASKS))
    monkeypatch.setattr(tasks, "QUEUES", dict(tasks.QUEUES))


def test_each_task_of_ours_is_a_tenants_or_allowed_by_name():
    ours = {name for name in current_app.tasks if not name.startswith(("celery.", "tests."))}
    assert len(ours) >= 4
    assert sorted(name for name in ours if name not in TENANT_TASKS and name not in SYSTEM_TASKS) == []


def test_a_task_runs_in_its_vendors_scope_and_leaves_none(world, own_tasks):
    seen = []

    @tenant_task()
    def look():
        seen.append((current_scope().vendor_id, Partner.objects.count()))

    look.run_now(vendor_id=str(world.acme.pk))
    look.run_now(vendor_id=str(world.globex.pk))
    assert seen == [(world.acme.pk, 3), (world.globex.pk, 1)]
    assert scope_or_none() is None


def test_after_a_crash_the_next_task_without_a_vendor_finds_nothing_open(world, own_tasks):
    @tenant_task()
    def crash():
        assert Partner.objects.count() == 3
        raise RuntimeError("in the middle of it")

    with pytest.raises(RuntimeError, match="middle"):
        crash.run_now(vendor_id=str(world.acme.pk))
    with pytest.raises(NoTenantScope):
        Partner.objects.count()


def test_a_task_without_a_vendor_is_an_error(own_tasks):
    @tenant_task()
    def never_runs():
        raise AssertionError("must not run")

    for arguments in ({}, {"vendor_id": ""}, {"vendor_id": "acme"}, {"vendor_id": None}):
        with pytest.raises((TypeError, ValueError)):
            never_runs.run_now(**arguments)


def test_two_hundred_mixed_tasks_write_for_their_own_vendor_only(world, own_tasks):
    from prm.audit.models import AuditEntry
    from prm.audit.services import record
    from prm.lib.actor import Actor

    @tenant_task()
    def write(*, vendor):
        actor = Actor.system(current_scope().vendor_id, label=vendor)
        record(Partner.objects.first(), "tested", actor=actor, at=world.now, summary=vendor)

    order = ["acme", "globex"] * 100
    random.Random(7).shuffle(order)
    for name in order:
        write.run_now(vendor_id=str(world.vendors[name].pk), vendor=name)
    for name in ("acme", "globex"):
        with world.scope(name):
            assert Counter(AuditEntry.objects.filter(action="tested").values_list("summary", flat=True)) == {name: 100}


def test_a_fan_out_is_refused_within_a_scope(world):
    with world.scope("acme"), pytest.raises(RuntimeError, match="outside"):
        for_each_vendor(TENANT_TASKS["prm.notifications.tasks.sweep"])


def test_a_sweep_cleans_up_at_every_vendor(world, mailoutbox, django_capture_on_commit_callbacks):
    from datetime import timedelta

    from prm.notifications.models import OutboxMail

    for name in ("acme", "globex"):
        with world.scope(name):
            OutboxMail.objects.create(
                to_email=f"x@{name}.example", key="k", kind="x", subject=name, at=world.now - timedelta(days=1)
            )
    with django_capture_on_commit_callbacks(execute=True):
        for name in ("acme", "globex"):
            TENANT_TASKS["prm.notifications.tasks.sweep"].run_now(vendor_id=str(world.vendors[name].pk))
    assert sorted(mail.subject for mail in mailoutbox) == ["acme", "globex"]


def test_a_fan_out_publishes_once_for_each_active_vendor(
    world, own_tasks, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []

    @tenant_task(queue="slow")
    def count():
        raise AssertionError("published only")

    name = f"{__name__}.count"
    monkeypatch.setattr(Task, "apply_async", lambda task, *, kwargs: sent.append(kwargs))
    Vendor.objects.filter(pk=world.globex.pk).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        fan_out(name=name)
        assert sent == [], "nothing before the commit"
    assert sent == [{"vendor_id": str(world.acme.pk)}]
    assert tasks.queue_of(name) == {"queue": "slow"}
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(name, vendor_id=world.globex.pk, more=1)
    assert sent[1:] == [{"vendor_id": str(world.globex.pk), "more": 1}]


def test_a_task_of_no_vendor_is_known_by_name_reason_and_queue(monkeypatch):
    monkeypatch.setattr(tasks, "SYSTEM_TASKS", {})
    monkeypatch.setattr(tasks, "QUEUES", {})
    ran = []

    @tasks.system_task(reason="looks over all vendors", queue="slow")
    def look_over(*, what):
        ran.append((what, scope_or_none()))

    name = f"{__name__}.look_over"
    assert (look_over.name, tasks.SYSTEM_TASKS) == (name, {name: "looks over all vendors"})
    assert (tasks.queue_of(name), tasks.queue_of("another")) == ({"queue": "slow"}, {"queue": "default"})
    look_over(what="them")
    assert ran == [("them", None)]


def test_a_task_tells_what_it_must_be_given_and_what_it_may_be(own_tasks):
    @tenant_task()
    def mail(*, to, copy="", times=1):
        raise AssertionError("asked only")

    name = f"{__name__}.mail"
    assert (mail.name, tasks.TENANT_TASKS[name] is mail, tasks.queue_of(name)) == (name, True, {"queue": "default"})
    assert (mail.arguments, mail.optional) == (("to", "copy", "times"), ("copy", "times"))
    assert (mail.max_retries, mail.retry_backoff, mail.retry_jitter) == (5, True, True)


def test_a_fan_out_hands_on_what_it_was_given_in_the_order_of_the_addresses(
    world, own_tasks, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []

    @tenant_task()
    def greet(*, words):
        raise AssertionError("published only")

    monkeypatch.setattr(Task, "apply_async", lambda task, *, kwargs: sent.append((task.name, kwargs)))
    Vendor.objects.create(slug="aaa", name="Aaa")
    with django_capture_on_commit_callbacks(execute=True):
        assert for_each_vendor(greet, words="hello") == 3
    order = [Vendor.objects.get(slug=slug).pk for slug in ("aaa", "acme", "globex")]
    assert sent == [(f"{__name__}.greet", {"vendor_id": str(pk), "words": "hello"}) for pk in order]


def test_many_ids_are_published_in_slices_of_the_present_vendor(
    world, own_tasks, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []

    @tenant_task()
    def keep(*, ids, at):
        raise AssertionError("published only")

    monkeypatch.setattr(Task, "apply_async", lambda task, *, kwargs: sent.append(kwargs))
    ids = [UUID(int=number) for number in range(5)]
    with django_capture_on_commit_callbacks(execute=True), world.scope("acme"):
        tasks.enqueue_slices(f"{__name__}.keep", iter(ids), size=2, at="now")
        tasks.enqueue_slices(f"{__name__}.keep", [], size=2, at="now")
    assert [(row["vendor_id"], row["at"]) for row in sent] == [(str(world.acme.pk), "now")] * 3
    assert [row["ids"] for row in sent] == [[str(pk) for pk in ids[start : start + 2]] for start in (0, 2, 4)]
