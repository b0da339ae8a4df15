"""When the periodic jobs run. Beat only ticks: each tick publishes a job once per vendor (prm.tenancy.tasks.fan_out).

Each job is idempotent and can be run by hand: `python manage.py run_job NAME [--vendor SLUG]`.
"""

from celery.schedules import crontab

# In the order of a night: clocks and terms first, then what is decided by them, then money.
JOBS = {
    "prm.clocks.tasks.find_breaches": crontab(minute="*/5"),
    "prm.notifications.tasks.sweep": crontab(minute="*/10"),
    "prm.imports.tasks.resume_stalled": crontab(minute="*/10"),
    "prm.audit.tasks.anchor": crontab(minute="5"),
    "agreements.tasks.remind": crontab(hour="1", minute="0"),
    "deals.tasks.expire_protections": crontab(hour="1", minute="20"),
    "deals.tasks.warn_of_ending_protections": crontab(hour="1", minute="25"),
    "prm.api.tasks.forget_answers": crontab(hour="1", minute="30"),
    "enablement.tasks.keep_awards": crontab(hour="1", minute="40"),
    "programs.tasks.keep_onboarding": crontab(hour="1", minute="50"),
    "partners.tasks.keep_screenings": crontab(hour="1", minute="45"),
    "programs.tasks.keep_drafts": crontab(hour="1", minute="55"),
    "programs.tasks.review_tiers": crontab(hour="2", minute="0"),
    "programs.tasks.keep_entitlements": crontab(hour="2", minute="45"),
    "incentives.tasks.calculate_incentives": crontab(hour="3", minute="0"),
    "agreements.tasks.check_drift": crontab(hour="3", minute="30"),
    "agreements.tasks.measure_promises": crontab(hour="3", minute="40"),
    "prm.audit.tasks.verify_chain": crontab(hour="4", minute="0"),
}

BEAT_SCHEDULE = {
    name: {"task": "prm.tenancy.tasks.fan_out", "schedule": when, "kwargs": {"name": name}}
    for name, when in JOBS.items()
}
