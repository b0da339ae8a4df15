"""Half an hour of mixed load over twenty vendors: nothing fails, nothing is left behind, nothing grows (goal G11)."""

import json
import os
import time
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from prm.accounts.services.vendor import sign_up_vendor
from prm.tenancy.scope import Audience, tenant_context
from programs.models import Program, Tier
from tests.reliability.house import WEBS, House, Load
from tests.reliability.scratch import django_at
from tests.support.api import key_for
from tests.support.cluster import TEMPLATE_PREFIX, fingerprint
from tests.support.world import Membership, add_partner, add_version, build_world, make_user

MINUTES = float(os.environ.get("PRM_SOAK_MINUTES", "30"))
VENDORS, VISITORS, PAUSE = 20, 6, 0.5
WARM = 0.2  # of the time: caches fill, processes grow to their size
GROWTH = 1.1
SERVER = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = 'prm_app'"


@pytest.fixture
def soaked(cluster, django_db_setup, django_db_blocker):
    """A database of its own with twenty vendors, each with a partner and a person on either side."""
    name = f"{connections['default'].settings_dict['NAME']}_soak"
    cluster.clone_database(name, TEMPLATE_PREFIX + fingerprint())
    try:
        with django_db_blocker.unblock(), django_at(cluster, name):
            world = build_world()
            casts = [("acme", "alice", "bob", "northwind")]
            casts += [found(world, f"soak{number}") for number in range(1, VENDORS)]
            yield name, [visits(world, *cast) for cast in casts]
    finally:
        cluster.drop_database(name)


def found(world, slug):
    owner = make_user(f"{slug}-owner", slug)
    vendor = world.vendors[slug] = sign_up_vendor(name=slug.capitalize(), owner=owner, slug=slug)
    with tenant_context(Audience.VENDOR, vendor.pk):
        world.members[f"{slug}-owner"] = Membership.objects.get(user=owner)
        program = world.programs[slug] = Program.objects.create(
            name=f"{slug} Resale", type="resale", status="open", currency=vendor.currency
        )
        for rank, tier in enumerate(("Member", "Silver", "Gold"), start=1):
            Tier.objects.create(program=program, name=tier, rank=rank)
        add_version(program)
    add_partner(world, f"{slug}-partner", slug, {f"{slug}-seller": "admin"})
    return slug, f"{slug}-owner", f"{slug}-seller", f"{slug}-partner"


def visits(world, slug, vendor_side, partner_side, partner):
    """What is asked of one vendor, in turn: pages of both sides, the API, and writes that send events through the worker."""
    ref = world.partners[partner].ref
    cookie = {name: {"Cookie": session_of(world, name)} for name in (vendor_side, partner_side)}
    key = {"Authorization": f"Bearer {key_for(world, vendor_side)}", "Content-Type": "application/json"}
    workspace = ("", "partners/", f"partners/{ref}/", f"partners/{ref}/edit/", "deals/registrations/", "programs/")
    portal = ("", "deals/", "deals/new/", "programs/", "enablement/", "incentives/")
    resource = f"/api/v1/partners/partners/{ref}/"
    reason = json.dumps({"reason": "The soak test asks."})
    return [
        *(("GET", f"/w/{slug}/{path}", cookie[vendor_side]) for path in workspace),
        *(("GET", f"/p/{slug}/{path}", cookie[partner_side]) for path in portal),
        ("GET", "/api/v1/partners/partners/", key),
        ("PATCH", resource, key, json.dumps({"about": "Seen by the soak test."})),
        ("POST", f"{resource}actions/suspend/", key, reason),
        ("GET", f"/w/{slug}/partners/{ref}/", cookie[vendor_side]),
        ("POST", f"{resource}actions/resume/", key, "{}"),
    ]


def session_of(world, name):
    return f"{settings.SESSION_COOKIE_NAME}={world.client(name).cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.mark.release
def test_half_an_hour_of_load_leaves_nothing_behind(soaked, cluster, tmp_path):
    name, vendors = soaked
    residue = tmp_path / "residue"
    server = psycopg2.connect(cluster.url("postgres", name))
    server.autocommit = True

    def connected():
        with server.cursor() as cursor:
            cursor.execute(SERVER, [name])
            return cursor.fetchone()[0]

    def turn(place, number):
        # Each visitor goes through the vendors at a stride of its own.
        requests = vendors[(place * 7 + number) % len(vendors)]
        return requests[(place + number // len(vendors)) % len(requests)]

    def measure():
        return {"web": house.memory(*WEBS), "worker": house.memory("worker"), "connections": connected()}

    with House(cluster.url("prm_app", name), tmp_path, PRM_RESIDUE=str(residue)) as house:
        with Load(house, turn, VISITORS, pause=PAUSE) as load:
            began, figures = time.monotonic(), []
            while (passed := time.monotonic() - began) < MINUTES * 60:
                time.sleep(min(10, MINUTES * 3))
                house.programs.check()
                if passed > MINUTES * 60 * WARM:
                    figures.append(measure())
        backlog = server.cursor()
        backlog.execute("SELECT count(*) FROM outbox_outboxevent")
        events = backlog.fetchone()[0]
    server.close()
    first, last = figures[0], figures[-1]
    print(
        f"\nsoak: {load.count} requests in {MINUTES} min, slowest {load.slowest:.1f} s, {events} events, {first} -> {last}"
    )
    print(dict(load.answers))
    lines = Path(residue).read_text().splitlines()
    assert load.failures == {}
    assert load.successes > 0.9 * load.count
    assert [line for line in lines if line != "."] == []
    assert len(lines) >= load.count
    assert events, "the worker had something to do"
    for program in ("web", "worker"):
        assert last[program] < GROWTH * first[program]
    assert max(figure["connections"] for figure in figures) <= first["connections"] + 2
