from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from prm.api.documents import DOCUMENTS


class Command(BaseCommand):
    help = "Writes docs/lifecycles.md, docs/events.md and docs/permissions.md from the registries."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether they are as they would be written")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "docs"
        old = []
        for name, write in DOCUMENTS.items():
            with translation.override("en-us"):
                text = write()
            path = folder / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            old.append(f"docs/{name}")
            if not options["check"]:
                folder.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if old and options["check"]:
            raise CommandError(f"Not up to date: {', '.join(old)}. Run `make docs`.")
        self.stdout.write("up to date" if not old else f"wrote {', '.join(old)}")
