"""`manage.py check_program FILE [--against FILE]`: what is unsound about a program file, and how it differs from another."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programs.document.loader import read_file
from programs.document.program import read_program
from programs.document.review import differences, faults_of


class Command(BaseCommand):
    help = "What is unsound about a program file and what does not fit its type (docs/program-as-code.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("program", type=Path, help="a program as YAML")
        parser.add_argument("--against", type=Path, help="an earlier version of it, to tell what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with an error where a level can never be reached, so that a build may stand on it."""
        document = read_file(options["program"], read_program)
        faults = faults_of(document)
        for fault in faults:
            self.stdout.write(f"{'error' if fault.is_error else 'warning'}: {fault.text}")
        if options["against"]:
            before = read_file(options["against"], read_program)
            for line in differences(before, document):
                self.stdout.write(line)
        if any(fault.is_error for fault in faults):
            raise CommandError("The program is unsound.")
        self.stdout.write(f"{document.name}: {len(document.levels)} levels, {len(faults)} warnings")
