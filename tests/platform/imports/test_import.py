from decimal import Decimal

import pytest

from prm.audit.models import AuditEntry
from prm.imports import kinds, queries
from prm.imports.exports import write_csv
from prm.imports.kinds import ChunkResult, ImportField, ImportKind
from prm.imports.models import ImportBatch, ImportChunk, ImportIssue
from prm.imports.services import upload
from prm.imports.services.run import resume_import, start_import, start_undo, work_next_chunk, work_through
from prm.imports.services.upload import cancel_import, set_mapping, upload_file
from prm.imports.tasks import work_import
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused, WrongState
from prm.money.models import FxRate

RATES = b"""Date;From;To;FX rate
2026-01-02;EUR;USD;1,10
02.02.2026;EUR;USD;1,20
2026-03-02;EUR;USD;n/a
2026-04-02;EUR;XYZ;1,30
soon;EUR;USD;-1
2026-02-02;EUR;USD;1,25
2026-05-02;EUR;EUR;1
2026-06-02;GBP;USD;0
"""


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def upload_rates(world, content=RATES, person="fay"):
    return upload_file("money.exchange_rates", content, name="rates.csv", actor=world.actor(person), at=world.now)


def checked(world, content=RATES):
    batch = upload_rates(world, content)
    batch = set_mapping(batch, batch.mapping, actor=world.actor("fay"), at=world.now)
    return work_through(batch, actor=world.actor("fay"), at=world.now)


def imported(world, content=RATES):
    batch = start_import(checked(world, content), actor=world.actor("fay"), at=world.now)
    return work_through(batch, actor=world.actor("fay"), at=world.now)


def counts(batch):
    return (batch.created_count, batch.updated_count, batch.unchanged_count, batch.error_count)


def rates():
    return sorted((row.valid_on.isoformat(), f"{row.rate.normalize():f}") for row in FxRate.objects.all())


def test_an_upload_suggests_the_columns_and_touches_nothing(acme):
    batch = upload_rates(acme)
    assert (batch.status, batch.row_count, batch.file_format) == ("uploaded", 8, "csv")
    assert batch.mapping == {"valid_on": 0, "base": 1, "quote": 2, "rate": 3}
    assert queries.sample_rows(batch, 1) == [["2026-01-02", "EUR", "USD", "1,10"]]
    assert not FxRate.objects.exists()


def test_the_check_counts_what_the_import_would_do_and_touches_nothing(acme):
    batch = checked(acme)
    assert (batch.status, *counts(batch)) == ("checked", 2, 0, 0, 6)
    assert not FxRate.objects.exists()
    assert not AuditEntry.objects.filter(action="money.rates_set").exists()


def test_every_row_not_taken_is_kept_with_all_its_reasons(acme):
    batch = checked(acme)
    assert [(issue.line, issue.message) for issue in queries.issues_for(batch)] == [
        (4, "Rate is missing"),
        (5, "To currency is not a currency code like USD or EUR: XYZ"),
        (6, "Valid on is not a date (write 2026-03-31): soon"),
        (7, "Stands in line 3 already"),
        (8, "A rate needs two currencies."),
        (9, "A rate must be above zero."),
    ]


def test_reasons_are_counted_without_the_values_they_name(acme):
    rows = b"2026-13-01,EUR,USD,1.1\n2026-14-01,EUR,USD,x; 1\na; b; c: d,EUR,USD,y\n"
    batch = checked(acme, b"Date,From,To,Rate\n" + rows)
    assert queries.common_reasons(batch) == [
        ("Valid on is not a date (write 2026-03-31)", 3),
        ("Rate is not a number", 2),
    ]


def test_the_import_takes_the_rows_that_hold(acme):
    batch = imported(acme)
    assert (batch.status, *counts(batch)) == ("done", 2, 0, 0, 6)
    assert rates() == [("2026-01-02", "1.1"), ("2026-02-02", "1.2")]
    assert [entry.action for entry in AuditEntry.objects.filter(target_id=batch.pk).order_by("created_at", "id")] == [
        "imports.uploaded", "imports.started", "imports.done",
    ]  # fmt: skip


