"""A promise running on Northwind's partnership."""

from prm.clocks.promises import PROMISES
from prm.clocks.services import start_clock


def prepare(world):
    with world.scope("acme"):
        world.things["clock"] = start_clock(world.partnerships["northwind"], next(iter(PROMISES)), at=world.now)


SAMPLES = {"api:clocks:clock-detail": lambda w: {"id": w.clock.pk}}
