import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prm.launch.broker import Broker
from prm.launch.console import LaunchError
from prm.launch.ports import free_port
from prm.launch.processes import Supervisor


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, {"GREETING": "hello"})
    yield supervisor
    supervisor.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_program_that_ends_is_told_with_the_end_of_its_log(supervisor: Supervisor):
    supervisor.start("short", python("import os, sys; print(os.environ['GREETING']); sys.exit(3)"))
    supervisor.running["short"].wait(10)
    with pytest.raises(LaunchError, match=r"short ended with status 3:\s+hello"):
        supervisor.check()


def test_stopping_ends_programs_that_ignore_the_request(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("prm.launch.processes.STOP_SECONDS", 0.5)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    supervisor.start("deaf", python(deaf))
    supervisor.wait_until(lambda: "deaf" in supervisor.tail("deaf"), 10, "deaf")
    process = supervisor.running["deaf"]
    supervisor.stop()
    assert process.returncode == -signal.SIGKILL
    assert supervisor.running == {}


def test_waiting_has_an_end(supervisor: Supervisor):
    supervisor.start("slow", python("import time; time.sleep(60)"))
    with pytest.raises(LaunchError, match="slow was not ready after 0 seconds"):
        supervisor.wait_until(lambda: False, 0.2, "slow")


def test_programs_end_with_a_launcher_that_is_killed(tmp_path: Path):
    code = (
        "import time; from pathlib import Path; from prm.launch.processes import Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r}), {{}})\n"
        f"s.start('child', [{sys.executable!r}, '-c', 'import time; time.sleep(60)'])\n"
        "print(s.running['child'].pid, flush=True); time.sleep(60)"
    )
    parent = Supervisor(tmp_path / "parent", {})
    parent.start("launcher", python(code))
    parent.wait_until(lambda: parent.tail("launcher").strip().isdigit(), 10, "launcher")
    child = int(parent.tail("launcher"))
    os.kill(parent.running["launcher"].pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    parent.stop()
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_gives_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) <= port + 50


def test_the_broker_answers_only_with_its_password(supervisor: Supervisor, tmp_path: Path):
    broker = Broker.on_free_port(tmp_path / "broker")
    supervisor.start("valkey", broker.command())
    supervisor.wait_until(broker.is_ready, 20, "Valkey")
    (tmp_path / "broker" / "password").write_text("another")
    assert broker.is_ready() is False
    assert "requirepass" not in " ".join(broker.command())