def test_rows_with_the_same_key_are_taken_once(acme):
    batch = checked(acme, b"Date,From,To,Rate\n2026-01-02,EUR,USD,1.1\n2026-01-02,eur,usd,1.2\n")
    assert [(issue.line, issue.message) for issue in queries.issues_for(batch)] == [(3, "Stands in line 2 already")]


def test_the_file_of_refused_rows_is_corrected_and_uploaded_again(acme):
    first = imported(acme)
    columns, rows = queries.error_file_columns(first), list(queries.error_file_rows(first))
    assert columns == ["Date", "From", "To", "FX rate", "error"]
    assert rows[0] == ["2026-03-02", "EUR", "USD", "n/a", "Rate is missing"]
    rows[0][3] = "1,15"
    second = imported(acme, write_csv(columns, rows))
    assert counts(second) == (1, 1, 0, 4)
    assert queries.error_file_columns(second) == columns


def test_importing_the_same_file_again_changes_nothing(acme):
    imported(acme)
    before = rates()
    assert counts(imported(acme)) == (0, 0, 2, 6)
    assert rates() == before


def test_undoing_takes_back_what_nobody_touched_since(acme):
    imported(acme, b"Date,From,To,Rate\n2026-01-02,EUR,USD,1.1\n")
    content = b"Date,From,To,Rate\n2026-01-02,EUR,USD,1.5\n2026-02-02,EUR,USD,1.2\n2026-03-02,EUR,USD,1.3\n"
    batch = imported(acme, content)
    assert counts(batch) == (2, 1, 0, 0)
    FxRate.objects.filter(valid_on="2026-03-02").update(rate=Decimal("9"))
    batch = start_undo(batch, actor=acme.actor("fay"), at=acme.now)
    batch = work_through(batch, actor=acme.actor("fay"), at=acme.now)
    assert (batch.status, batch.undone_count, batch.kept_count) == ("undone", 2, 1)
    assert rates() == [("2026-01-02", "1.1"), ("2026-03-02", "9")]


@pytest.mark.parametrize(
    ("mapping", "fields"),
    [
        ({"base": 1, "quote": 2, "rate": 3}, {"valid_on"}),
        ({"base": 1, "quote": 1, "rate": 3, "valid_on": 0}, {"base", "quote"}),
        ({"base": 1, "quote": 2, "rate": 9, "valid_on": 0}, {"rate"}),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_by_field(acme, mapping, fields):
    batch = upload_rates(acme)
    with pytest.raises(Invalid) as refused:
        set_mapping(batch, mapping, actor=acme.actor("fay"), at=acme.now)
    assert set(refused.value.fields) == fields
    batch.refresh_from_db()
    assert batch.status == "uploaded"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"Date,From\n", b"\x00\x01\x02" * 100])
def test_garbage_is_refused_and_leaves_nothing(acme, content):
    with pytest.raises(Invalid):
        upload_rates(acme, content)
    assert not ImportBatch.objects.exists()


def test_a_kind_asks_for_its_own_permission(acme):
    with pytest.raises(Forbidden):
        upload_rates(acme, person="sam")
    with pytest.raises(NotFound):
        upload_file("no.such_kind", RATES, actor=acme.actor("alice"), at=acme.now)
    batch = checked(acme)
    for step in (start_import, start_undo, cancel_import, resume_import):
        with pytest.raises(Forbidden):
            step(batch, actor=acme.actor("sam"), at=acme.now)
    assert list(queries.batches_for(acme.actor("sam"))) == []


def test_steps_out_of_turn_are_refused(acme):
    batch = upload_rates(acme)
    for step in (start_import, resume_import, start_undo):
        with pytest.raises(WrongState):
            step(batch, actor=acme.actor("fay"), at=acme.now)
    batch = imported(acme)
    for step in (start_import, cancel_import, resume_import):
        with pytest.raises(WrongState):
            step(batch, actor=acme.actor("fay"), at=acme.now)


def test_a_file_without_a_good_row_is_not_imported(acme):
    batch = checked(acme, b"Date,From,To,Rate\nsoon,EUR,USD,1.1\n")
    with pytest.raises(Refused):
        start_import(batch, actor=acme.actor("fay"), at=acme.now)


