"""Program files to begin with: a few sound ladders for each partnership type, to be changed at will."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from programs.document.program import ProgramDocument, read_program

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class StartingPoint:
    key: str
    text: str
    document: ProgramDocument


@cache
def starting_points() -> dict[str, StartingPoint]:
    """By key, in the order of their types."""
    found = []
    for path in sorted(FILES.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        found.append(StartingPoint(path.stem, text, read_program(text)))
    return {point.key: point for point in found}
