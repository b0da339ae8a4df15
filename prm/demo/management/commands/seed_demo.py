"""Builds the demo world: each pillar's demo.py in lifecycle order, through the services, with a fixed clock."""

import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from prm.demo.world import VENDORS, DemoWorld, found_vendor, today
from prm.outbox.services import drain
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context


class Command(BaseCommand):
    help = "Builds the demo world in an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if Vendor.objects.exists():
            raise CommandError("The demo world is built in an empty database; make demo-reset starts over.")
        began = time.monotonic()
        worlds = [found_vendor(spec, now=today()) for spec in VENDORS]
        for world in worlds:
            for pillar in settings.PILLARS:
                if find_spec(f"{pillar}.demo"):
                    self.seed(import_module(f"{pillar}.demo"), world)
                    self.stdout.write(f"  {world.spec.name}: {pillar}, {time.monotonic() - began:.0f} s")

    def seed(self, pillar: Any, world: DemoWorld) -> None:
        """`prepare` makes users, outside the scope; `seed` does the rest inside it. Events are delivered in order."""
        if hasattr(pillar, "prepare"):
            pillar.prepare(world)
        with tenant_context(Audience.VENDOR, world.vendor.pk):
            pillar.seed(world)
        drain(world.vendor.pk)
