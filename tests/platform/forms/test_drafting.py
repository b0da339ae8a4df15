import pytest

from prm.forms.drafting import choices_of_lines, key_for
from prm.forms.questions import KEY


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("How many vans?", "how_many_vans"),
        ("Größe der Flotte", "groe_der_flotte"),
        ("3 references", "q_3_references"),
        ("車両", "q"),
        ("x" * 90, "x" * 36),
    ],
)
def test_a_name_is_made_of_the_words(label, key):
    assert key_for(label, ()) == key
    assert KEY.fullmatch(key)


def test_a_name_that_is_taken_gets_a_number():
    assert key_for("Fleet", {"fleet", "fleet_2"}) == "fleet_3"


def test_choices_keep_their_values_when_they_move_or_are_put_right():
    before = choices_of_lines("Vans\nTrucks\n\n Cars ")
    assert before == (("vans", "Vans"), ("trucks", "Trucks"), ("cars", "Cars"))
    assert choices_of_lines("Cars\nVans", before) == (("cars", "Cars"), ("vans", "Vans"))
    assert choices_of_lines("Vans\nLorries\nCars", before) == (
        ("vans", "Vans"),
        ("trucks", "Lorries"),
        ("cars", "Cars"),
    )
    assert choices_of_lines("Vans\nTrucks\nCars\nBikes", before)[-1] == ("bikes", "Bikes")
