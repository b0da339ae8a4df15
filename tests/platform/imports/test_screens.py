import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prm.imports.models import ImportBatch
from prm.imports.services.run import work_through
from prm.lib.tabular import read_table
from prm.money.models import FxRate

RATES = b"Date,From,To,Rate\n2026-01-02,EUR,USD,1.1\nsoon,EUR,USD,=1+1\n"


def url(name, **kwargs):
    return reverse(f"workspace:imports:{name}", kwargs={"vendor": "acme", **kwargs})


def send(client, content=RATES, name="rates.csv", kind="money.exchange_rates"):
    return client.post(url("batch-create"), {"kind": kind, "file": SimpleUploadedFile(name, content)})


def work(world):
    with world.scope("acme"):
        return work_through(ImportBatch.objects.get(), actor=world.actor("fay"), at=world.now)


def map_columns(client, batch):
    chosen = {"base": "1", "quote": "2", "valid_on": "0", "rate": "3"}
    return client.post(url("batch-columns", ref=batch.ref), chosen)


@pytest.fixture
def fay(world):
    return world.client("fay")


def test_a_file_goes_all_the_way(world, fay):
    answer = send(fay)
    with world.scope("acme"):
        batch = ImportBatch.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("batch-columns", ref=batch.ref))

    columns = fay.get(url("batch-columns", ref=batch.ref))
    assert 'value="0" selected>Date (2026-01-02)' in columns.content.decode()
    assert map_columns(fay, batch).status_code == 302
    checking = fay.get(url("batch-detail", ref=batch.ref)).content.decode()
    assert url("batch-progress", ref=batch.ref) in checking

    work(world)
    checked = fay.get(url("batch-detail", ref=batch.ref)).content.decode()
    assert "1 will be made, 0 changed; 1 row is left out." in checked
    assert "is not a date (write 2026-03-31)" in checked

    assert fay.post(url("batch-run", ref=batch.ref)).status_code == 302
    assert fay.post(url("batch-run", ref=batch.ref)).status_code == 409
    work(world)
    with world.scope("acme"):
        assert FxRate.objects.count() == 1

    errors = fay.get(url("batch-errors", ref=batch.ref))
    assert errors["Content-Disposition"] == f'attachment; filename="{batch.ref}-not-taken.csv"'
    assert b"'=1+1" in errors.content
    workbook = read_table(fay.get(url("batch-errors-xlsx", ref=batch.ref)).content)
    why = "Valid on is not a date (write 2026-03-31): soon; Rate is not a number: =1+1"
    assert workbook.rows == [["soon", "EUR", "USD", "=1+1", why]]

    assert fay.post(url("batch-undo", ref=batch.ref)).status_code == 302
    work(world)
    with world.scope("acme"):
        assert not FxRate.objects.exists()
    assert "Put back" in fay.get(url("batch-detail", ref=batch.ref)).content.decode()


def test_the_progress_loads_the_page_anew_when_the_work_is_over(world, fay):
    send(fay)
    with world.scope("acme"):
        batch = ImportBatch.objects.get()
    map_columns(fay, batch)
    htmx = {"HX-Request": "true"}
    moving = fay.get(url("batch-progress", ref=batch.ref), headers=htmx)
    assert "0 of 2 rows" in moving.content.decode()
    assert not moving.has_header("HX-Refresh")
    work(world)
    assert fay.get(url("batch-progress", ref=batch.ref), headers=htmx)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF file. Save it as CSV or XLSX."),
        (b"Date,From\n", "The file has a header and no rows under it."),
        (b"a,b\n1,2,3\nx,y\n", "Line 2 has 3 cells, the header only 2. Put text with a delimiter in quotes."),
    ],
)
def test_garbage_is_refused_with_a_sentence_whatever_its_name(world, fay, content, reason):
    answer = send(fay, content, name="rates.csv")
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    with world.scope("acme"):
        assert not ImportBatch.objects.exists()


def test_a_mapping_that_does_not_fit_says_so_at_the_field(world, fay):
    send(fay)
    with world.scope("acme"):
        batch = ImportBatch.objects.get()
    twice = {"base": "1", "quote": "1", "valid_on": "0", "rate": "3"}
    answer = fay.post(url("batch-columns", ref=batch.ref), twice)
    assert answer.status_code == 400
    assert "This column is used twice." in answer.content.decode()


def test_only_kinds_one_may_import_are_offered_and_seen(world, fay):
    send(fay)
    with world.scope("acme"):
        batch = ImportBatch.objects.get()
    sam = world.client("sam")
    assert "Exchange rates" not in sam.get(url("batch-create")).content.decode()
    assert send(sam).status_code == 400
    assert sam.get(url("batch-detail", ref=batch.ref)).status_code == 404
    assert world.client("vera").get(url("batch-list")).status_code == 403
    assert fay.get(url("batch-list")).status_code == 200


def test_a_template_has_the_headings_and_an_example(fay):
    answer = fay.get(url("template") + "?kind=money.exchange_rates")
    assert read_table(answer.content).rows == [["EUR", "USD", "2026-03-31", "1.0889"]]


def queries_of(call):
    with CaptureQueriesContext(connection) as seen:
        assert call().status_code == 200
    return len(seen)


def test_the_list_costs_the_same_with_more_imports(world, fay):
    send(fay)
    fay.get(url("batch-list"))
    few = queries_of(lambda: fay.get(url("batch-list")))
    for _ in range(4):
        send(fay)
    assert queries_of(lambda: fay.get(url("batch-list"))) == few < 20
