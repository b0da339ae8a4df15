import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from prm.launch.demo import QUEUES
from prm.launch.packages import WEASYPRINT_LIBRARIES
from prm.launch.paths import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLE = re.compile(r"\$\{?([A-Z][A-Z_]+)")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "deploy/env.example").read_text().splitlines()
    if line and not line.startswith("#")
)


def ours() -> dict[str, dict]:
    """Services that run the application's image."""
    return {name: service for name, service in SERVICES.items() if service["image"] == "prm-app"}


def words(service: dict) -> list[str]:
    command = service["command"]
    return command.split() if isinstance(command, str) else command


def test_the_production_shape_is_complete():
    assert set(SERVICES) == {
        "proxy", "web-1", "web-2", "worker-default", "worker-heavy", "worker-documents", "relay", "beat", "migrate",
        "postgres", "pgbouncer", "redis", "cache",
    }  # fmt: skip


def test_every_named_service_network_and_volume_exists():
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", [])) <= set(SERVICES), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if not source.startswith("$"):
                assert source in COMPOSE["volumes"] or (ROOT / source).is_file(), f"{name}: {source}"


def test_every_command_exists():
    assert len(ours()) == 8
    for name, service in ours().items():
        program, *rest = words(service)
        assert (Path(sys.executable).parent / program).exists(), f"{name}: {program}"
        if program == "python":
            assert rest[0] == "manage.py"
            assert rest[1] in get_commands(), f"{name}: manage.py {rest[1]}"
        else:
            target = rest[rest.index("-A") + 1] if "-A" in rest else rest[0]
            assert (ROOT / (target.replace(".", "/") + ".py")).exists(), f"{name}: {target}"


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if service["image"] == "prm-app"])
def test_every_option_is_known_to_its_program(name: str):
    program, *rest = words(SERVICES[name])
    if program == "python":
        return
    path = [program, *(["-A", "prm.celery", rest[2]] if program == "celery" else []), "--help"]
    usage = subprocess.run(
        [Path(sys.executable).parent / path[0], *path[1:]], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    options = {word.split("=")[0] for word in rest if word.startswith("-") and word != "-A"}
    assert [option for option in sorted(options) if not re.search(rf"(?<![\w-]){option}(?![\w-])", usage)] == []


def test_the_workers_together_hear_every_queue_once():
    queues = []
    for service in ours().values():
        command = words(service)
        if "worker" in command:
            queues += command[command.index("-Q") + 1].split(",")
    assert sorted(queues) == sorted(QUEUES.split(","))


def test_every_variable_of_the_application_is_read_by_its_settings():
    settings = "".join(path.read_text() for path in (ROOT / "prm/settings").glob("*.py"))
    named = {name for service in ours().values() for name in service["environment"]}
    assert len(named) == 12
    assert [name for name in sorted(named) if f'"{name}"' not in settings] == []


def test_every_variable_of_the_servers_is_read_by_their_scripts():
    scripts = "".join(path.read_text() for path in (ROOT / "deploy").glob("*.sh"))
    for name in ("postgres", "pgbouncer"):
        for variable in SERVICES[name]["environment"]:
            # POSTGRES_PASSWORD is read by the image itself.
            assert variable in {*VARIABLE.findall(scripts), "POSTGRES_PASSWORD"}, f"{name}: {variable}"


def test_the_example_names_every_variable_and_no_other():
    assert set(EXAMPLE) == set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))


def test_the_servers_are_reached_by_their_service_names():
    nginx = (ROOT / "deploy/nginx.conf").read_text()
    assert re.findall(r"server ([\w-]+):8000", nginx) == ["web-1", "web-2"]
    pgbouncer = (ROOT / "deploy/pgbouncer.ini").read_text()
    assert re.search(r"host=(\w+) port=5432 dbname=(\w+)", pgbouncer).groups() == ("postgres", "prm")
    assert "pool_mode = transaction" in pgbouncer
    for name, service in ours().items():
        for url in (service["environment"][key] for key in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")):
            assert re.search(r"(?:@|//)([\w-]+):\d+/", url).group(1) in SERVICES, f"{name}: {url}"


def test_only_migrations_sign_in_as_the_owner():
    environments = {name: service["environment"] for name, service in ours().items()}
    logins = {re.match(r"postgresql://(\w+)", each["DATABASE_URL"]).group(1) for each in environments.values()}
    assert logins == {"prm_app"}
    assert [name for name, each in environments.items() if "DATABASE_OWNER_URL" in each] == ["migrate"]
    assert environments["migrate"]["DATABASE_OWNER_URL"].startswith("postgresql://prm_owner:")


def test_every_build_target_and_copied_file_exists():
    targets = {service["build"]["target"] for service in SERVICES.values() if "build" in service}
    assert targets == {"app", "pgbouncer"}
    assert targets <= set(re.findall(r" AS (\w+)$", DOCKERFILE, re.MULTILINE))
    sources = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert len(sources) == 6
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_image_installs_the_libraries_the_launcher_asks_for():
    assert [package for package in WEASYPRINT_LIBRARIES.values() if package not in DOCKERFILE] == []


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="Debian's docker-compose is not installed")
def test_docker_compose_accepts_the_file():
    done = subprocess.run(
        ["docker-compose", "-f", ROOT / "docker-compose.yml", "config", "--quiet"],
        env={**os.environ, **EXAMPLE},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
