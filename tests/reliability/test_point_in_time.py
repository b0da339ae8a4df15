"""The disk of the database is gone; a base backup and the archived log bring back what was committed up to the last
archived segment (security.md T56, goal G13: what `archive_timeout` says is what may be lost).
"""

import os
import shutil
import subprocess
import time

import pytest
from django.db import connections

from prm.audit.chain import head, verify
from prm.audit.models import AuditEntry
from prm.audit.services import record
from prm.launch.cluster import Cluster, binaries, server_user
from prm.launch.paths import VAR
from tests.reliability.scratch import django_at, wait_until
from tests.support.world import build_world

pytestmark = pytest.mark.release
DATABASE = "drill"
ARCHIVE_TIMEOUT = 2  # seconds here, 300 in docs/backup.md


def give_to_server(path):
    if os.geteuid() == 0:
        user = server_user()
        for each in (path, *path.rglob("*")):
            os.chown(each, user.pw_uid, user.pw_gid, follow_symlinks=False)


@pytest.fixture
def archived(cluster, django_db_setup):
    """A server that copies its log elsewhere, with the schema of the test database."""
    server = Cluster(VAR / f"archived-{os.getpid()}")
    archive = server.home / "archive"
    try:
        server.start()
        archive.mkdir()
        give_to_server(archive)
        for name, value in {
            "archive_mode": "on",
            "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f",
            "archive_timeout": ARCHIVE_TIMEOUT,
            "restore_command": f"cp {archive}/%f %p",
        }.items():
            server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
        server.stop()
        server.start()
        server.create_database(DATABASE)
        source = cluster.url("postgres", connections["default"].settings_dict["NAME"])
        schema = subprocess.run(
            [binaries() / "pg_dump", source], capture_output=True, text=True, check=True, timeout=60
        )
        server.psql(f"BEGIN;\n{schema.stdout}\nCOMMIT;", DATABASE)
        yield server
    finally:
        if server.is_running():
            server.stop("immediate")
        shutil.rmtree(server.home)


def base_backup(server):
    base = server.home / "base"
    command = [
        binaries() / "pg_basebackup",
        "-h",
        server.socket_dir,
        "-U",
        "postgres",
        "-D",
        base,
        "-X",
        "none",
        "-c",
        "fast",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return base


def is_archived(server, segment):
    return server.psql(f"SELECT coalesce(last_archived_wal >= '{segment}', false) FROM pg_stat_archiver") == "t"


def lose_the_disk_and_recover(server, base):
    server.stop("immediate")
    shutil.rmtree(server.data)
    base.rename(server.data)
    (server.data / "recovery.signal").touch()
    give_to_server(server.data)
    server.data.chmod(0o700)
    server.start()
    wait_until(lambda: server.psql("SELECT pg_is_in_recovery()") == "f", "the server has recovered")


def test_what_was_archived_comes_back_without_the_disk(archived, django_db_blocker, capsys):
    with django_db_blocker.unblock(), django_at(archived, DATABASE):
        world = build_world()
        base = base_backup(archived)
        with world.scope("acme"):
            for number in range(50):
                record(world.northwind, "tested", actor=world.actor("sam"), at=world.now, summary=f"After {number}")
        committed = time.monotonic()
        segment = archived.psql("SELECT pg_walfile_name(pg_current_wal_lsn())")
        with world.scope("acme"):
            anchor = head()
        wait_until(lambda: is_archived(archived, segment), "the segment of the last commit is archived")
        exposed = time.monotonic() - committed
        connections["default"].close()
        began = time.monotonic()
        lose_the_disk_and_recover(archived, base)
        with world.scope("acme"):
            assert verify({anchor.sequence: anchor.hash}) == anchor
            assert AuditEntry.objects.filter(action="tested").count() == 50
            record(world.northwind, "tested", actor=world.actor("sam"), at=world.now, summary="Goes on")
        with world.scope("acme"):
            assert verify({anchor.sequence: anchor.hash}).sequence == anchor.sequence + 1
        recovered = time.monotonic() - began
    with capsys.disabled():
        print(
            f"\narchived {exposed:.1f} s after the commit (timeout {ARCHIVE_TIMEOUT} s), recovered in {recovered:.1f} s"
        )
