import logging

import pytest

from tests.isolation.samples import load_samples


@pytest.fixture
def sampled(world, time_machine):
    """The cast with at least one row in every list, at the world's own time."""
    time_machine.move_to(world.now)
    logging.disable(logging.ERROR)
    samples = load_samples()
    for prepare in samples.prepare:
        prepare(world)
    yield world, samples
    logging.disable(logging.NOTSET)
