"""What happens when, in the order of time: several stories of the demo world are told at once."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from prm.demo.world import DemoWorld


@dataclass
class Agenda:
    """What happens when. Things planned for a time after today do not happen."""

    world: DemoWorld
    entries: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def add(self, at: datetime, action: Callable[[datetime], None], *, exactly: bool = False) -> None:
        """At that time, on a working day unless `exactly`."""
        if at < self.world.now:
            at = at if exactly else self.world.at_work(at)
            heapq.heappush(self.entries, (at, next(self.order), action))

    def play(self) -> None:
        while self.entries:
            at, _number, action = heapq.heappop(self.entries)
            with self.world.scope():
                action(at)
