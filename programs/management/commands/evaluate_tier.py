"""`manage.py evaluate_tier --program FILE --facts FILE --on DATE`: the decision record as JSON. Asks no database."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from programs.document.evaluation import evaluate
from programs.document.facts import read_facts
from programs.document.loader import read_file
from programs.document.program import read_program


class Command(BaseCommand):
    help = "Which tier a program file gives for a facts file on a day, and why, as JSON (docs/program-as-code.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--program", required=True, type=Path, help="a program as YAML")
        parser.add_argument("--facts", required=True, type=Path, help="a partnership's facts as YAML")
        parser.add_argument("--on", required=True, type=date.fromisoformat, help="the day, such as 2026-03-31")
        parser.add_argument("--review", action="store_true", default=None, help="a review takes place on that day")

    def handle(self, *args: Any, **options: Any) -> None:
        document = read_file(options["program"], read_program)
        facts = read_file(options["facts"], lambda text: read_facts(text, [level.name for level in document.levels]))
        record = evaluate(document, facts, options["on"], is_review=options["review"]).as_record()
        self.stdout.write(json.dumps(record, indent=2, ensure_ascii=False))
