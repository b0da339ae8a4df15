import pytest
from django.core.cache import cache

from tests.journeys.story import Story, set_up


@pytest.fixture
def story(world, time_machine, django_capture_on_commit_callbacks, mailoutbox, settings):
    cache.clear()
    settings.SITE_URL = "https://prm.example"
    time_machine.move_to(world.now, tick=False)
    set_up(world)
    return Story(world, time_machine, django_capture_on_commit_callbacks, mailoutbox)
