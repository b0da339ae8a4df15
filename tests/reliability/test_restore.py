"""A dump is worth what comes back from it: the demo world, dumped as the operations page says and restored to an empty
server, is the same to the last row and guard, and work goes on there (security.md T56, goal G13).
"""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incentives.queries import ledger_is_whole
from partners.models import Partner
from partners.services.contact import save_contact
from prm.accounts.models import Membership
from prm.audit.chain import head, verify
from prm.demo.personas import PASSWORD, PERSONAS, VENDORS
from prm.launch.cluster import Cluster, binaries
from prm.launch.paths import PYTHON, ROOT, VAR
from prm.tenancy.checks import tenant_models
from prm.tenancy.dictionary import SHARED_TABLES
from prm.tenancy.guard import power_of_login
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context
from tests.reliability.scratch import django_at

pytestmark = pytest.mark.release
MANIFEST = (ROOT / "deploy" / "manifest.sql").read_text(encoding="utf-8")
DATABASE = "drill"
LONGEST = 3600  # seconds from an empty server to the first page (goal G13)


@dataclass
class Drill:
    source: Cluster
    target: Cluster
    dump: Path
    # What the database holds as it is dumped, and as it is restored and nobody has worked there yet.
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step):
        began = time.monotonic()
        yield
        self.seconds[step] = time.monotonic() - began

    def at_target(self):
        return django_at(self.target, DATABASE)


def run(program, *args, check=True):
    command = [binaries() / program, *args]
    return subprocess.run(command, capture_output=True, text=True, check=check, timeout=LONGEST)


def dumped(cluster, role, path, check=True):
    return run("pg_dump", "--format=custom", "--file", path, cluster.url(role, DATABASE), check=check)


def manifest_of(cluster):
    return cluster.psql(MANIFEST, DATABASE, user="prm_backup").splitlines()


def fill(cluster, template):
    """The schema of the test database on a server of its own, and the demo world in it."""
    cluster.start()
    cluster.create_database(DATABASE)
    schema = run("pg_dump", "--exclude-schema=testing", template).stdout
    cluster.psql(f"BEGIN;\n{schema}\nCOMMIT;", DATABASE)
    # As `make demo` seeds: in a process of its own, which knocks on the workers' door and goes.
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": cluster.url("prm_app", DATABASE),
    }
    subprocess.run([PYTHON, "manage.py", "seed_demo"], cwd=ROOT, env=environment, check=True, timeout=LONGEST)


def vendor_of(slug):
    return Vendor.objects.get(slug=slug)


@pytest.fixture(scope="module")
def drill(cluster, django_db_setup, django_db_blocker):
    home = VAR / f"drill-{os.getpid()}"
    drill = Drill(Cluster(home / "source"), Cluster(home / "target"), home / "prm.dump")
    try:
        with django_db_blocker.unblock():
            fill(drill.source, cluster.url("postgres", connections["default"].settings_dict["NAME"]))
            drill.before = manifest_of(drill.source)
            with django_at(drill.source, DATABASE):
                for slug in VENDORS:
                    with tenant_context(Audience.VENDOR, vendor_of(slug).pk):
                        drill.anchors.append(f"audit head {slug} {head()}")
            with drill.timed("dump"):
                dumped(drill.source, "prm_backup", drill.dump)
            drill.source.stop("immediate")
            restore(drill)
            yield drill
    finally:
        for server in (drill.source, drill.target):
            if server.is_running():
                server.stop("immediate")
        shutil.rmtree(home)


def restore(drill):
    """As docs/backup.md tells it: a new server, its roles, the dump, the comparison, the first page."""
    with drill.timed("new server with roles"):
        drill.target.start()
    with drill.timed("pg_restore"):
        run("pg_restore", "--exit-on-error", "--create", "-d", drill.target.url("postgres", "postgres"), drill.dump)
    with drill.timed("manifest"):
        drill.after = manifest_of(drill.target)
    with drill.timed("first page"), drill.at_target():
        assert signed_in(PERSONAS[0]).get(PERSONAS[0].home, follow=True).status_code == 200


def signed_in(persona):
    browser = Client()
    assert browser.login(email=persona.email, password=PASSWORD), persona.email
    return browser


@pytest.fixture
def target(drill, django_db_blocker):
    with django_db_blocker.unblock(), drill.at_target():
        yield drill


def lines(manifest, kind):
    return [line.split("|") for line in manifest if line.startswith(f"{kind}|")]


