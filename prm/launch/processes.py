"""Starts programs that belong together, watches them, and stops them all. Each writes to a log of its own."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prm.launch.console import LaunchError
from prm.launch.paths import ROOT

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15


@dataclass
class Supervisor:
    logs: Path
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Starts a program in a session of its own, so that Ctrl-C reaches us alone and we stop it in order."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.whole_environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=die_with_parent,
            )  # fmt: skip

    @property
    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def check(self) -> None:
        """Raises with the end of its log when one of them has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise LaunchError(f"{name} ended with status {process.returncode}:\n\n{self.tail(name)}")

    def tail(self, name: str, lines: int = 25) -> str:
        text = (self.logs / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def wait_until(self, is_ready: Callable[[], bool], seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.check()
            if time.monotonic() > deadline:
                raise LaunchError(f"{what} was not ready after {seconds:.0f} seconds. Logs: {self.logs}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Asks all in the reverse order of their start, waits, and ends those that do not listen."""
        for name in reversed(self.running):
            signal_group(self.running[name], signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in self.running.values():
            signal_group(process, signal.SIGKILL)
            process.wait()
        self.running.clear()


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To a leader still alive and, at the end, to the children a dead leader may have left."""
    if number is signal.SIGTERM:
        if process.poll() is None:
            process.send_signal(number)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def die_with_parent() -> None:
    """Linux ends the program when we are killed without a chance to stop it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
