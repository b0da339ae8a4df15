"""Debian packages beyond Python: WeasyPrint's libraries and, for tests, Chromium and docker-compose. Installed when we may."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterable

from prm.launch.console import LaunchError, say, step

WEASYPRINT_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
# Of the program through which tests drive the browser.
DRIVER_LIBRARY = "libatomic.so.1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure_weasyprint() -> None:
    """Refuses to go on without: statements, certificates and signed agreements are PDF."""
    missing = [package for library, package in WEASYPRINT_LIBRARIES.items() if not can_load(library)]
    if missing and not (apt_install(missing, "WeasyPrint's libraries") and all(map(can_load, WEASYPRINT_LIBRARIES))):
        raise LaunchError(
            "PDF documents need system libraries that are not here. As root, run\n\n"
            f"    apt-get update && apt-get install -y {' '.join(missing)}\n\n"
            "and start again. (Not Debian: Pango 1.44 or newer with HarfBuzz's subset library.)"
        )


def ensure_browser() -> str | None:
    """The path of a Chromium. Where none can be had only the browser tests fail, so this only says so."""
    missing = [] if find_browser() else ["chromium"]
    if not can_load(DRIVER_LIBRARY):
        missing.append("libatomic1")
    if missing and not apt_install(missing, "Chromium for the browser tests"):
        say(f"  Missing, and not to be installed from here: {' '.join(missing)}. Without, the browser tests will fail.")
        say(f"  As root: apt-get install -y {' '.join(missing)}")
    return find_browser()


def ensure_compose() -> None:
    """The docker-compose that reads docker-compose.yml in a test of its own; without it that test is skipped."""
    if shutil.which("docker-compose") is None:
        apt_install(["docker-compose"], "docker-compose, which checks docker-compose.yml")


def find_browser() -> str | None:
    named = os.environ.get("PRM_CHROMIUM", "")
    return next((path for name in (named, *BROWSERS) if name and (path := shutil.which(name))), None)


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages: Iterable[str], reason: str) -> bool:
    """Installs with apt as root or with a sudo that asks for nothing; False where neither is possible or it fails."""
    names = list(packages)
    prefix = root_prefix()
    if shutil.which("apt-get") is None or prefix is None:
        return False
    step(f"installing {reason}: apt-get install {' '.join(names)}")
    install = [*prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be there and old, or not there at all: try, refresh, try again.
    for command in (install, [*prefix, "apt-get", "update", "-q"], install):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if command is install and done.returncode == 0:
            return True
    say("\n".join(done.stderr.splitlines()[-5:]))
    return False


def root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None
