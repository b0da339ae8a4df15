"""A promise running on Northwind's partnership; Acme has times and a calendar of its own."""

from datetime import date
from decimal import Decimal

from prm.clocks.models import DEFAULT_HOURS
from prm.clocks.promises import PROMISES
from prm.clocks.services import start_clock
from prm.clocks.settings import set_calendar, set_promises


def prepare(world):
    with world.scope("acme"):
        world.things["clock"] = start_clock(world.partnerships["northwind"], next(iter(PROMISES)), at=world.now)
        system = {"actor": world.system(), "at": world.now}
        set_promises({key: Decimal(7) for key in PROMISES}, **system)
        set_calendar(
            timezone="Europe/Berlin", country="DE", hours=DEFAULT_HOURS, closed_on=[date(2030, 12, 24)], **system
        )


SAMPLES = {"api:clocks:clock-detail": lambda w: {"id": w.clock.pk}}
