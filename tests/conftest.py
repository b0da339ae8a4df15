import pytest

pytest_plugins = ["tests.support.cluster", "tests.support.browser"]


@pytest.fixture
def world(db):
    """The named cast; see tests/support/world.py."""
    from tests.support.world import build_world

    return build_world()
