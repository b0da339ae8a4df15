import os

import pytest
from hypothesis import settings

# Shared machines are slow at times; what is too slow is for the benches to say. A change is tried on the same examples
# every time, so that red means the change; a release looks for new ones.
settings.register_profile("prm", deadline=None, derandomize="PRM_RELEASE" not in os.environ)
settings.load_profile("prm")

pytest_plugins = ["tests.support.cluster", "tests.support.browser"]


@pytest.fixture
def world(db):
    """The named cast; see tests/support/world.py."""
    from tests.support.world import build_world

    return build_world()
