"""Runs every transcribed vector, and fails where a case is neither run nor listed as pending."""

import inspect

import pytest

from tests.cases.support import CASES_FILE, IS_REQUIRED, pending, present, transcribed

VECTORS = [(case, index) for case, runs in transcribed().items() for index in sorted(runs)]


def test_the_cases_are_there():
    if present():
        return
    message = f"{len(VECTORS)} vectors of {len(transcribed())} reference cases were not run: no ../shared/cases"
    if IS_REQUIRED:
        pytest.fail(f"{message} ({CASES_FILE.name} is required here)", pytrace=False)
    pytest.skip(message)


def test_every_case_is_run_or_pending():
    if not present():
        return
    assert len(present()) > 50
    neither = sorted(set(present()) - set(transcribed()) - set(pending()))
    assert neither == [], "transcribe it as tests/cases/<id>.py or list it in tests/cases/pending.txt"


def test_no_case_is_run_and_pending_or_unknown():
    assert len(pending()) == len(set(pending()))
    assert sorted(set(transcribed()) & set(pending())) == []
    assert not present() or sorted((set(transcribed()) | set(pending())) - set(present())) == []


@pytest.mark.parametrize("case", sorted(transcribed()))
def test_the_vectors_run_are_the_vectors_present(case):
    if present():
        assert sorted(transcribed()[case]) == list(range(len(present()[case])))


if present():

    @pytest.mark.parametrize(("case", "index"), VECTORS)
    def test_vector(case, index, request):
        run = transcribed()[case][index]
        _expected, *fixtures = inspect.signature(run).parameters
        run(present()[case][index], *[request.getfixturevalue(name) for name in fixtures])
