from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs import metrics
from programs.models import Partnership, Product, Program, ProgramVersion, TierBenefit, TierRequirement

BASE = "/w/acme/programs/"


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    for name in list(metrics.METRICS):
        monkeypatch.delitem(metrics.METRICS, name)
    nothing = metrics.Rows(Partnership.objects.none, day="approved_at", partnership="pk")
    monkeypatch.setitem(metrics.METRICS, "t_revenue", metrics.Metric("t_revenue", "Won revenue", "money", nothing))


def cells(world, **values):
    """The table as the browser posts it."""
    filled = {f"{part}:{rank}:{key}": value for (part, rank, key), value in values.get("cells", {}).items()}
    return {"note": values.get("note", ""), **filled}


SOUND = {("r", 2, "t_revenue"): "150000", ("r", 3, "t_revenue"): "500000", ("b", 3, "registered_deal_discount"): "13"}


def start_draft(world, client):
    ref = world.programs["acme"].ref
    assert client.post(f"{BASE}{ref}/draft/").url.endswith(f"/{ref}/terms/")
    return f"{BASE}{ref}/"


def test_the_list_costs_the_same_for_two_and_six(world):
    petra = world.client("petra")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert petra.get(BASE).status_code == 200
        return len(queries)

    with world.scope("acme"):
        Program.objects.create(name="Second", type="referral")
    cost()
    two = cost()
    with world.scope("acme"):
        for number in range(4):
            Program.objects.create(name=f"More {number}", type="oem")
    assert cost() == two


def test_a_program_is_created_with_its_levels(world):
    petra = world.client("petra")
    typed = {
        "name": "OEM", "type": "oem", "currency": "EUR", "tiers": "Base, Plus", "ideal_technical_people": "2",
        "ideal_sales_people": "1", "qualify_at": "60", "hold_at": "40", "notice_days": "30",
    }  # fmt: skip
    done = petra.post(f"{BASE}new/", typed)
    with world.scope("acme"):
        program = Program.objects.get(name="OEM")
        assert [tier.name for tier in program.tiers.all()] == ["Base", "Plus"]
    assert done.url == f"{BASE}{program.ref}/"
    page = petra.get(done.url).content.decode()
    assert "No terms are published" in page
    assert petra.post(f"{BASE}new/", typed).status_code == 400


def test_the_page_shows_what_levels_ask_and_give(world):
    with world.scope("acme"):
        version = ProgramVersion.objects.get()
        silver = version.program.tiers.get(rank=2)
        TierRequirement.objects.create(version=version, tier=silver, metric="t_revenue", threshold=150_000)
    page = world.client("vera").get(f"{BASE}{world.programs['acme'].ref}/").content.decode()
    for text in ("Acme Resale", "Won revenue", "USD\xa0150,000", "Registered-deal discount", "12\xa0%", "120\xa0d"):
        assert text in page, text
    assert "Draft new terms" not in page


def test_terms_are_edited_as_a_table_and_published_with_a_date(world):
    petra = world.client("petra")
    base = start_draft(world, petra)
    editor = petra.get(f"{base}terms/").content.decode()
    assert "0 changes in this draft" in editor
    assert petra.post(f"{base}terms/", cells(world, cells=SOUND, note="Gold at 13 %")).status_code == 302
    editor = petra.get(f"{base}terms/", {"t:t_revenue": "487600"}).content.decode()
    for text in ("<s>12\xa0%</s>", "Silver", "USD\xa012,400 more won revenue: Gold"):
        assert text in editor, text
    assert petra.post(f"{base}terms/publish/", {"valid_from": "2020-01-01"}).status_code == 400
    assert petra.post(f"{base}terms/publish/", {"valid_from": "2090-01-01"}).status_code == 302
    with world.scope("acme"):
        published = ProgramVersion.objects.get(number=2)
        assert (published.status, published.valid_from, published.note) == (
            "published",
            date(2090, 1, 1),
            "Gold at 13 %",
        )
        assert TierBenefit.objects.get(version=published).value == 13
    assert petra.get(f"{base}terms/").status_code == 404


def test_a_gap_is_told_and_holds_publication_up(world):
    petra = world.client("petra")
    base = start_draft(world, petra)
    petra.post(f"{base}terms/", cells(world, cells={("r", 2, "t_revenue"): "5"}))
    assert "Gold no longer asks for Won revenue" in petra.get(f"{base}terms/").content.decode()
    assert petra.post(f"{base}terms/publish/", {"valid_from": "2090-01-01"}).status_code == 409


@pytest.mark.parametrize("typed", ["-1", "x", "1e30", "NaN"])
def test_nonsense_in_a_cell_is_refused_there_and_kept(world, typed):
    petra = world.client("petra")
    base = start_draft(world, petra)
    answer = petra.post(f"{base}terms/", cells(world, cells={("r", 2, "t_revenue"): typed}))
    assert answer.status_code == 400
    with world.scope("acme"):
        assert TierRequirement.objects.count() == 0


