"""Bar charts as SVG with their table: no script, and readable by everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from prm.ui.components.figures import figure

WIDTH, HEIGHT, LEFT, BASE = 640, 180, 56, 152
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Bar:
    """One bar of the chart, from the base up; `rest` stands in grey on top of `value`."""

    label: Any
    value: float
    rest: float = 0


def nice_step(highest: float, parts: int = 3) -> float:
    """A round distance between grid lines, so that so many of them cover the highest value."""
    if highest <= 0:
        return 1.0
    size = 10.0 ** floor(log10(highest / parts))
    return next(step * size for step in STEPS if step * size * parts >= highest)


def short(value: float) -> str:
    """`120 k`, `4.5 M` or the figure itself, for an axis."""
    for size, sign in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g} {sign}"
    return f"{value:g}"


def bars(items: Sequence[Bar], *, label: Any, value_label: Any, rest_label: Any = "") -> SafeString:
    """A chart of bars with a table of the same figures behind a fold. Nothing is drawn where there is nothing."""
    step = nice_step(max((item.value + item.rest for item in items), default=0))
    scale = BASE / (step * 3) * 0.92
    room = (WIDTH - LEFT) / max(len(items), 1)
    width = min(room * 0.5, 44)
    columns = [
        {
            "x": round(LEFT + room * index + (room - width) / 2, 1),
            "middle": round(LEFT + room * (index + 0.5), 1),
            "width": round(width, 1),
            "top": round(BASE - item.value * scale, 1),
            "height": round(item.value * scale, 1),
            "rest_top": round(BASE - (item.value + item.rest) * scale, 1),
            "rest_height": round(item.rest * scale, 1),
            "item": item,
            "shown": figure(item.value),
            "rest_shown": figure(item.rest),
        }
        for index, item in enumerate(items)
    ]
    grid = [{"y": round(BASE - step * line * scale, 1), "text": short(step * line)} for line in range(4)]
    context = {
        "columns": columns,
        "grid": grid,
        "label": label,
        "value_label": value_label,
        "rest_label": rest_label,
        "size": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "base": BASE},
    }
    return mark_safe(render_to_string("ui/parts/bars.html", context))
