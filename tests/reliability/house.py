"""The product as production runs it, on a scratch database: web, worker, relay and broker, and what is asked of it."""

import http.client
import os
import random
import socket
import threading
import time
from collections import Counter
from pathlib import Path

from django.conf import settings

from prm.launch.broker import Broker
from prm.launch.demo import QUEUES
from prm.launch.paths import PYTHON, VENV
from prm.launch.processes import Supervisor

READY_SECONDS = 60
DRAINED_AFTER = 1  # seconds from a proxy's reload until its last connection is made
WEBS = ("web-1", "web-2")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self, database_url, home, **environment):
        self.broker = Broker.on_free_port(home)
        self.ports = {name: free_port() for name in WEBS}
        self.taken_out = None
        self.programs = Supervisor(
            home / "log",
            {
                "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
                # The test's own, so that the sessions it makes hold here too.
                "SECRET_KEY": settings.SECRET_KEY,
                "DATABASE_URL": database_url,
                "REDIS_URL": self.broker.url(0),
                "CACHE_URL": self.broker.url(1),
                **environment,
            },
        )

    def __enter__(self):
        self.programs.start("broker", self.broker.command())
        self.programs.wait_until(self.broker.is_ready, 20, "Valkey")
        for name in WEBS:
            self.start_web(name)
        celery = [str(PYTHON), "-m", "celery", "-A", "prm.celery", "worker", "-Q", QUEUES, "-c", "2"]
        self.programs.start("worker", celery)
        self.programs.start("relay", [str(PYTHON), "manage.py", "relay", "--interval", "0.2"])
        for name in WEBS:
            self.wait_for_web(name)
        return self

    def __exit__(self, *error):
        self.programs.stop()

    def start_web(self, name):
        gunicorn = [str(VENV / "bin" / "gunicorn"), "prm.wsgi", "--preload", "--workers", "1", "--threads", "4"]
        gunicorn += ["--bind", f"127.0.0.1:{self.ports[name]}", "--graceful-timeout", "30", "--no-control-socket"]
        self.programs.start(name, gunicorn)

    def wait_for_web(self, name):
        port = self.ports[name]
        self.programs.wait_until(lambda: self.ask("GET", "/readyz", ports=[port]) == 200, READY_SECONDS, "/readyz")

    def restart_web(self, name):
        """Takes it from the proxy, ends it, starts it anew and gives it back, as docs/operations.md has it."""
        self.taken_out = self.ports[name]
        time.sleep(DRAINED_AFTER)
        web = self.programs.running[name]
        web.terminate()
        web.wait(READY_SECONDS)
        self.start_web(name)
        self.wait_for_web(name)
        self.taken_out = None

    def ask(self, method, path, headers=None, body=None, ports=()):
        """The status of the answer, read to its end; 0 where there was none.

        A proxy would choose between the processes as this does, those that were not taken out.
        """
        port = random.choice(ports or [port for port in self.ports.values() if port != self.taken_out])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body, {"Host": "localhost", **(headers or {})})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def memory(self, *names):
        """Resident bytes of programs and the processes they started."""
        return sum(resident(pid) for name in names for pid in family(self.programs.running[name].pid))


def family(leader):
    """The processes of its session."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if session_of(pid) == leader]


def session_of(pid):
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


def resident(pid):
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class Load:
    """Visitors who ask one thing after the other until they are told to go. `turn(visitor, round)` gives the request."""

    def __init__(self, house, turn, visitors, pause=0.0):
        self.house, self.turn, self.pause = house, turn, pause
        self.answers, self.slowest = Counter(), 0.0
        self.is_over, self.lock = threading.Event(), threading.Lock()
        self.threads = [threading.Thread(target=self.visit, args=(place,), daemon=True) for place in range(visitors)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(60)

    def visit(self, place):
        number = 0
        while not self.is_over.wait(self.pause):
            number += 1
            request = self.turn(place, number)
            began = time.monotonic()
            status = self.house.ask(*request)
            with self.lock:
                self.answers[status, request[0]] += 1
                self.slowest = max(self.slowest, time.monotonic() - began)

    @property
    def count(self):
        return sum(self.answers.values())

    @property
    def failures(self):
        """Answers of 5xx, and requests nobody answered."""
        return {answer: count for answer, count in self.answers.items() if answer[0] >= 500 or answer[0] == 0}

    @property
    def successes(self):
        return sum(count for (status, _method), count in self.answers.items() if 200 <= status < 400)
