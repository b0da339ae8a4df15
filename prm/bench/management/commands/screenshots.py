"""Brings the demo up, signs in as its personas and writes every main page as PNG under var/screenshots/."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from prm.bench.chromium import NoChromium, running_chromium
from prm.bench.pictures import Album, Sitting, photograph
from prm.demo.personas import PASSWORD, PERSONAS
from prm.launch.console import LaunchError
from prm.launch.demo import running_address, running_demo
from prm.launch.frontend import ensure_frontend
from prm.launch.packages import ensure_browser, ensure_weasyprint
from prm.launch.paths import VAR

HOME = VAR / "screenshots"
# Who shows which side. The administrator comes last, for what nobody before may open.
SITTERS = (
    ("sam@acme.example", "workspace"),
    ("fay@acme.example", "workspace"),
    ("alice@acme.example", "workspace"),
    ("nina@northwind.example", "portal"),
    ("bob@northwind.example", "portal"),
)


class Command(BaseCommand):
    help = "Writes every main page of the demo as PNG, 1280 and 360 px wide, light and dark, under var/screenshots/."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ensure_weasyprint()
            ensure_frontend()
            ensure_browser()
            with demo_address() as address, running_chromium() as browser:
                shutil.rmtree(HOME, ignore_errors=True)
                album = Album(HOME)
                sittings = [Sitting("nobody", "public", "acme", None)]
                sittings += [sit_down(browser, address, email, tree) for email, tree in SITTERS]
                photograph(browser, address, sittings, album)
        except (LaunchError, NoChromium) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(album.pictures)} pictures of {len(album.taken)} pages in {HOME}")
        if album.faults:
            raise CommandError("\n  ".join(["Some pages do not work:", *album.faults]))


@contextmanager
def demo_address() -> Iterator[str]:
    """Of the demo that already runs, or of one started for this and stopped afterwards."""
    if address := running_address():
        yield address
        return
    with running_demo() as demo:
        yield demo.address


def sit_down(browser: Any, address: str, email: str, tree: str) -> Sitting:
    """Signs a persona in through the form everybody uses, and keeps what the browser got for it."""
    persona = next(persona for persona in PERSONAS if persona.email == email)
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{address}/auth/login/?next={persona.home}")
    page.fill("input[name=login]", persona.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{persona.home}**")
    state = context.storage_state()
    context.close()
    return Sitting(email.partition("@")[0], tree, persona.home.split("/")[2], state)
