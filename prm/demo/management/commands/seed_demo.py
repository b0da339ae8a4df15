"""Builds the demo world: each pillar's demo.py in lifecycle order, through the services, with a fixed clock."""

import logging
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from prm.celery import app
from prm.demo.world import VENDORS, DemoWorld, found_vendor
from prm.outbox.services import drain
from prm.tenancy.models import Vendor

# The platform's own rooms come last, for they show what the pillars left there.
ROOMS = (*(f"{pillar}.demo" for pillar in settings.PILLARS), "prm.demo.imports", "prm.demo.bells")


class Command(BaseCommand):
    help = "Builds the demo world in an empty database."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--vendor", choices=[spec.slug for spec in VENDORS], help="only this vendor's half")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [spec for spec in VENDORS if options["vendor"] in (None, spec.slug)]
        if Vendor.objects.filter(slug__in=[spec.slug for spec in wanted]).exists():
            raise CommandError("The demo world is built in an empty database; make demo-reset starts over.")
        # Knocks on the workers' door stay in this process and go with it: documents render when they are first opened.
        app.conf.broker_url = "memory://localhost/"
        logging.disable(logging.INFO)
        with connection.cursor() as cursor:
            # A world lost with the power is built again; and nobody waits behind this long transaction or that one.
            cursor.execute("SET synchronous_commit TO off")
            cursor.execute("SET idle_in_transaction_session_timeout TO 0")
            cursor.execute("SET statement_timeout TO 0")
        began = time.monotonic()
        for spec in wanted:
            world = found_vendor(spec)
            for room in ROOMS:
                if find_spec(room):
                    self.seed(import_module(room), world)
                    if options["verbosity"] > 1:
                        self.stdout.write(f"  {world.spec.name}: {room}, {time.monotonic() - began:.0f} s")

    def seed(self, room: Any, world: DemoWorld) -> None:
        """Each room opens its own scopes. What its events lead to happens before the next room begins."""
        room.seed(world)
        drain(world.vendor.pk)
