import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from prm.launch.cluster import Cluster, ClusterError
from prm.launch.roles import administrator_script

ATTRIBUTES = (
    "SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
    " WHERE rolname LIKE 'prm%' ORDER BY rolname"
)


@pytest.fixture(scope="module")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    cluster.start()
    yield cluster
    cluster.destroy()


def test_the_roles_have_exactly_the_attributes_of_the_design(durable: Cluster):
    # name | may sign in | inherits | superuser | passes row security | may create databases
    assert durable.psql(ATTRIBUTES).splitlines() == [
        "prm_app|t|f|f|f|f",
        "prm_backup|t|t|f|t|f",
        "prm_definer|f|t|f|t|f",
        "prm_distributor|f|t|f|f|f",
        "prm_ops|f|t|f|t|f",
        "prm_owner|t|t|f|t|t",
        "prm_portal|f|t|f|f|f",
        "prm_public|f|t|f|f|f",
        "prm_vendor|f|t|f|f|f",
    ]


def test_data_outlives_a_restart_and_starting_twice_is_harmless(durable: Cluster):
    durable.create_database("kept")
    durable.psql("CREATE TABLE note (text text); INSERT INTO note VALUES ('still here')", "kept", "prm_owner")
    durable.stop()
    assert durable.is_running() is False
    durable.start()
    durable.start()
    assert durable.psql("SELECT text FROM note", "kept") == "still here"


def test_a_database_belongs_to_the_owner_and_strangers_may_not_connect(durable: Cluster):
    durable.create_database("own")
    assert durable.psql("SELECT datdba::regrole FROM pg_database WHERE datname = 'own'") == "prm_owner"
    durable.psql("CREATE ROLE stranger LOGIN")
    with pytest.raises(ClusterError, match="permission denied for database"):
        durable.psql("SELECT 1", "own", "stranger")


def test_the_login_role_is_time_limited(durable: Cluster):
    assert durable.psql("SHOW statement_timeout", "postgres", "prm_app") == "15s"
    assert durable.psql("SHOW idle_in_transaction_session_timeout", "postgres", "prm_app") == "30s"


def test_a_migration_waits_two_seconds_for_a_lock_and_gives_up(durable: Cluster):
    assert durable.psql("SHOW lock_timeout", "postgres", "prm_owner") == "2s"


def test_a_changed_script_reaches_the_roles_of_a_cluster_that_stands(durable: Cluster):
    durable.psql("ALTER ROLE prm_owner SET lock_timeout = '10s'")
    (durable.home / "roles.made").write_text("the script of a release before")
    durable.start()
    assert durable.psql("SHOW lock_timeout", "postgres", "prm_owner") == "2s"


def test_only_a_throwaway_cluster_gives_up_safety(durable: Cluster, cluster: Cluster):
    assert durable.psql("SHOW fsync") == "on"
    assert cluster.psql("SHOW fsync") == "off"


def test_the_socket_is_closed_to_others(durable: Cluster):
    assert durable.socket_dir.stat().st_mode & 0o777 == 0o700
    assert durable.psql("SHOW listen_addresses") == ""


def test_the_server_does_not_run_as_root(durable: Cluster):
    owner = (durable.data / "postmaster.pid").stat().st_uid
    assert owner != 0
    assert os.geteuid() in {0, owner}


def test_a_long_path_moves_the_socket_and_not_the_data(tmp_path: Path):
    deep = Cluster(tmp_path / ("a" * 60) / ("b" * 60))
    assert len(str(deep.socket_dir)) < 60
    assert deep.data.is_relative_to(tmp_path)


def test_the_administrators_script_makes_the_same_roles(durable: Cluster, tmp_path: Path):
    script = administrator_script("elsewhere")
    assert "CREATE DATABASE elsewhere OWNER prm_owner" in script
    before = durable.psql(ATTRIBUTES)
    roles, database = script.split("-- Passwords:")[0], script.split("\\connect elsewhere")[1]
    durable.psql(roles)
    durable.psql('CREATE DATABASE "elsewhere" OWNER prm_owner')
    durable.psql(database, "elsewhere")
    assert durable.psql(ATTRIBUTES) == before
