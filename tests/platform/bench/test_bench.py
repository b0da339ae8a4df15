import json

import pytest

from prm.bench.loading import insert_rows, quoted
from prm.bench.measuring import alternately, count_queries, p95, peak_memory
from prm.bench.running import NoSuchBench, all_benches, run_benches, wanted_benches
from prm.bench.telling import table_of, write_figures
from prm.bench.values import Figure, Ground
from prm.tenancy.models import Vendor

NAMES = [
    "registrations_list_100k",
    "rls_overhead",
    "accounts_import",
    "conflict_check_16k",
    "conflict_check_200k",
    "tier_review_10k",
    "commission_run_100k",
]
FORM = {
    "name": str, "value": float, "unit": str, "floor": float, "ratio": float, "rows": int, "queries": int,
    "peak_mb": float,
}  # fmt: skip


def figure(name="list", value=2.0):
    return Figure(name, value, "ms", 1.0, value, 1_000, 7, 90.5, notes=("p95 3 ms",))


@pytest.mark.django_db(transaction=True)
def test_every_bench_measures_at_the_smallest_size_and_writes_its_figure(owner_sql, tmp_path):
    ground = Ground(run_sql=owner_sql, say=lambda text: None, scale=0.0001)
    figures = list(run_benches(wanted_benches(None), ground))
    write_figures(tmp_path / "bench" / "latest.json", figures)
    written = json.loads((tmp_path / "bench" / "latest.json").read_text())
    assert [item["name"] for item in written] == NAMES
    for item in written:
        assert {key: type(value) for key, value in item.items()} == FORM
        assert item["floor"] > 0
        assert item["ratio"] > 0
        assert item["rows"] >= 20
        assert item["queries"] >= 1
        assert item["peak_mb"] > 10


def test_one_bench_is_run_by_its_name_and_a_wrong_name_says_which_there_are():
    assert [bench.name for bench in all_benches()] == NAMES
    assert [bench.name for bench in wanted_benches("accounts_import")] == ["accounts_import"]
    with pytest.raises(NoSuchBench, match="no bench rls; there are registrations_list_100k, rls_overhead"):
        wanted_benches("rls")


def test_a_run_of_one_bench_keeps_the_other_figures(tmp_path):
    path = tmp_path / "latest.json"
    write_figures(path, [figure("list", 2.0), figure("import", 3.0)])
    write_figures(path, [figure("import", 4.0)])
    assert [(item["name"], item["value"]) for item in json.loads(path.read_text())] == [("list", 2.0), ("import", 4.0)]


def test_the_table_stands_in_columns_with_the_notes_below():
    assert table_of([figure()]).splitlines() == [
        "name  value  unit  floor  ratio   rows  queries  peak_mb",
        "list   2.00  ms     1.00   2.00  1,000        7    90.50",
        "list: p95 3 ms",
    ]


def test_works_are_measured_in_turns_of_changing_order():
    done = []
    spans = alternately({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, times=40, warm_up=2)
    assert done[:4] == ["a", "b", "a", "b"]
    assert {name: len(found) for name, found in spans.items()} == {"a": 40, "b": 40}
    pairs = {tuple(done[place : place + 2]) for place in range(4, 84, 2)}
    assert pairs == {("a", "b"), ("b", "a")}


def test_p95_leaves_a_twentieth_above_it():
    assert p95([float(number) for number in range(101)]) == 95.0


def test_queries_of_a_piece_of_work_are_counted(db):
    assert count_queries(lambda: [Vendor.objects.count() for _turn in range(3)]) == 3


def test_peak_memory_sees_what_was_held_and_given_back():
    with peak_memory() as small:
        bytes(1)
    with peak_memory() as large:
        assert len(b"x" * 200_000_000) == 200_000_000
    assert large.mb - small.mb > 150


def test_a_load_fills_what_is_not_named_with_the_models_defaults_and_refuses_unknown_columns():
    sql = insert_rows(Vendor, 3, salt="x", slug="'v' || g", name="'It''s'", created_at="now()")
    assert "generate_series(1::bigint, 3)" in sql
    assert "'USD'" in sql
    with pytest.raises(ValueError, match="has no column colour"):
        insert_rows(Vendor, 3, salt="x", colour="'red'")
    assert quoted({"name": "It's"}) == """'{"name": "It''s"}'"""
