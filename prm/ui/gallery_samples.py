"""Made-up values for the component gallery."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.utils.html import format_html

from prm.lib.lifecycle import Lifecycle, State, Transition
from prm.ui.components import money
from prm.ui.components.charts import Bar
from prm.ui.nav import GROUPS, Item, Place, Section

LIFECYCLE = Lifecycle(
    "ui.gallery",
    states=[
        State("draft", "Draft", "mute", "pencil"),
        State("in_review", "In review", "info", "eye"),
        State("returned", "Returned", "mute", "corner-up-left"),
        State("protected", "Protected", "ok", "shield-check"),
        State("ending", "Ends in 9 d", "warn", "shield-half"),
        State("rejected", "Rejected", "bad", "x"),
    ],
    initial="draft",
    transitions=[
        Transition("approve", frozenset({"in_review"}), "protected", None, "Approve registration"),
        Transition("return", frozenset({"in_review"}), "returned", None, "Return"),
        Transition("reject", frozenset({"in_review"}), "rejected", None, "Reject"),
    ],
)
REASONS = ["Different site and product", "Customer of ours already", "Close date missing"]
QUARTERS = [
    Bar(f"Q{n % 4 + 1} {24 + n // 4}", won, rest)
    for n, (won, rest) in enumerate(
        [(18e3, 22e3), (42e3, 26e3), (64e3, 21e3), (70e3, 26e3), (88e3, 18e3), (104e3, 16e3)]
    )
]
PEOPLE = ["Bob Tran", "Nina Alvarez", "Amir Patel", "Lena Marsh"]
ORGANIZATIONS = ["Northwind Automation", "Brightline Controls", "Kestrel Integrators", "Ostrava Tech", "Nordlys Teknik"]
TABS = [
    Row(label="Overview", url="#a", current=True, count=None),
    Row(label="Sell", url="#b", current=False, count=9),
    Row(label="Agreements", url="#c", current=False, count=2),
]
STAGES = [
    Row(label="Qualified", state="done", note="Jan 2024"),
    Row(label="Onboarded", state="done", note="61 days"),
    Row(label="Active", state="now", note="since May 2024"),
    Row(label="Strategic", state="later", note="3 of 5 criteria"),
    Row(label="Review", state="later", note="due 30 Jun 2026"),
]
DECISION = Row(
    rule="Resale plan, rule 2",
    version="3",
    result="4,463.55",
    conditions=[
        Row(text="Registered before quote", outcome="met", detail=""),
        Row(text="Invoice paid 24 Feb", outcome="met", detail=""),
        Row(text="No direct engagement in 60 days", outcome="failed", detail="CRM"),
        Row(text="Same domain: a person must look", outcome="open", detail="§ 4.5"),
    ],
    steps=[
        Row(text="Won before this deal, program year to date", arithmetic="", result="214,300.00"),
        Row(text="This deal, net of tax and freight", arithmetic="", result="86,400.00"),
        Row(text="Band 100,000 to 250,000: what is left of it", arithmetic="35,700.00 × 6.5 %", result="2,320.50"),
        Row(text="Band above 250,000: the rest", arithmetic="50,700.00 × 8.0 %", result="4,056.00"),
        Row(text="Credit 70 %, shared with Kestrel", arithmetic="6,376.50 × 70 %", result="4,463.55"),
    ],
    counterfactual="with full credit, 6,376.50. Had it been won before Sabine Packaging, 4,122.30.",
    inputs=[Row(name="Invoice", value="86,400.00", source_ref="INV-70155")],
)


class SampleForm(forms.Form):
    customer = forms.CharField(label="Customer", help_text="As it stands on the order.")
    close_on = forms.DateField(label="Expected close", widget=forms.DateInput)
    kind = forms.ChoiceField(label="Deal type", choices=[("standard", "Standard"), ("project", "Project")])
    product = forms.ChoiceField(label="Product", choices=[(str(n), f"Edge Gateway G{n}") for n in range(20)])
    notes = forms.CharField(label="What have you done so far?", widget=forms.Textarea, required=False)
    budget = forms.ChoiceField(
        label="Budget", choices=[("yes", "Approved"), ("no", "Not yet")], widget=forms.RadioSelect, initial="yes"
    )
    terms = forms.BooleanField(label="The customer knows that we register")


def form_with_error() -> SampleForm:
    values = {"customer": "Fulton County Water Authority", "close_on": "2026-03-12", "kind": "standard", "product": "4"}
    form = SampleForm({**values, "budget": "yes", "terms": "on"})
    form.add_error("close_on", "Choose 18 Mar 2026 or later.")
    return form


def clocks(now: datetime) -> list[tuple[Row, str]]:
    def clock(state: str, hours: float, used: float, **more: Any) -> Row:
        due_at = now + timedelta(hours=hours)
        return Row(state=state, due_at=due_at, started_at=now, fraction_used=used, **{"holder_label": "", **more})

    return [
        (clock("running", 72, 0.2), "plenty of time"),
        (clock("running", 24, 0.7), "last third"),
        (clock("running", 2.2, 0.9), "last 15 %"),
        (clock("late", -1.34, 1), "remedy runs"),
        (
            clock("paused", 12, 0.4, holder_label="partner", paused_at=now - timedelta(days=3)),
            "paused, who holds it",
        ),
        (clock("kept", 12, 0.8, stopped_at=now + timedelta(hours=9)), "after the decision"),
    ]


def kpis() -> list[Row]:
    def figure(label: str, value: Any, unit: str, change: str, good: bool, target: str, points: list[int]) -> Row:
        direction = "down" if change.startswith("−") else "up"
        *values, goal = points
        return Row(
            label=label, value=value, unit=unit, change=change, direction=direction, good=good, target=target,
            values=values, target_value=goal,
        )  # fmt: skip

    pipeline = money(Decimal("4.82"), "USD")
    return [
        figure(
            "Activated partners", 31, "of 46 · 67 %", "+4 pts", True, "target 70 %", [1, 2, 2, 3, 5, 4, 6, 8, 9, 11, 12]
        ),
        figure("Signing to first deal", 48, "days", "−9 d", True, "target 45 d", [10, 9, 10, 9, 8, 8, 5, 4, 3, 3, 1]),
        figure("Open pipeline", pipeline, "M", "+6 %", True, "target 5.00 M", [2, 4, 3, 5, 6, 5, 7, 8, 7, 10, 11]),
        figure("Win rate", 41, "% · n 118", "−2 pts", False, "target 40 %", [2, 4, 7, 9, 5, 7, 10, 12, 11, 7, 6]),
        figure(
            "Our promises kept", 94, "% · 67 of 71", "−3 pts", False, "target 97 %", [6, 8, 8, 9, 10, 8, 9, 8, 6, 4, 9]
        ),
    ]


def timeline(now: datetime) -> list[Row]:
    won = format_html("<strong>Brightline</strong> won Sabine Packaging, {}", money(Decimal(92000), "USD"))
    certified = format_html("<strong>{}</strong>, Ostrava, certified on Edge G4", "Jon Weiss")
    ending = format_html("<strong>Delta Mills</strong>: protection ends in {} days", 7)
    return [
        Row(at=now - timedelta(hours=1), icon="trophy", tone="ok", sentence=won),
        Row(at=now - timedelta(hours=3), icon="certificate", tone="accent", sentence=certified),
        Row(at=now - timedelta(days=1), icon="calendar-due", tone="warn", sentence=ending),
    ]


def table(now: datetime) -> list[Row]:
    names = [
        "Fulton County Water Authority",
        "Delmar Cold Storage",
        "Halvorsen Dairy",
        "Sabine Packaging",
        "Delta Mills",
    ]
    states = ["in_review", "in_review", "protected", "returned", "rejected"]
    faces = [clock for clock, _words in clocks(now)]
    return [
        Row(name=name, ref=f"REG-7K3QZ{n}", partner=ORGANIZATIONS[n], status=states[n], clock=faces[n],
            owner=PEOPLE[n % 4], amount=Decimal(186400 // (n + 1)), currency="USD")
        for n, name in enumerate(names)
    ]  # fmt: skip


WORKSPACE = {
    "onboard": ["Applications", "Partners", "Onboarding", "Programs & tiers", "Agreements"],
    "enable": ["Content", "Learning"],
    "market": ["Funds & claims", "Events"],
    "sell": ["Registrations", "Leads", "Referrals", "Co-sell", "Sell-through"],
    "incentivize": ["Plans", "Statements"],
    "review": ["Reviews", "Cases"],
}
PORTAL = [
    ("Home", "home"),
    ("Deals", "briefcase"),
    ("Leads", "target"),
    ("Learning", "school"),
    ("Money", "coins"),
    ("Team", "users"),
]


def item(label: str, *, icon: str = "file", current: bool = False, primary: bool = False) -> Item:
    return Item(label.lower(), label, icon, f"#{label.lower()}", current, primary, False, True)


def navigation() -> dict[str, Any]:
    """The two shells' navigation with nothing behind it."""
    sections = []
    for group in GROUPS:
        names = [str(group.label)] if group.flat else WORKSPACE[group.key]
        items = tuple(item(name, icon=group.icon, current=name == "Registrations") for name in names)
        sections.append(Section(group.key, group.label, group.icon, group.flat, items))
    pages = [item(label, icon=icon, current=label == "Home") for label, icon in PORTAL]
    register = item("Register a deal", primary=True)
    tabs = [*pages[:2], register, pages[4]]
    places = {
        "search": "#search",
        "inbox": "#inbox",
        "help": "#help",
        "badges": "",
        "switcher": "#switch",
        "profile": "",
    }
    return {
        "sections": sections,
        "items": [*pages, register],
        "tabs": tabs,
        "more": pages[2:4],
        "place": Place("Sell", "Registrations", "#r", False),
        "pages": places,
    }