def test_yaml_goes_out_and_in(world):
    petra = world.client("petra")
    base = start_draft(world, petra)
    file = petra.get(f"{base}versions/1.yaml")
    assert file["Content-Disposition"] == 'attachment; filename="acme-resale-v1.yaml"'
    text = file.content.decode().replace("registered_deal_discount: 12", "registered_deal_discount: 14")
    assert petra.post(f"{base}terms/yaml/", {"text": text}).status_code == 302
    assert petra.post(f"{base}terms/yaml/", {"text": "tiers: ["}).status_code == 400
    with world.scope("acme"):
        assert TierBenefit.objects.get(version__number=2, tier__rank=3, key="registered_deal_discount").value == 14
    assert petra.post(f"{base}draft/discard/").status_code == 302
    assert petra.post(f"{base}draft/discard/").status_code == 404


RICH = """
program: Acme Resale
figures: {abroad: {sum: t_revenue, where: {country: [DE]}}, share: {percent: abroad, of: t_revenue}}
review: {approve: [Silver]}
tiers:
  - {name: Member}
  - {name: Silver, requires: {deals_won: 2}}
  - {name: Gold, requires: {deals_won: 3, any: [{t_revenue: 5000}, {share: {more_than: 10}}]}}
"""


def test_what_the_table_cannot_hold_is_shown_beside_it_and_stays(world):
    petra = world.client("petra")
    base = start_draft(world, petra)
    assert petra.post(f"{base}terms/yaml/", {"text": RICH}).status_code == 302
    page = petra.get(f"{base}terms/").content.decode()
    assert "Won revenue at least USD\u00a05,000 or Share more than 10\u00a0%" in page
    assert "Abroad as a percentage of won revenue" in page
    assert "Silver waits for a person" in page
    petra.post(f"{base}terms/", {"r:2:deals_won": "2", "r:3:deals_won": "4", "note": "More deals"})
    with world.scope("acme"):
        rules = ProgramVersion.objects.get(status="draft").rules
    assert "more_than: 10" in rules
    assert "approve:" in rules
    page = petra.get(f"{base}terms/", {"t:deals_won": "4", "t:t_revenue": "1", "t:share": "11"}).content.decode()
    assert '<p class="ui-amount">Gold</p>' in page


def test_without_the_right_a_program_is_read_only(world):
    sam = world.client("sam")
    base = f"{BASE}{world.programs['acme'].ref}/"
    assert sam.get(base).status_code == 200
    for path in ("edit/", "draft/", "close/", "levels/new/"):
        assert sam.post(f"{base}{path}").status_code == 403


def test_open_close_retire(world):
    petra = world.client("petra")
    base = f"{BASE}{world.programs['acme'].ref}/"
    assert petra.post(f"{base}close/").status_code == 302
    assert petra.post(f"{base}close/").status_code == 409
    assert petra.post(f"{base}open/").status_code == 302
    assert petra.post(f"{base}retire/").status_code == 302
    assert petra.post(f"{base}open/").status_code == 409
    assert petra.post(f"{base}explode/").status_code == 404


def test_products_are_kept(world):
    petra = world.client("petra")
    typed = {"sku": "E-4", "name": "Edge", "family": "Edge", "list_price": "99.5", "currency": "USD", "is_active": "on"}
    assert petra.post(f"{BASE}products/new/", typed).status_code == 302
    assert petra.post(f"{BASE}products/new/", typed).status_code == 400
    with world.scope("acme"):
        product = Product.objects.get()
    assert petra.post(f"{BASE}products/{product.ref}/", {**typed, "list_price": "120"}).status_code == 302
    assert "120.00" in petra.get(f"{BASE}products/").content.decode()
    assert world.client("sam").post(f"{BASE}products/{product.ref}/", typed).status_code == 403


def test_who_may_apply_and_what_counts_is_set_on_a_page(world):
    petra, url = world.client("petra"), f"{BASE}{world.programs['acme'].ref}/applicants/"
    shown = petra.get(url).content.decode()
    assert 'name="weight_segments" value="25"' in shown
    typed = {
        "countries": ["DE", "AT"], "needs_segment": "on", "ideal_segments": ["energy"], "ideal_technical_people": "2",
        "ideal_sales_people": "1", "weight_finances": "40", "own": "10 References we called", "competitors": "Umbrella",
        "qualify_at": "60", "hold_at": "40",
    }  # fmt: skip
    assert petra.post(url, {**typed, "own": "References"}).status_code == 400
    assert petra.post(url, {**typed, "weight_finances": "", "own": ""}).status_code == 400
    assert petra.post(url, typed).status_code == 302
    with world.scope("acme"):
        row = Program.objects.get()
        assert row.scorecard == {
            "weights": {"finances": 40}, "own": [{"key": "own_1", "label": "References we called", "weight": 10}],
        }  # fmt: skip
        assert (row.eligibility, row.competitors) == ({"countries": ["AT", "DE"], "needs_segment": True}, ["Umbrella"])
    again = petra.get(url).content.decode()
    assert "10 References we called" in again
    page = petra.get(f"{BASE}{row.ref}/").content.decode()
    for text in ("Companies in Austria, Germany", "that serve one of: Energy and utilities", "References we called"):
        assert text in page, text
    assert world.client("vera").get(url).status_code == 403
