"""The virtual environment from the hashed locks. Runs on a bare Python, before anything is installed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from prm.launch.console import LaunchError, step
from prm.launch.packages import apt_install
from prm.launch.paths import PYTHON, ROOT, VAR, VENV

LOCKS = {
    "base": ["requirements/base.txt", "requirements/uv.txt"],
    "dev": ["requirements/dev.txt"],
}
READY = VENV / ".ready"


def ensure_environment(wanted: str) -> None:
    """Makes .venv hold what the lock names: `base` to run, `dev` to run and test. Nothing to do takes milliseconds."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever python3 is on this machine runs this
        raise LaunchError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "venv.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if is_ready(wanted):
            return
        # An environment that has the test tools keeps them when only the product is asked for.
        has_dev = READY.exists() and READY.read_text().startswith("dev ")
        install("dev" if has_dev else wanted)


def is_ready(wanted: str) -> bool:
    if not (PYTHON.exists() and READY.exists()):
        return False
    recorded = READY.read_text()
    return recorded in {stamp("dev"), stamp(wanted)}


def stamp(kind: str) -> str:
    digest = hashlib.sha256()
    for name in LOCKS[kind]:
        digest.update((ROOT / name).read_bytes())
    return f"{kind} {digest.hexdigest()}"


def install(kind: str) -> None:
    step(f"installing Python packages ({kind}) into .venv")
    READY.unlink(missing_ok=True)
    if not has_working_python():
        make_environment()
    locks = [str(ROOT / name) for name in LOCKS[kind]]
    if not (VENV / "bin" / "uv").exists():
        run_pip(["requirements/uv.txt"])
    uv = [str(VENV / "bin" / "uv"), "pip", "sync", "-q", "--require-hashes", "--python", str(PYTHON), *locks]
    if subprocess.run(uv, cwd=ROOT, check=False).returncode:
        # pip knows mirrors and proxies from its own configuration, which uv does not read.
        step("uv could not install them; trying pip")
        run_pip(LOCKS[kind])
    READY.write_text(stamp(kind))


def has_working_python() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt_install([package], "Python's venv module")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise LaunchError(f"No virtual environment can be made; as root: apt-get install -y {package}\n{made.stdout}")


def run_pip(locks: list[str]) -> None:
    requirements = [argument for name in locks for argument in ("-r", str(ROOT / name))]
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", *requirements]
    # uv sync removes pip; ensurepip brings it back from Python itself.
    subprocess.run([str(PYTHON), "-m", "ensurepip"], capture_output=True, check=False)
    if subprocess.run(pip, cwd=ROOT, check=False).returncode:
        raise LaunchError("Python packages could not be installed (see above). Is the package registry reachable?")


def enter_environment(arguments: list[str]) -> None:
    """Goes on in .venv's Python. Returns at once when we already are there."""
    if Path(sys.prefix) != VENV:
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", "prm.launch", *arguments])
