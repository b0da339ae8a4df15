import gc

import pytest
from django.core.exceptions import ImproperlyConfigured

from prm.lib.serving import about_to_serve, prepare_to_serve


@pytest.fixture(autouse=True)
def unfrozen(db):
    yield
    gc.unfreeze()


def test_everybody_hears_of_it_and_what_is_loaded_is_set_aside():
    heard = []

    def hear(**kwargs):
        heard.append(gc.get_freeze_count())

    about_to_serve.connect(hear)
    try:
        prepare_to_serve()
    finally:
        about_to_serve.disconnect(hear)
    assert heard == [0], "before anything is set aside: what they load stays too"
    assert gc.get_freeze_count() > 10_000


def test_who_refuses_keeps_the_process_from_serving():
    def refuse(**kwargs):
        raise ImproperlyConfigured("not with this login")

    about_to_serve.connect(refuse)
    try:
        with pytest.raises(ImproperlyConfigured, match="not with this login"):
            prepare_to_serve()
    finally:
        about_to_serve.disconnect(refuse)