def test_a_canceled_import_drops_its_rows(acme):
    batch = cancel_import(checked(acme), actor=acme.actor("fay"), at=acme.now)
    assert batch.status == "canceled"
    assert not ImportChunk.objects.exists()
    assert not ImportIssue.objects.exists()


@pytest.fixture
def counting_kind(monkeypatch):
    """A kind of the test's own: takes names, and fails as told."""
    seen = []

    def load(rows, *, actor, at, batch_id):
        if kind_state["fault"] and any(row["name"] == kind_state["fault"] for row in rows):
            raise kind_state["error"]
        seen.extend(row["name"] for row in rows)
        return ChunkResult(created=len(rows))

    kind_state = {"fault": "", "error": RuntimeError("disk on fire"), "seen": seen}
    kind = ImportKind("test.names", "Names", (ImportField("name", "Name", True),), "money.manage_rates", load)
    monkeypatch.setitem(kinds.REGISTRY, kind.name, kind)
    monkeypatch.setattr(upload, "CHUNK_ROWS", 2)
    return kind_state


def begin_names(world, count=5):
    content = ("Name\n" + "\n".join(f"n{n}" for n in range(count)) + "\n").encode()
    batch = upload_file("test.names", content, actor=world.actor("fay"), at=world.now)
    batch = set_mapping(batch, {"name": 0}, actor=world.actor("fay"), at=world.now)
    batch = work_through(batch, actor=world.actor("fay"), at=world.now)
    return start_import(batch, actor=world.actor("fay"), at=world.now)


def test_progress_moves_with_each_chunk(acme, counting_kind):
    batch = begin_names(acme)
    counting_kind["seen"].clear()
    percents = []
    while work_next_chunk(batch.pk, actor=acme.actor("fay"), at=acme.now):
        batch.refresh_from_db()
        percents.append(batch.percent)
    assert percents == [40, 80, 100]
    assert counting_kind["seen"] == ["n0", "n1", "n2", "n3", "n4"]


def test_a_task_that_comes_again_does_nothing_twice(acme, counting_kind):
    batch = begin_names(acme)
    work_through(batch, actor=acme.actor("fay"), at=acme.now)
    counting_kind["seen"].clear()
    assert work_next_chunk(batch.pk, actor=acme.actor("fay"), at=acme.now) is False
    assert counting_kind["seen"] == []


def test_an_unforeseen_fault_stops_the_import_where_it_can_be_resumed(acme, counting_kind):
    batch = begin_names(acme)
    counting_kind["seen"].clear()
    counting_kind["fault"] = "n2"
    for _ in range(2):
        work_import.run_now(vendor_id=acme.acme.pk, batch_id=str(batch.pk), membership_id=str(acme.fay.pk))
    batch.refresh_from_db()
    assert (batch.status, batch.done_count) == ("failed", 2)
    assert batch.problem.startswith("From line 4 on: An unexpected fault.")
    counting_kind["fault"] = ""
    batch = resume_import(batch, actor=acme.actor("fay"), at=acme.now)
    batch = work_through(batch, actor=acme.actor("fay"), at=acme.now)
    assert (batch.status, batch.created_count, batch.problem) == ("done", 5, "")
    assert counting_kind["seen"] == ["n0", "n1", "n2", "n3", "n4"]


def test_a_refusal_of_the_whole_chunk_stops_with_its_reason(acme, counting_kind):
    batch = begin_names(acme)
    counting_kind["fault"], counting_kind["error"] = "n0", Refused("The books of January are closed.")
    batch = work_through(batch, actor=acme.actor("fay"), at=acme.now)
    assert (batch.status, batch.problem) == ("failed", "From line 2 on: The books of January are closed.")


def test_a_kind_without_a_way_back_is_not_undone(acme, counting_kind):
    batch = work_through(begin_names(acme), actor=acme.actor("fay"), at=acme.now)
    with pytest.raises(Refused):
        start_undo(batch, actor=acme.actor("fay"), at=acme.now)


def test_another_vendor_sees_none_of_it(world):
    with world.scope("acme"):
        imported(world)
    with world.scope("globex"):
        assert (ImportBatch.objects.count(), ImportChunk.objects.count(), ImportIssue.objects.count()) == (0, 0, 0)
