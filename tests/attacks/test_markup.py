"""Markup in what people type: shown as text on every page, whoever reads it (T42)."""

from html.parser import HTMLParser

import pytest
from django.db import DatabaseError, transaction
from django.db.models import CharField, QuerySet, TextField
from django.urls import reverse

from prm.documents.markdown import to_html
from prm.tenancy.checks import tenant_models
from tests.isolation.probes import RIGHTFUL
from tests.isolation.routes import tenant_routes
from tests.isolation.samples import load_samples

PAYLOADS = [
    "<script>pwn()</script>",
    "<ScRiPt>pwn()</sCrIpT>",
    "<script src=//pwn.example/x.js></script>",
    "</title><script>pwn()</script>",
    "</textarea><script>pwn()</script>",
    "</script><script>pwn()</script>",
    "--><script>pwn()</script>",
    "<img src=x onerror=pwn()>",
    '"><img src=x onerror=pwn()>',
    "'><img src=x onerror=pwn()>",
    '" onmouseover="pwn()',
    "' onfocus='pwn()' autofocus='",
    '" autofocus onfocus=pwn() x="',
    "<svg onload=pwn()>",
    "<svg><script>pwn()</script></svg>",
    "<svg/onload=pwn()>",
    "<math><mi//xlink:href='javascript:pwn()'>",
    "<iframe src=javascript:pwn()>",
    "<iframe srcdoc='<script>pwn()</script>'>",
    "<object data=javascript:pwn()>",
    "<embed src=javascript:pwn()>",
    "<a href=javascript:pwn()>x</a>",
    "[x](javascript:pwn())",
    "<form action=javascript:pwn()><button>x</button></form>",
    "<body onload=pwn()>",
    "<details open ontoggle=pwn()>",
    "<video><source onerror=pwn()></video>",
    "<div hx-get='/pwn' hx-trigger='load'>x</div>",
    "<div data-hx-get='/pwn' data-hx-trigger='load'>x</div>",
    "<div hx-on::load='pwn()'>x</div>",
    "<div hx-on:click='pwn()'>x</div>",
    "<div x-data x-init='pwn()'>x</div>",
    "<div @click='pwn()' :class='pwn()'>x</div>",
    "<meta http-equiv=refresh content='0;url=javascript:pwn()'>",
    "<base href=//pwn.example/>",
    "<link rel=stylesheet href=//pwn.example/x.css>",
    "<style>@import '//pwn.example/x.css';</style>",
    "{{ pwn }}{% pwn %}",
]
# What people type. Keys, addresses and choices have shapes of their own.
TYPED = {
    "name", "legal_name", "title", "subject", "customer_name", "summary", "note", "notes", "body", "text",
    "description", "reason", "comment", "message", "holder", "question", "intro", "contact_name", "product",
    "products", "decision_note", "next_step", "justification", "author_name", "label_text", "city", "region", "industry",
}  # fmt: skip
SHORTEST_FIELD = 40
SAFE_SCRIPTS = {"application/json", "application/ld+json"}
GADGETS = ("on", "hx-", "data-hx-", "x-", "@", ":")
REFUSED_IN_POLICY = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", " *", "http:", "https:")


class Page(HTMLParser):
    """Collects what a browser would run or fetch because of a payload, and what our own policy would have to forbid."""

    def __init__(self, html):
        super().__init__()
        self.faults, self.shown, self.running = [], 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.running = tag in ("script", "style") and dict(attrs).get("type") not in SAFE_SCRIPTS
        for name, value in attrs:
            value = value or ""
            if (
                name.startswith("on")
                or name == "style"
                or name == "srcdoc"
                or "pwn" in name
                or ("pwn" in value and is_live(name, value))
            ):
                self.faults.append(f"<{tag} {name}={value!r}>")
            elif "pwn" in value:
                self.shown += 1

    def handle_data(self, data):
        if self.running and data.strip():
            self.faults.append(f"inline script or style: {data[:60]!r}")
        self.shown += "pwn" in data

    def handle_endtag(self, tag):
        self.running = False


