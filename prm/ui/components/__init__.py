"""Small pieces of HTML made in Python: fast enough for every cell of a list, and usable from tags and columns alike."""

from prm.ui.components.bars import progress, protection, ring, sparkline
from prm.ui.components.clocks import clock
from prm.ui.components.figures import date, datetime, money, number, percent, period
from prm.ui.components.marks import avatar, icon, mark, person, pill, status, tag

__all__ = [
    "avatar",
    "clock",
    "date",
    "datetime",
    "icon",
    "mark",
    "money",
    "number",
    "percent",
    "period",
    "person",
    "pill",
    "progress",
    "protection",
    "ring",
    "sparkline",
    "status",
    "tag",
]
