import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prm.ui.contrast import DEFAULT_ACCENT, ENOUGH, check_accent, contrast, failures, mix, parse, to_oklab, uses

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_mixing_is_that_of_the_browser():
    assert mix("#ff0000", 0.5, "#0000ff") == "#8c53a2"
    assert mix("#3b57c4", 1, "#ffffff") == "#3b57c4"


@pytest.mark.parametrize("color", [DEFAULT_ACCENT, "#15604a", "#8a2c5a"])
def test_our_own_colors_pass(color):
    assert check_accent(color).is_fine


@pytest.mark.parametrize("color", ["#ffcc00", "#ffffff", "#00ffff", "#000000"])
def test_a_failing_color_is_refused_with_one_that_passes(color):
    checked = check_accent(color)
    assert not checked.is_fine
    assert failures(checked.nearest) == ()


@given(COLORS)
def test_the_nearest_color_always_passes_and_a_passing_one_is_its_own_nearest(color):
    checked = check_accent(color)
    assert min(uses(checked.nearest).values()) >= ENOUGH
    assert (checked.nearest == color) == checked.is_fine


@given(COLORS)
def test_a_color_survives_a_mix_with_itself(color):
    assert mix(color, 0.5, color) == color
    assert 0 <= to_oklab(color)[0] <= 1.0001


@pytest.mark.parametrize("text", ["red", "#12", "#12345g", "", "#1234567", "url(x)", "#fff;}"])
def test_what_is_no_color_is_refused(text):
    with pytest.raises(ValueError, match="is no color"):
        parse(text)


def test_the_short_form_is_understood():
    assert parse(" #AbC ") == "#aabbcc"


@pytest.mark.django_db
def test_the_brand_stylesheet_stands_at_an_address_that_changes_with_the_color(client, world):
    from prm.ui.brand import brand_url

    address = brand_url(world.acme)
    answer = client.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert re.findall(r"--accent:(#[0-9a-f]{6})", answer.content.decode()) == [world.acme.accent]
    assert client.get(address.replace("1-", "9-")).status_code == 404
