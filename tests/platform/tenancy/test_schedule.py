from importlib import import_module

import pytest
from celery import current_app
from django.core.management import CommandError, call_command

from prm.celery import app
from prm.schedule import JOBS
from prm.tenancy.management.commands import run_job
from prm.tenancy.scope import current_scope
from prm.tenancy.tasks import QUEUES, TENANT_TASKS, tenant_task


def test_every_scheduled_job_is_a_tenant_task():
    for name in JOBS:
        import_module(name.rsplit(".", 1)[0])
    assert len(JOBS) > 3
    assert sorted(set(JOBS) - set(TENANT_TASKS)) == []
    assert set(app.conf.beat_schedule) == set(JOBS)


def test_a_job_runs_by_hand(world, capsys):
    call_command("run_job", "find_breaches", vendor="acme")
    assert capsys.readouterr().out == "prm.clocks.tasks.find_breaches: acme done\n"
    with pytest.raises(CommandError, match="no job"):
        call_command("run_job", "sing")
    with pytest.raises(CommandError, match="no such vendor"):
        call_command("run_job", "find_breaches", vendor="nobody")


def test_a_job_runs_for_every_vendor_and_the_list_tells_them(world, capsys):
    call_command("run_job", "prm.clocks.tasks.find_breaches")
    assert capsys.readouterr().out.splitlines() == [
        "prm.clocks.tasks.find_breaches: acme done",
        "prm.clocks.tasks.find_breaches: globex done",
    ]
    for arguments in (["--list"], []):
        call_command("run_job", *arguments)
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(JOBS)


@pytest.fixture
def seen(monkeypatch):
    """Where the one job that is scheduled has run."""
    places = []

    @tenant_task()
    def count_heads():
        places.append(current_scope().vendor_id)

    name = f"{__name__}.count_heads"
    monkeypatch.setattr(run_job, "JOBS", {name: "at midnight"})
    yield places
    TENANT_TASKS.pop(name)
    QUEUES.pop(name)
    current_app.tasks.pop(name)


@pytest.mark.parametrize("name", ["count_heads", f"{__name__}.count_heads"])
def test_a_job_by_hand_works_in_the_scope_of_each_vendor_that_is_open(world, seen, capsys, name):
    call_command("run_job", name)
    assert seen == [world.acme.pk, world.globex.pk]
    call_command("run_job", name, vendor="globex")
    assert seen[2:] == [world.globex.pk]
    type(world.acme).objects.filter(pk=world.acme.pk).update(is_active=False)
    call_command("run_job", name)
    assert seen[3:] == [world.globex.pk]
    with pytest.raises(CommandError, match="no such vendor"):
        call_command("run_job", name, "--vendor", "acme")
    assert len(seen) == 4


def test_the_list_of_jobs_says_when_and_runs_none(world, seen, capsys):
    for arguments in (["--list"], [], ["count_heads", "--list"]):
        call_command("run_job", *arguments)
        assert capsys.readouterr().out == f"{__name__}.count_heads  at midnight\n"
    for wrong in ("count", "heads", "tests.platform"):
        with pytest.raises(CommandError, match="no job"):
            call_command("run_job", wrong)
    assert seen == []
