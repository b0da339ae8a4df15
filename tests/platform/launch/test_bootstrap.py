import ast
import re
import sys
from pathlib import Path

import pytest

from prm.demo.personas import PERSONAS
from prm.launch import environment, packages
from prm.launch.check import Page
from prm.launch.console import LaunchError
from prm.launch.paths import ROOT

BEFORE_THE_ENVIRONMENT = ["__init__", "__main__", "console", "environment", "packages", "paths", "roles"]


@pytest.mark.parametrize("name", BEFORE_THE_ENVIRONMENT)
def test_what_runs_before_the_environment_needs_only_the_standard_library(name: str):
    tree = ast.parse((ROOT / "prm" / "launch" / f"{name}.py").read_text())
    imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    known = sys.stdlib_module_names | {"prm"}
    assert {module for module in imported if module.split(".")[0] not in known} == set()
    for module in imported:
        if module.startswith("prm."):
            assert module.removeprefix("prm.launch.") in BEFORE_THE_ENVIRONMENT


def test_missing_libraries_are_named_with_the_command_that_brings_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packages, "WEASYPRINT_LIBRARIES", {"libno-such-thing.so.9": "libno-such-thing9"})
    monkeypatch.setattr(packages, "root_prefix", lambda: None)
    with pytest.raises(LaunchError, match="apt-get update && apt-get install -y libno-such-thing9"):
        packages.ensure_weasyprint()


def test_without_a_browser_the_run_goes_on_and_says_so(monkeypatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(packages, "BROWSERS", ("no-such-browser",))
    monkeypatch.delenv("PRM_CHROMIUM", raising=False)
    monkeypatch.setattr(packages, "root_prefix", lambda: None)
    assert packages.ensure_browser() is None
    assert "the browser tests will fail" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("recorded", "wanted", "is_ready"),
    [("base", "base", True), ("dev", "base", True), ("dev", "dev", True), ("base", "dev", False)],
)
def test_an_environment_with_test_tools_also_runs_the_product(
    recorded: str, wanted: str, is_ready: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(environment, "READY", tmp_path / "ready")
    (tmp_path / "ready").write_text(environment.stamp(recorded))
    assert environment.is_ready(wanted) is is_ready


def test_a_changed_lock_asks_for_a_new_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(environment, "READY", tmp_path / "ready")
    (tmp_path / "ready").write_text("dev of-another-lock")
    assert environment.is_ready("base") is False


def test_locks_hold_a_hash_for_every_package_and_no_address():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        pins = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert pins, lock.name
        assert [line for line in pins if not line.endswith("\\")] == [], lock.name
        assert "://" not in text, lock.name


def test_tests_run_on_the_versions_production_runs_on():
    base, dev = (pins_of(ROOT / "requirements" / f"{name}.txt") for name in ("base", "dev"))
    assert len(base) > 80
    assert {package: version for package, version in base.items() if dev.get(package) != version} == {}


def pins_of(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.\[\]-]+)==([\w.+]+)", lock.read_text(), re.MULTILINE))


def test_every_persona_is_named_once():
    emails = [persona.email for persona in PERSONAS]
    assert len(emails) == 12
    assert len(set(emails)) == len(emails)


def test_the_check_reads_links_and_fields_as_a_browser_does():
    page = Page(200, "/", '<a href="/w/acme/x/#top">x</a><a href="/f.csv" download>f</a><input name="a" value="1">')
    assert page.links == ["/w/acme/x/"]
    assert page.fields == {"a": "1"}