def test_what_came_back_is_what_was_there(drill, capsys):
    assert drill.after == drill.before
    rows = {table.removeprefix("public."): int(count) for _kind, table, count, _sum in lines(drill.after, "rows")}
    assert len(rows) > 100
    assert rows["audit_auditlink"] == rows["audit_auditentry"] > 1000
    assert len(lines(drill.after, "ledger")) > 8
    least = {"policy": 100, "constraint": 500, "trigger": 10, "function": 10, "index": 200, "grant": 300, "role": 9}
    assert {kind: len(lines(drill.after, kind)) >= number for kind, number in least.items()} == dict.fromkeys(
        least, True
    )
    total = sum(drill.seconds.values()) - drill.seconds["dump"]
    assert total < LONGEST
    with capsys.disabled():
        steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in drill.seconds.items())
        size = drill.dump.stat().st_size / 2**20
        print(f"\n{sum(rows.values())} rows, dump of {size:.1f} MB, RTO {total:.1f} s ({steps})")


def test_the_audit_chains_hold_and_meet_the_heads_of_before(target, tmp_path, capsys):
    log = tmp_path / "heads.log"
    log.write_text("\n".join(target.anchors))
    call_command("verify_audit", anchors=log)
    # The anchor is the head of before; work that went on since stands behind it.
    told = [line.partition(", head ")[0] for line in capsys.readouterr().out.splitlines()]
    assert told == [f"{line.split()[2]}: whole, 1 anchors met" for line in target.anchors]


def test_the_ledger_is_in_balance(target):
    for slug in VENDORS:
        with tenant_context(Audience.VENDOR, vendor_of(slug).pk):
            assert ledger_is_whole() == []


def test_the_app_signs_in_and_sees_its_vendor_alone(target):
    assert power_of_login() == ""
    tables = [model._meta.db_table for model in tenant_models()]
    for table in tables:
        if table not in SHARED_TABLES:
            with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
    for slug in VENDORS:
        vendor = vendor_of(slug)
        with tenant_context(Audience.VENDOR, vendor.pk), connection.cursor() as cursor:
            seen = {}
            for table in tables:
                cursor.execute(f'SELECT count(*), count(*) FILTER (WHERE vendor_id <> %s) FROM "{table}"', [vendor.pk])
                seen[table] = cursor.fetchone()
        own = owned(target, tables, vendor.pk)
        assert seen == {table: (own[table], 0) for table in tables}
        assert sum(count > 0 for count in own.values()) > len(tables) // 2


def owned(drill, tables, vendor_id):
    """The vendor's rows in each table, counted past the policies."""
    counts = [f"SELECT '{table}', count(*) FROM \"{table}\" WHERE vendor_id = '{vendor_id}'" for table in tables]
    found = drill.target.psql(" UNION ALL ".join(counts), DATABASE, user="prm_backup")
    return {table: int(count) for table, count in (line.split("|") for line in found.splitlines())}


def test_everybody_comes_home_and_nobody_to_the_others(target):
    refs = {}
    for slug in VENDORS:
        with tenant_context(Audience.VENDOR, vendor_of(slug).pk):
            refs[slug] = Partner.objects.order_by("ref").first().ref
    for persona in PERSONAS:
        browser, own = signed_in(persona), persona.home.split("/")[2]
        other = next(slug for slug in VENDORS if slug != own)
        assert browser.get(persona.home, follow=True).status_code == 200
        if not persona.email.startswith("xena"):
            assert browser.get(persona.home.replace(own, other)).status_code == 404
        if persona.home.startswith("/w/"):
            pages = [
                reverse("workspace:partners:partner-detail", kwargs={"vendor": own, "ref": ref})
                for ref in (refs[own], refs[other])
            ]
            assert [browser.get(page).status_code for page in pages] == [200, 404]


def test_work_goes_on_where_it_stopped(target):
    with tenant_context(Audience.VENDOR, vendor_of("acme").pk):
        alice = Membership.objects.filter(audience="vendor", role="admin").order_by("pk").first()
        before = head()
        partner = Partner.objects.filter(status="active").order_by("ref").first()
        save_contact(partner, actor=alice.actor(), at=timezone.now(), name="Ann Restored")
    with tenant_context(Audience.VENDOR, alice.vendor_id):
        assert verify({before.sequence: before.hash}).sequence == before.sequence + 1


def test_a_dump_of_the_wrong_role_fails_and_is_not_mistaken_for_one(target, tmp_path):
    done = dumped(target.target, "prm_app", tmp_path / "wrong.dump", check=False)
    assert done.returncode == 1
    assert "permission denied for table" in done.stderr
