"""Whatever a program file says can be said in the editor, and what is opened and saved there stays what it was."""

from html.parser import HTMLParser

import pytest

from programs.document.program import read_program
from programs.models import ProgramVersion
from programs.rules.requirement import asks_in
from programs.rules.tiering import reach
from programs.services.program import create_program
from programs.services.version import start_draft
from programs.terms import document_of, terms_of
from tests.cases.programs import FILES

BASE = "/w/acme/programs/"
EVERYTHING = """
program: Everything
type: technology
currency: EUR
year_starts: 4
window: last 4 full quarters
levels: independent
figures:
  emea: {sum: won_revenue, where: {region: [EMEA, "Middle East, Africa"], deal: true, sold_on: {from: 2024-02-27}}}
  people: {people: certification, window: last 24 months}
  rows: {count: certification, window: this calendar year}
  middle: {median: won_revenue}
  emptiest: {lowest: emea, by: quarter, over: last 4 full quarters}
  better: {highest: emea, over: [this year, previous year]}
  best_region: {highest: won_revenue, by: region}
  mix: {percent: emea, of: won_revenue}
  points: {add: [{of: emea, per: 100, give: 5, blocks: whole}, people], subtract: [rows, {of: middle, give: 2}]}
  served: {months_since: joined}
  golden: {months_at: Gold}
review: {every: quarter, between: nothing, notice_days: 30, grace_days: 15, exempt_months: 6, approve: [Silver, Gold]}
tiers:
  - {name: Silver, requires: {won_revenue: 12.5, mix: {more_than: 10, at_most: 50.25}}, gives: {registered_deal_discount: 5}}
  - name: Gold
    requires:
      - {people: 3}
      - any:
          - {emea: 100}
          - all: [{mix: 30}, {some: {at_least: 2, of: [{rows: 2}, {served: 12}, {emptiest: {less_than: -1}}]}}]
"""
DOCUMENTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FILES.glob("*.yaml"))}


class Fields(HTMLParser):
    """What a browser would post of the page's form: a script-free reading of its fields."""

    def __init__(self, page):
        super().__init__()
        self.values, self.select, self.textarea = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        of = dict(attrs)
        if tag == "input" and of.get("name") and "disabled" not in of and of.get("type") not in ("submit", "hidden"):
            if of.get("type") in ("checkbox", "radio"):
                if "checked" in of:
                    self.values.setdefault(of["name"], []).append(of.get("value", "on"))
            else:
                self.values[of["name"]] = of.get("value") or ""
        elif tag == "select":
            self.select = of.get("name")
        elif tag == "option" and "selected" in of and self.select:
            self.values[self.select] = of.get("value", "")
        elif tag == "textarea":
            self.textarea = of.get("name")
            self.values[self.textarea] = ""

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea] += data.lstrip("\n")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


@pytest.fixture
def editor(world):
    """A program whose draft holds the file; answers with its address and document."""

    def begin(text):
        document = read_program(text)
        system = {"actor": world.system(), "at": world.now}
        with world.scope("acme"):
            program = create_program(
                name=f"Edited {document.name}", type=document.type, currency=document.currency,
                tiers=[level.name for level in document.levels], **system,
            )  # fmt: skip
            start_draft(program, **system)
        base = f"{BASE}{program.ref}/terms/"
        assert world.client("petra").post(f"{base}yaml/", {"text": text}).status_code == 302
        return base, document

    return begin


def draft_of(world, base):
    with world.scope("acme"):
        draft = ProgramVersion.objects.select_related("program").get(program__ref=base.split("/")[4], status="draft")
        return draft, document_of(draft), terms_of(draft)


def reached(document):
    """The levels reached by figures at and just below each amount asked, one figure lagging behind the others in turn."""
    asks = [ask for level in document.levels for ask in asks_in(level.requires)]
    names = sorted({ask.figure for ask in asks})
    found = []
    for ask in asks:
        for low in (*names, ""):
            values = {name: ask.amount - (name == low) for name in names}
            level = reach(document.levels, values.get, is_nested=document.is_nested).reached
            found.append(level.name if level else "")
    return sorted(found)


