import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from partners.models import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.platform.ui.screens")]
LIST = "/w/acme/sample/"


def names(answer):
    return re.findall(r'<a class="ui-rowlink"[^>]*>([^<]+)</a>', answer.content.decode())


def link(answer, rel):
    return (
        re.search(rf'<a class="btn" href="([^"]+)" rel="{rel}"', answer.content.decode()).group(1).replace("&amp;", "&")
    )


def test_pages_follow_the_order_and_lead_back(world):
    client = world.client("sam")
    first = client.get(LIST)
    second = client.get(link(first, "next"))
    back = client.get(link(second, "prev"))
    assert [names(first), names(second), names(back)] == [
        ["Contoso", "Northwind"],
        ["Wholesale"],
        ["Contoso", "Northwind"],
    ]
    assert "Rows 1–2" in first.content.decode()
    assert "Rows 3–3" in second.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_rows_without_the_sorted_value_stand_last_both_ways(world):
    with world.scope("acme"):
        for name in ("Aldgate", "Brightline"):
            Partner.objects.create(name=name, domain="")
        Partner.objects.filter(name="Wholesale").update(owner=None)
    client = world.client("sam")
    seen, answer = [], client.get(f"{LIST}?sort=-created_at")
    while True:
        seen += names(answer)
        if 'rel="next"' not in answer.content.decode():
            break
        answer = client.get(link(answer, "next"))
    assert sorted(seen) == ["Aldgate", "Brightline", "Contoso", "Northwind", "Wholesale"]


@pytest.mark.parametrize("cursor", ["nonsense", "a:b:c", "%00"])
def test_a_broken_cursor_is_the_first_page(world, cursor):
    assert names(world.client("sam").get(f"{LIST}?cursor={cursor}")) == ["Contoso", "Northwind"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=north", ["Northwind"]),
        ("q=north+example", ["Northwind"]),
        ("q=%00north", ["Northwind"]),
        ("domain=northwind.example", ["Northwind"]),
        ("domain=forged", ["Contoso", "Northwind"]),
        ("owned=1&q=north", ["Northwind"]),
        ("created_at_from=2999-01-01", []),
        ("created_at_to=2999-01-01&q=north", ["Northwind"]),
        ("created_at_from=yesterday", ["Contoso", "Northwind"]),
        ("sort=-name", ["Wholesale", "Northwind"]),
        ("sort=password", ["Contoso", "Northwind"]),
        ("sort=--name", ["Contoso", "Northwind"]),
    ],
)
def test_filters_and_sorting_come_from_the_address(world, query, expected):
    assert names(world.client("sam").get(f"{LIST}?{query}")) == expected


def test_a_filter_in_force_is_a_chip_that_can_be_taken_off(world):
    html = world.client("sam").get(f"{LIST}?domain=northwind.example&sort=-name").content.decode()
    chips = re.findall(r'<span class="ui-chip">(\S+) <strong>([^<]+)</strong><a href="([^"]+)"', html)
    assert chips == [("Domain", "Northwind&#x27;s", "/w/acme/sample/?sort=-name")]


def test_a_list_emptied_by_a_filter_names_it(world):
    html = world.client("sam").get(f"{LIST}?domain=none.example").content.decode()
    assert "none with Domain Nobody&#x27;s" in html
    assert "No partners yet" not in html


def test_an_empty_list_says_what_to_do_first(world):
    with world.scope("globex"):
        Partner.objects.filter(pk=world.initech.pk).update(name="Gone")
    html = world.client("eve").get("/w/globex/sample/nobody/").content.decode()
    assert re.findall(r"<h2>([^<]+)</h2>\s*<p>([^<]+)</p>", html) == [("No partners yet", "Invite one.")]
    assert 'href="/w/globex/sample/">Invite</a>' in html


