"""`make demo`: servers, database, demo world, processes; and what the person at the terminal needs to sign in."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from prm.demo.personas import PASSWORD, PERSONAS, VENDORS
from prm.launch.broker import Broker
from prm.launch.cluster import Cluster
from prm.launch.console import LaunchError, say, step
from prm.launch.frontend import digest_of, is_made, mark_made
from prm.launch.paths import PYTHON, ROOT, VAR, VENV
from prm.launch.ports import free_port
from prm.launch.processes import Supervisor

HOME = VAR / "demo"
DATABASE = "prm"
FIRST_PORT = 8000
QUEUES = "default,mail,calculations,imports,documents,webhooks"
REAL_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL")
READY_SECONDS = 60


class Demo:
    """One running demo. Values of the environment name real servers; what they do not name is embedded."""

    def __init__(self) -> None:
        self.cluster = Cluster(HOME / "postgres")
        self.broker = Broker.on_free_port(HOME / "valkey")
        self.environment = {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "prm.settings.demo"),
            "SECRET_KEY": os.environ.get("SECRET_KEY") or kept_secret(),
            "PRM_VAR": str(VAR),
            "DATABASE_URL": os.environ.get("DATABASE_URL") or self.cluster.url("prm_app", DATABASE),
            "DATABASE_OWNER_URL": os.environ.get("DATABASE_OWNER_URL") or self.cluster.url("prm_owner", DATABASE),
            "REDIS_URL": os.environ.get("REDIS_URL") or self.broker.url(0),
            "CACHE_URL": os.environ.get("CACHE_URL") or self.broker.url(1),
        }
        self.programs = Supervisor(HOME / "log", self.environment)
        self.address = ""

    def start(self) -> None:
        """Brings everything up, from nothing or from what the last run left, and returns when /readyz is green."""
        self.start_servers()
        self.migrate()
        self.collect_static()
        self.seed()
        self.start_programs()

    def start_servers(self) -> None:
        if not os.environ.get("DATABASE_URL"):
            step("starting PostgreSQL")
            self.cluster.start()
            if not self.cluster.has_database(DATABASE):
                self.create_database()
        elif not os.environ.get("DATABASE_OWNER_URL"):
            raise LaunchError("DATABASE_URL is given: DATABASE_OWNER_URL is needed too, for the migrations.")
        if not (os.environ.get("REDIS_URL") and os.environ.get("CACHE_URL")):
            step("starting Valkey")
            self.programs.start("valkey", self.broker.command())
            self.programs.wait_until(self.broker.is_ready, 20, "Valkey")

    def create_database(self) -> None:
        for mark in ("migrated", "seeded"):
            (HOME / mark).unlink(missing_ok=True)
        self.cluster.create_database(DATABASE)

    def migrate(self) -> None:
        """Not where the code is what it was: to start Django and find that out is a third of a second start."""
        mark, code = HOME / "migrated", digest_of(["**/*.py", "**/*.sql", "requirements/base.txt"])
        embedded = not os.environ.get("DATABASE_URL")
        if embedded and mark.exists() and mark.read_text() == code:
            return
        self.manage("migrate", "--skip-checks", "--verbosity=0")
        if embedded:
            mark.write_text(code)

    def collect_static(self) -> None:
        sources = digest_of(["static/**/*", "requirements/base.txt", "prm/settings/*.py"])
        if not is_made("collected", sources):
            self.manage("collectstatic", "--no-input", "--clear", "--verbosity=0")
            mark_made("collected", sources)

    def seed(self) -> None:
        """Once. A seeding that was cut short leaves no mark, and its half of a world is thrown away."""
        mark = HOME / "seeded"
        database = self.environment["DATABASE_URL"].split("@")[-1]
        if mark.exists() and mark.read_text() == database:
            return
        if (HOME / "seeding").exists() and not os.environ.get("DATABASE_URL"):
            self.cluster.drop_database(DATABASE)
            self.create_database()
            self.migrate()
        (HOME / "seeding").touch()
        step("building the demo world (under two minutes)")
        self.seed_vendors()
        mark.write_text(database)
        (HOME / "seeding").unlink()

    def seed_vendors(self) -> None:
        """Both vendors at the same time, one a core."""
        environment = {**os.environ, **self.environment}
        seeds = [
            subprocess.Popen([str(PYTHON), "manage.py", "seed_demo", "--vendor", slug], cwd=ROOT, env=environment)
            for slug in VENDORS
        ]
        try:
            codes = [seed.wait() for seed in seeds]
        except BaseException:
            for seed in seeds:
                seed.kill()
            raise
        if any(codes):
            raise LaunchError("seed_demo failed (see above). `make demo-reset` starts from an empty database.")

    def start_programs(self) -> None:
        wanted = int(os.environ.get("PORT", FIRST_PORT))
        port = free_port(wanted)
        if port != wanted:
            step(f"port {wanted} is taken; using {port}")
        step("starting web, worker, relay and beat")
        gunicorn = [str(VENV / "bin" / "gunicorn"), "prm.wsgi", "--preload", "--workers", "2", "--threads", "4"]
        gunicorn += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "30", "--access-logfile", "-"]
        self.programs.start("web", [*gunicorn, "--no-control-socket"])
        self.programs.wait_until(lambda: is_ready(f"http://127.0.0.1:{port}/readyz"), READY_SECONDS, "/readyz")
        celery = [str(VENV / "bin" / "celery"), "-A", "prm.celery"]
        self.programs.start("worker", [*celery, "worker", "-Q", QUEUES, "-c", "2", "--loglevel", "INFO"])
        self.programs.start("relay", [str(PYTHON), "manage.py", "relay"])
        self.programs.start("beat", [*celery, "beat", "--schedule", str(HOME / "beat"), "--pidfile", ""])
        self.address = f"http://localhost:{port}"
        (HOME / "address").write_text(self.address)

    def stop(self) -> None:
        (HOME / "address").unlink(missing_ok=True)
        self.programs.stop()
        self.cluster.stop()

    def manage(self, *command: str) -> None:
        environment = {**os.environ, **self.environment}
        done = subprocess.run([str(PYTHON), "manage.py", *command], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            raise LaunchError(
                f"manage.py {command[0]} failed (see above). `make demo-reset` starts from an empty database."
            )

    def watch(self) -> None:
        while True:
            self.programs.check()
            time.sleep(0.5)


@contextlib.contextmanager
def running_demo() -> Iterator[Demo]:
    """A demo that is up, and down again at the end, whatever happens between. SIGTERM ends it as Ctrl-C does."""
    with only_one():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        demo = Demo()
        try:
            demo.start()
            yield demo
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            demo.stop()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = HOME / "address"
            where = f" at {address.read_text()}" if address.exists() else ""
            raise LaunchError(f"The demo already runs{where}. `make stop` ends it.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def running_address() -> str:
    """Where a demo of another terminal answers; empty where none runs."""
    address = HOME / "address"
    return address.read_text() if address.exists() and is_ready(f"{address.read_text()}/readyz") else ""


def serve() -> None:
    """The verb `demo`: runs until Ctrl-C."""
    began = time.monotonic()
    try:
        with running_demo() as demo:
            say(f"\nPRM is up after {time.monotonic() - began:.0f} s: {demo.address}\n")
            print_sign_ins(demo.address)
            say("\nCtrl-C stops it; the data stays. `make demo-reset` starts over.")
            demo.watch()
    except KeyboardInterrupt:
        say("\nStopped.")


def print_sign_ins(address: str) -> None:
    say(f"Sign in at {address}/auth/login/ with the password: {PASSWORD}\n")
    width = max(len(persona.email) for persona in PERSONAS)
    for persona in PERSONAS:
        say(f"  {persona.email:<{width}}  {persona.role}")


def reset() -> None:
    """Throws the demo's data away; real servers named in the environment are not ours to empty."""
    named = [name for name in REAL_SERVERS if os.environ.get(name)]
    if named:
        raise LaunchError(f"{', '.join(named)} point to real servers, which are not emptied from here.")
    with only_one():
        Cluster(HOME / "postgres").destroy()
        for path in HOME.iterdir():
            if path.name != "lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(VAR / "files", ignore_errors=True)


def stop() -> None:
    """Ends a running demo from another terminal, and servers that a killed run left behind."""
    lock = HOME / "lock"
    if lock.exists() and (pid := lock.read_text()) and is_held(lock):
        os.kill(int(pid), signal.SIGTERM)
        while is_held(lock):
            time.sleep(0.1)
    for cluster in (Cluster(HOME / "postgres"), Cluster(VAR / "test", is_throwaway=True)):
        if cluster.data.exists():
            cluster.stop()


def is_held(path: Path) -> bool:
    with path.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def kept_secret() -> str:
    """The same key at every start, so that sessions outlive a restart."""
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
