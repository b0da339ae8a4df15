from importlib import import_module

import pytest
from django.core.management import CommandError, call_command

from prm.celery import app
from prm.schedule import JOBS
from prm.tenancy.tasks import TENANT_TASKS


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
