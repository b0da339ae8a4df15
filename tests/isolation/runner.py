"""Asks every question of the matrix and collects what should not have been answered."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from prm.accounts.permissions import permissions_for
from prm.accounts.services.token import create_token
from prm.accounts.tokens import actor_for_token
from prm.lib.actor import Actor
from tests.isolation.canaries import Canaries, plain, text_of
from tests.isolation.fingerprint import Watch
from tests.isolation.probes import NOBODY, RIGHTFUL, Probe, api_probes, public_probes, shell_probes
from tests.isolation.routes import Route
from tests.isolation.samples import Samples

FINE = frozenset({200, 302, 303, 400, 405, 409})


class Matrix:
    def __init__(self, world: Any, samples: Samples) -> None:
        self.world, self.samples = world, samples
        for prepare in samples.prepare:
            prepare(world)
        self.clients = {NOBODY: Client(raise_request_exception=False)}
        for name in world.members:
            self.clients[name] = world.client(name)
            self.clients[name].raise_request_exception = False
        self.keys = {name: self.key_of(name) for name in ("alice", "eve", "bob", "carl", "dora", "ivan", "vera")}
        self.canaries = Canaries(world)
        self.watch = Watch(world)
        self.probes, self.routes = 0, 0
        self.faults: list[str] = []
        self.statuses: Counter[int] = Counter()

    def key_of(self, name: str) -> str:
        member = self.world.members[name]
        with self.world.scope(name if member.audience == "portal" else member.vendor.slug):
            trusted = Actor(
                kind="system", label="Matrix", vendor_id=member.vendor_id, audience=member.audience,
                partner_id=member.partner_id, trusted=True,
            )  # fmt: skip
            scopes = permissions_for(member.audience, member.role)
            _token, raw = create_token(member, name="Matrix", scopes=scopes, actor=trusted, at=self.world.now)
        # Once used, a key writes its time again only after minutes, and the refusals below are seen to write nothing.
        assert actor_for_token(raw)
        return raw

    def run(self, route: Route) -> None:
        """All questions about one route."""
        sample = self.sample_of(route)
        if sample is None:
            return
        self.routes += 1
        for probe in self.probes_of(route, sample):
            self.ask(route, probe)
        if changed := self.watch.changed():
            self.faults.append(f"{route.name}: refused requests wrote to {', '.join(changed)}")
        self.control(route, sample)

    def sample_of(self, route: Route) -> dict[str, Any] | None:
        if not route.objects:
            return {}
        if route.name not in self.samples.objects:
            self.faults.append(
                f"{route.name} has no sample: add to tests/isolation/samples_{route.name.split(':')[1]}.py"
                f' SAMPLES["{route.name}"] = lambda w: {{{", ".join(f"{n!r}: ..." for n in route.objects)}}}'
            )
            return None
        try:
            return dict(self.samples.objects[route.name](self.world))
        except Exception as error:
            self.faults.append(f"{route.name}: its sample fails with {error!r}")
            return None

    def probes_of(self, route: Route, sample: dict[str, Any]) -> Any:
        if route.tree == "api":
            return api_probes(
                route, sample, is_open=route.name in self.samples.open, shared=route.name in self.samples.shared
            )
        if route.tree == "public":
            return public_probes(route, sample, is_open=route.name in self.samples.open)
        return shell_probes(route, sample, self.world, shared=route.name in self.samples.shared)

    def send(self, route: Route, who: str, method: str, vendor: str, kwargs: dict[str, Any], query: str = "") -> Any:
        given = {**kwargs, **({"vendor": vendor} if "vendor" in route.arguments else {})}
        path = reverse(route.name, kwargs=given)
        headers = {}
        client = self.clients.get(who, self.clients[NOBODY])
        if route.tree == "api":
            client = self.clients[NOBODY]
            if who != NOBODY:
                headers["Authorization"] = f"Bearer {self.keys.get(who, 'prm_' + 'x' * 43)}"
        extra = {"content_type": "application/json"} if route.tree == "api" and method != "get" else {}
        return getattr(client, method)(path + query, headers=headers, **extra)

    def ask(self, route: Route, probe: Probe) -> None:
        self.probes += 1
        response = self.send(route, probe.who, probe.method, probe.vendor, probe.kwargs, probe.query)
        self.statuses[response.status_code] += 1
        said = f"{route.name} {probe.method.upper()}{probe.query} by {probe.who or 'nobody'} at /{probe.vendor}/"
        if response.status_code not in probe.wanted:
            wanted = " or ".join(map(str, sorted(probe.wanted)))
            self.faults.append(f"{said}: {response.status_code}, not {wanted}: {probe.reason}")
            return
        is_guest = probe.who == NOBODY and route.tree != "public"
        if is_guest and response.status_code == 302 and "/auth/login/" not in response["Location"]:
            self.faults.append(f"{said}: sent to {response['Location']}, not to sign in")
        values = [str(value) for value in probe.kwargs.values()]
        text = plain(text_of(response), values)
        if probe.hidden:
            forbidden = self.canaries.acme if probe.hidden == "acme" else self.canaries.others[probe.hidden]
            if leaked := self.canaries.found_in(text, forbidden - set(values)):
                self.faults.append(f"{said}: LEAKS {leaked[:4]}")
        if probe.twin is not None:
            other = self.send(route, probe.who, probe.method, probe.vendor, probe.twin, probe.query)
            self.probes += 1
            asked = values + [str(value) for value in probe.twin.values()]
            if (other.status_code, plain(text_of(other), asked)) != (response.status_code, plain(text, asked)):
                self.faults.append(
                    f"{said}: a foreign object is answered otherwise than a made-up one ({other.status_code})"
                )

    def control(self, route: Route, sample: dict[str, Any]) -> None:
        """The one who may gets an answer: without it every refusal above would prove nothing. What it writes is undone."""
        who = "alice" if route.tree == "api" else RIGHTFUL[route.tree]
        if route.tree == "api" and getattr(route.view, "permission", None) is not None:
            permission = route.view.permission
            if isinstance(permission, dict) and "vendor" not in permission:
                who = "bob"
        with transaction.atomic():
            response = self.send(route, who, "get", "acme", sample)
            transaction.set_rollback(True)
        self.watch.count = -1 if response.status_code >= 500 else self.watch.count
        self.probes += 1
        if response.status_code not in FINE | ({404} if route.name in self.samples.open else set()):
            self.faults.append(f"{route.name} GET by {who or 'nobody'}: {response.status_code}, though it is theirs")
        if response.status_code == 302 and route.tree in ("workspace", "portal") and "/auth/" in response["Location"]:
            self.faults.append(f"{route.name} GET by {who}: sent to sign in, though signed in")

    def result(self) -> tuple[int, int, int]:
        """How many probes, routes and leaks."""
        return self.probes, self.routes, sum("LEAKS" in fault for fault in self.faults)
