"""The Celery application. Beat's schedule stands in prm/schedule.py; tasks are scoped in prm/tenancy/tasks.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from prm.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.dev")
app = Celery("prm")
app.steps["worker"].add(DjangoStructLogInitStep)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = BEAT_SCHEDULE


@worker_init.connect
def prepare_worker(**kwargs: Any) -> None:
    """Celery swallows what its signals raise, but not this."""
    from django.core.exceptions import ImproperlyConfigured

    from prm.lib.serving import prepare_to_serve

    try:
        prepare_to_serve()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