@pytest.mark.parametrize("name", [*DOCUMENTS, "everything"])
def test_a_program_opened_and_saved_page_by_page_stays_what_it_was(world, editor, name):
    base, document = editor(DOCUMENTS.get(name, EVERYTHING))
    petra = world.client("petra")
    draft, before, terms = draft_of(world, base)
    assert (before.figures, before.gives) == (document.figures, document.gives)
    pages = [base, f"{base}frame/", *(f"{base}levels/{level.rank}/" for level in document.levels)]
    pages += [f"{base}figures/{figure}/" for figure in document.figures]
    for page in pages:
        shown = petra.get(page)
        assert shown.status_code == 200, page
        done = petra.post(page, Fields(shown.content.decode().partition("<main")[2]).values)
        assert done.status_code == 302, (page, done.content.decode())
    kept, after, same = draft_of(world, base)
    assert (kept.rules, same, after) == (draft.rules, terms, before)
    assert reached(after) == reached(document)


def test_conditions_grow_and_shrink_by_buttons_before_anything_is_saved(world, editor):
    base, _document = editor(EVERYTHING)
    petra = world.client("petra")
    page = f"{base}levels/1/"
    typed = Fields(petra.get(page).content.decode().partition("<main")[2]).values
    for op, part in (("group:r", "r-2-1:figure"), ("condition:r-2", "r-2-2:figure"), ("remove:r-0", "r-1-2:figure")):
        typed = Fields(petra.post(page, {**typed, "op": op}).content.decode().partition("<main")[2]).values
        assert part in typed, op
    assert petra.post(page, typed).status_code == 400
    for index, amount in enumerate(("1", "2.5", "3")):
        typed |= {f"r-1-{index}:figure": "mix", f"r-1-{index}:amount": amount, f"r-1-{index}:bound": "at_least"}
    assert petra.post(page, {**typed, "r-1:join": "some", "r-1:needed": "4"}).status_code == 400
    assert petra.post(page, {**typed, "r-1:join": "some", "r-1:needed": "2"}).status_code == 302
    _draft, _document, terms = draft_of(world, base)
    assert terms.rules["requires"]["1"][1]["some"]["at_least"] == 2
    assert petra.post(page, {**typed, "op": "remove:r"}).status_code == 409
    assert petra.post(page, {"r:join": "all", "r:needed": ""}).status_code == 302
    assert "1" not in draft_of(world, base)[2].rules["requires"]


def test_a_figure_is_made_changed_and_removed_unless_it_is_used(world, editor):
    base, _document = editor(EVERYTHING)
    petra = world.client("petra")
    share = {"name": "abroad", "percent": "emea", "of": "won_revenue"}
    assert petra.post(f"{base}figures/?kind=share", share).status_code == 302
    assert "Emea as a percentage of won revenue" in petra.get(base).content.decode()
    assert petra.post(f"{base}figures/?kind=share", share).status_code == 409
    assert petra.post(f"{base}figures/?kind=share", {**share, "name": "No Name"}).status_code == 400
    measure = {"name": "late", "how": "sum", "metric": "won_revenue", "window": "some day"}
    assert petra.post(f"{base}figures/?kind=measure", measure).status_code == 400
    assert petra.post(f"{base}figures/abroad/", {**share, "percent": "abroad"}).status_code == 400
    assert petra.post(f"{base}figures/emea/", {"op": "remove"}).status_code == 409
    assert petra.post(f"{base}figures/abroad/", {"op": "remove"}).status_code == 302
    assert petra.get(f"{base}figures/abroad/").status_code == 404
    assert petra.get(f"{base}levels/9/").status_code == 404


def test_how_levels_are_measured_is_saved_where_it_differs(world, editor):
    base, _document = editor(DOCUMENTS["odoo-partnership"])
    petra = world.client("petra")
    typed = Fields(petra.get(f"{base}frame/").content.decode().partition("<main")[2]).values
    assert petra.post(f"{base}frame/", {**typed, "window": "whenever"}).status_code == 400
    changed = {**typed, "levels": "independent", "year_starts": "7", "approve": ["Gold"], "window": "this year"}
    assert petra.post(f"{base}frame/", changed).status_code == 302
    _draft, after, terms = draft_of(world, base)
    assert (after.is_nested, after.year_starts, after.review.approve) == (False, 7, ("Gold",))
    assert (terms.rules["window"], after.review.every) == ("this year", "quarter")
