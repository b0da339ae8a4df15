"""Fields nobody asked for, sent along with every form and to every endpoint, change nothing (T41)."""

from html.parser import HTMLParser

from django.db import connection, transaction
from django.urls import reverse

from partners.models import Partner
from prm.accounts.services.vendor import add_member
from prm.tenancy.checks import tenant_models
from tests.isolation.fingerprint import touched
from tests.isolation.probes import RIGHTFUL
from tests.isolation.routes import tenant_routes
from tests.isolation.samples import load_samples
from tests.support.world import make_user

AMOUNT = "987654.32"
# What no input may be called: who owns a row, how it stands and who decided are the services' to write.
OWNED = {
    "id", "pk", "ref", "vendor", "vendor_id", "status", "state", "is_staff", "is_superuser", "is_operator", "is_active",
    "approved_by", "approved_by_id", "approved_at", "decided_by", "decided_at", "created_at", "created_by", "prepared_by",
    "audience", "permissions", "scopes_granted", "partner_id", "membership_id", "user", "user_id", "sealed_at", "issued_at",
    "paid_at", "number",
}  # fmt: skip


class Fields(HTMLParser):
    """The forms of a page: each control with the value it stands at."""

    def __init__(self, html):
        super().__init__()
        self.values, self.names, self.select = {}, set(), None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        name = named.get("name", "")
        self.names.add(name)
        if tag == "input" and named.get("type") not in ("submit", "button", "file"):
            if named.get("type") not in ("checkbox", "radio") or "checked" in named:
                self.values.setdefault(name, named.get("value") or "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in named or self.select not in self.values):
            self.values[self.select] = named.get("value") or ""

    def handle_endtag(self, tag):
        self.select = None if tag == "select" else self.select


def planted(needles):
    """How many rows of every tenant table hold one of the values, wherever in the row."""
    tables = sorted(model._meta.db_table for model in tenant_models())
    found = " OR ".join(["t::text LIKE %s"] * len(needles))
    sql = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\" t WHERE {found}" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"%{needle}%" for needle in needles] * len(tables))
        return {table: count for table, count in cursor.fetchall() if count}


def test_no_form_or_endpoint_writes_what_it_did_not_ask_for(world, time_machine):
    time_machine.move_to(world.now)
    samples = load_samples()
    for prepare in samples.prepare:
        prepare(world)
    decoy = make_user("decoy", "acme")
    with world.scope("acme"):
        partner = Partner.objects.create(name="Nobody's", domain="nobodys.example")
        person = add_member(decoy, audience="vendor", role="viewer")
    extras = {
        **dict.fromkeys(("vendor", "vendor_id"), str(world.globex.pk)),
        **dict.fromkeys(("partner", "partner_id", "partnership_partner"), str(partner.pk)),
        **dict.fromkeys(("approved_by", "approved_by_id", "decided_by", "membership", "user"), str(person.pk)),
        **dict.fromkeys(("is_staff", "is_superuser", "is_operator", "is_active"), "true"),
        **dict.fromkeys(("amount", "total", "approved_amount", "payable"), AMOUNT),
        "status": "approved",
        "role": "owner",
    }
    needles = [str(partner.pk), str(person.pk), AMOUNT]
    clients = {who: world.client(who) for who in ("alice", "bob")}
    with world.scope("acme"):
        before = planted(needles)
    asked, wrote, faults = 0, 0, []
    for route in tenant_routes():
        who = RIGHTFUL.get(route.tree)
        if not who or "post" not in route.methods or (route.objects and route.name not in samples.objects):
            continue
        kwargs = samples.objects[route.name](world) if route.objects else {}
        path = reverse(route.name, kwargs={"vendor": "acme", **kwargs})
        with transaction.atomic():
            page = clients[who].get(path)
            offered = Fields(page.text) if page.headers.get("Content-Type", "").startswith("text/html") else Fields("")
            sent = {**offered.values, **{name: value for name, value in extras.items() if name not in offered.names}}
            count = touched()
            answer = clients[who].post(path, sent)
            asked += 1
            if answer.status_code >= 500:
                faults.append(f"{route.name}: {answer.status_code}")
            elif touched() != count:
                wrote += 1
                with world.scope("acme"):
                    after = planted(needles)
                if after != before:
                    faults.append(f"{route.name} wrote to {sorted(set(after.items()) - set(before.items()))}")
            transaction.set_rollback(True)
    assert asked >= 60
    assert wrote >= 15, "hardly any form was accepted, so hardly any could have taken more than it asked for"
    assert faults == [], "\n" + "\n".join(faults)


def inputs():
    """Every serializer that reads: of making, of changing and of each action."""
    for route in tenant_routes():
        view = route.view
        if route.tree == "api":
            for serializer in (getattr(view, "input", None), getattr(view, "change_input", None)):
                if serializer is not None:
                    yield view.__name__, serializer
            for action in getattr(view, "actions", ()):
                if action.input is not None:
                    yield f"{view.__name__}.{action.name}", action.input


def test_no_input_of_the_api_is_called_what_only_services_write():
    found = set(inputs())
    assert len(found) >= 10
    wrong = {
        f"{where}: {name}"
        for where, serializer in found
        for name, field in serializer().fields.items()
        if name in OWNED and not field.read_only
    }
    assert sorted(wrong) == []