def test_columns_are_chosen_in_the_address(world):
    html = world.client("sam").get(f"{LIST}?cols=name&cols=shout&q=north").content.decode()
    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", html)
    assert heads == ["Name", "Loud"]
    assert "NORTHWIND" in html


def test_totals_come_after_the_rows_and_by_a_plain_link(world):
    client = world.client("sam")
    page = client.get(LIST).content.decode()
    assert 'hx-get="/w/acme/sample/?part=totals"' in page
    assert "<strong>3</strong>" not in page
    part = client.get(f"{LIST}?part=totals", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<tr class="ui-totals">')
    assert "<strong>3</strong>" in part
    assert "<strong>3</strong>" in client.get(f"{LIST}?part=totals").content.decode()


def test_the_first_saved_view_is_the_list_without_an_address(world):
    client = world.client("sam")
    assert names(client.get("/w/acme/sample/tabs/")) == ["Northwind"]
    assert names(client.get("/w/acme/sample/tabs/?view=all")) == ["Contoso", "Northwind"]
    html = client.get("/w/acme/sample/tabs/").content.decode()
    # Its order is no part of what is chosen: the view stays the same when a heading is clicked.
    address = "?domain=northwind.example&amp;sort=name"
    assert re.findall(r'<a href="([^"]+)" aria-current="page">Northwind', html) == [address]
    html = client.get("/w/acme/sample/tabs/?domain=northwind.example&sort=-name").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page">Northwind', html) == [address]


def tables_read(queries):
    """By statement, those that read none left out."""
    found = [re.findall(r'FROM "(\w+)"', query["sql"]) for query in queries]
    return [tables for tables in found if tables]


def test_a_list_asks_once_for_its_rows_however_many_they_are(world):
    client = world.client("sam")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        assert len(names(client.get("/w/acme/sample/long/?q=northwind"))) == 1
    with world.scope("acme"):
        for index in range(5):
            Partner.objects.create(name=f"Northwind {index}", domain=f"north{index}.example", owner=world.sam)
    with CaptureQueriesContext(connection) as six:
        assert len(names(client.get("/w/acme/sample/long/?q=northwind"))) == 6
    # The rows' one statement reads its table twice: the page's keys first, then what is joined to them.
    expected = [["accounts_user"], ["accounts_membership"], ["partners_partner", "partners_partner"]]
    assert [tables_read(one), tables_read(six)] == [expected, expected]
    assert len(one) == len(six)


def test_head_links_are_shown_to_who_may_follow_them(world):
    assert 'href="/w/acme/sample/">Members' not in world.client("sam").get(LIST).content.decode()
    assert 'href="/w/acme/sample/">Members' in world.client("alice").get(LIST).content.decode()


def test_hostile_text_is_escaped_everywhere(world):
    with world.scope("acme"):
        Partner.objects.create(name="<script>alert(1)</script>", domain="x'\"><b>.example")
    html = world.client("sam").get(f"{LIST}?q=alert").content.decode()
    assert "<script>alert" not in html
    assert "<b>.example" not in html
    assert names(world.client("sam").get(f"{LIST}?q=alert")) == ["&lt;script&gt;alert(1)&lt;/script&gt;"]


def test_an_export_holds_the_filtered_list_in_its_order_and_no_formula(world):
    with world.scope("acme"):
        Partner.objects.create(name="=HYPERLINK(1)", domain="north.example", owner=world.sam)
    answer = world.client("sam").get(f"{LIST}?q=north&sort=-name&cols=name&cols=owner&export=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == ["Name,Owner", "Northwind,Sam", "'=HYPERLINK(1),Sam"]
    assert answer["Content-Disposition"].startswith('attachment; filename="partners-')


def test_an_export_to_a_spreadsheet_opens_as_one(world):
    answer = world.client("sam").get(f"{LIST}?export=xlsx")
    book = load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0] == ["Name", "Domain", "Owner"]
    assert [row[0] for row in rows[1:]] == ["Contoso", "Northwind", "Wholesale"]
