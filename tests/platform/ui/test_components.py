from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from prm.ui import components
from prm.ui.components.charts import Bar, bars, nice_step, short
from prm.ui.components.clocks import face

NOW = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)


def clock(state, hours, used, **more):
    return Row(state=state, due_at=NOW + timedelta(hours=hours), fraction_used=used, **{"holder_label": "", **more})


@pytest.mark.parametrize(
    ("value", "tone", "words"),
    [
        (clock("running", 72, 0.2), "ok", "Fri, 10:00"),
        (clock("running", 25, 0.7), "warn", "Tomorrow, 11:00"),
        (clock("running", 2 + 1 / 6, 0.86), "bad", "2 h 10 m left"),
        (clock("running", 5, 0.1), "warn", "5 h 00 m left"),
        (clock("running", 0.5, 0.99), "bad", "30 m left"),
        (clock("running", 24 * 30, 0.1), "ok", "16 Apr"),
        (clock("running", 24 * 300, 0.1), "ok", "11 Jan 2027"),
        (clock("running", -2, 1), "bad", "2 h 00 m late"),
        (clock("late", -4 / 3, 1), "bad", "1 h 20 m late"),
        (clock("late", -100, 1, stopped_at=NOW - timedelta(hours=98)), "bad", "2 h 00 m late"),
        (clock("paused", 5, 0.4, holder_label="partner"), "mute", "With partner"),
        (clock("paused", 5, 0.4, paused_at=NOW - timedelta(days=3)), "mute", "With partner, 3 d"),
        (clock("kept", 3, 0.4, stopped_at=NOW), "ok", "Kept, 3 h 00 m early"),
        (clock("kept", 3, 0.4), "ok", "Kept"),
    ],
)
def test_a_clock_says_how_long_is_left_or_who_holds_it(value, tone, words):
    with timezone.override(UTC):
        assert tuple(face(value, NOW)) == (tone, words)


@pytest.mark.parametrize(
    ("value", "words", "under"),
    [
        (clock("running", 25, 0.7), "Tomorrow, 11:00", "promised by 18 Mar"),
        (clock("running", 72, 0.2), "Fri, 10:00", "promised by 20 Mar"),
        (clock("running", 24 * 30, 0.1), "16 Apr", "promised by 16 Apr, 10:00"),
        (clock("running", 5, 0.1), "5 h 00 m left", "promised by today, 15:00"),
        (clock("paused", 25, 0.4, holder_label="partner"), "With partner", "promised by Tomorrow, 11:00"),
    ],
)
def test_the_promise_under_a_clock_does_not_repeat_its_words(value, words, under):
    with timezone.override(UTC):
        shown = components.clock(value, now=NOW, promise=True)
    assert shown.endswith(f'<span>{words}</span></span><span class="ui-sub">{under}</span>')


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("186400"), "USD", "186,400.00"),
        (Decimal("9850000"), "JPY", "9,850,000"),
        (Decimal("1.5"), "KWD", "1.500"),
        (Decimal("-640"), "USD", "\u2212640.00"),
        (Row(amount=Decimal(3), currency="EUR"), "", "3.00"),
        (0, "USD", "0.00"),
    ],
)
def test_money_takes_the_minor_units_of_its_currency(amount, currency, shown):
    code = currency or amount.currency
    assert components.money(amount, currency) == f'<span class="money"><span class="cur">{code}</span>{shown}</span>'


def test_what_cannot_be_computed_is_not_available_rather_than_zero():
    assert [components.money(None), components.number(None), components.percent(None)] == [
        '<span class="na">n/a</span>'
    ] * 3


@pytest.mark.parametrize(
    ("value", "maximum", "width"),
    [(5, 10, "50.0%"), (20, 10, "100.0%"), (-1, 10, "0.0%"), (3, 0, "0.0%"), (None, 10, "0.0%")],
)
def test_a_bar_stays_between_nothing_and_full(value, maximum, width):
    assert f'<rect class="fill" y="1" width="{width}"' in components.progress(value, maximum, "Towards Gold")


@pytest.mark.parametrize(
    ("left", "tone"), [(35, "ok"), (15, "ok"), (14, "warn"), (8, "warn"), (7, "bad"), (0, "bad"), (-3, "bad")]
)
def test_protection_warns_in_the_last_fortnight(left, tone):
    assert f"ui-bar-{tone}" in components.protection(left, 90)


@pytest.mark.parametrize("values", [[], [1], [None, None], [3, 3, 3], [1, None, 2]])
def test_a_sparkline_draws_whatever_is_there(values):
    assert "ui-spark" in components.sparkline(values, target=2)


def test_names_are_escaped_and_keep_their_color():
    hostile = '"><script>'
    assert "<script>" not in components.person(hostile) + components.avatar(hostile, label=True) + components.tag(
        hostile
    )
    assert components.avatar("Northwind Automation") == components.avatar(" northwind automation")


@pytest.mark.parametrize("name", ["../x", "Eye", "a b", ""])
def test_an_icon_has_a_name_of_the_sprite(name):
    with pytest.raises(ValueError, match="is not the name"):
        components.icon(name)


def test_a_status_without_icon_tone_or_lifecycle_is_refused():
    with pytest.raises(ValueError, match="no tone"):
        components.pill("x", tone="pink")
    with pytest.raises(ValueError, match="names no lifecycle"):
        components.status(Row(status="open"))


@pytest.mark.parametrize(
    "source",
    [
        '{% kpi label="x" %}',
        '{% progress 1 2 "x" colour="red" %}',
        "{% status row size=3 %}",
        "{% card 3 %}{% endcard %}",
    ],
)
def test_a_wrong_property_fails_to_compile(source):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load prm %}" + source)


def test_a_card_wraps_what_stands_between_its_tags():
    html = Template("{% load prm %}{% card title=title count=3 %}<p>{{ text }}</p>{% endcard %}").render(
        Context({"title": "<Lines>", "text": "<x>"})
    )
    assert "&lt;Lines&gt;" in html
    assert "<p>&lt;x&gt;</p>" in html


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1), (-3, 1), (1, 0.5), (3, 1), (140_000, 50_000), (61_000, 25_000), (0.02, 0.01), (7, 2.5)],
)
def test_grid_lines_stand_at_round_distances(highest, step):
    assert nice_step(highest) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (60_000, "60 k"), (1.5e6, "1.5 M"), (2e9, "2 bn"), (-4000, "-4 k")]
)
def test_an_axis_is_short(value, shown):
    assert short(value) == shown


@pytest.mark.parametrize("items", [[], [Bar("Q1", 0)], [Bar("<b>", 3, 4), Bar("Q2", 9)]])
def test_a_chart_has_its_table(items):
    html = bars(items, label="Won", value_label="Registered", rest_label="Other")
    assert html.count("<rect") == sum(1 + bool(item.rest) for item in items)
    assert html.count('<th scope="row">') == len(items)
    assert "<b>" not in html


def test_a_figure_nobody_could_measure_is_said_to_be_none():
    template = Template('{% load prm %}{% kpi label="Win rate" value=value unit="n = 0" %}')
    assert '<span class="ui-kpi-value"><span class="na">n/a</span></span>' in template.render(Context({"value": None}))
    assert '<span class="ui-kpi-value">0</span>' in template.render(Context({"value": 0}))