def is_live(name, value):
    address = value.strip().lower()
    is_address = name in ("href", "src", "action", "formaction", "data", "poster", "xlink:href")
    led_away = is_address and address.startswith(("javascript:", "data:", "//", "http", "/pwn"))
    led_away = led_away or (name == "content" and "url=" in address)
    # Values of our own attributes are addresses and selectors, in which a payload is quoted.
    return led_away or (name.startswith(GADGETS) and not value.startswith(("/w/", "/p/", "{", "?", "#")))


def poison(world):
    """Puts the payloads into every column people type into, past all validation; returns how many values."""
    count = 0
    with world.scope("acme"):
        for model in tenant_models():
            fields = [
                field
                for field in model._meta.concrete_fields
                if isinstance(field, CharField | TextField) and field.name in TYPED and not field.choices
                and (field.max_length or 200) >= SHORTEST_FIELD
            ]  # fmt: skip
            for row in QuerySet(model).order_by("pk") if fields else ():
                values = {}
                for field in fields:
                    fitting = [text for text in PAYLOADS if len(text) <= (field.max_length or 200)]
                    values[field.name] = fitting[count % len(fitting)]
                    count += 1
                try:
                    with transaction.atomic():
                        QuerySet(model).filter(pk=row.pk).update(**values)
                except DatabaseError:
                    # What is append-only was written by services and stays.
                    count -= len(values)
    return count


def test_the_eye_of_this_test_sees_every_payload():
    blind = [text for text in PAYLOADS if not Page(f"""<p title="{text}" lang='{text}'>{text}</p>""").faults]
    assert blind == ["[x](javascript:pwn())", "{{ pwn }}{% pwn %}"]


def test_no_page_runs_what_people_typed_and_every_page_forbids_it(world, time_machine):
    time_machine.move_to(world.now)
    samples = load_samples()
    for prepare in samples.prepare:
        prepare(world)
    assert poison(world) >= 3 * len(PAYLOADS)
    clients = {who: world.client(who) for who in ("alice", "bob")}
    pages, shown, faults = 0, 0, []
    for route in tenant_routes():
        who = RIGHTFUL.get(route.tree)
        if not who or (route.objects and route.name not in samples.objects) or "get" not in route.methods:
            continue
        kwargs = samples.objects[route.name](world) if route.objects else {}
        path = reverse(route.name, kwargs={"vendor": "acme", **kwargs})
        with transaction.atomic():
            answer = clients[who].get(path)
            transaction.set_rollback(True)
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
            continue
        pages += 1
        seen = Page(answer.text)
        shown += seen.shown
        faults += [f"{route.name}: {fault}" for fault in seen.faults]
        policy = answer.headers.get("Content-Security-Policy", "")
        if "default-src 'self'" not in policy or any(word in policy for word in REFUSED_IN_POLICY):
            faults.append(f"{route.name}: the policy is {policy!r}")
        if "frame-ancestors 'none'" not in policy or answer.headers.get("X-Frame-Options") != "DENY":
            faults.append(f"{route.name}: may stand in a frame")
    assert pages >= 100
    assert shown >= 5 * len(PAYLOADS), "the payloads are not on the pages"
    assert faults == [], "\n" + "\n".join(faults[:40])


def test_each_payload_is_text_in_a_list(world):
    client = world.client("alice")
    for text in PAYLOADS:
        with world.scope("acme"):
            type(world.northwind).objects.filter(pk=world.northwind.pk).update(name=text)
        seen = Page(client.get("/w/acme/partners/").text)
        assert (seen.faults, seen.shown > 0) == ([], True), text


@pytest.mark.parametrize("text", PAYLOADS)
def test_written_texts_keep_no_markup_of_their_own(text):
    for written in (text, f"# {text}", f"- {text}", f"| a |\n|---|\n| {text} |", f"[{text}](/x)", f"![x]({text})"):
        assert Page(str(to_html(written))).faults == []
