from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.compare import compare

texts = st.text(alphabet="ab \n", max_size=60)


def test_a_changed_word_stands_alone():
    assert compare("We protect for 90 days.\nFine.", "We protect for 120 days.\nFine.") == [
        ("same", "We protect for "),
        ("old", "90"),
        ("new", "120"),
        ("same", " days.\nFine."),
    ]


@given(texts, texts)
def test_the_pieces_make_both_texts_again(before, after):
    pieces = compare(before, after)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "old") == after
