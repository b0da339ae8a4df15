import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.conf import settings

BIN = Path(sys.executable).parent
DOORS = {"services", "queries", "models", "enums", "events"}
# What earlier pillars ask of later ones they ask by registry (architecture section 1); these are the registries.
REGISTRIES = {
    "agreements.applied",
    "agreements.promises",
    "partners.handover",
    "partners.merging",
    "partners.page",
    "programs.benefits",
    "programs.metrics",
    "programs.onboarding",
}
PACKAGES = ["prm", *settings.PILLARS]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def test_the_import_contracts_hold():
    done = subprocess.run([BIN / "lint-imports", "--no-cache"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"See [tool.importlinter] in pyproject.toml and architecture section 1.\n{done.stdout}"
    assert "4 kept, 0 broken" in done.stdout


def test_pillars_use_each_other_through_their_doors(graph: grimp.ImportGraph):
    assert len(graph.modules) > 100
    wrong = [
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if is_past_the_door(importer, imported)
    ]
    assert not wrong, f"Another pillar is reached through its {sorted(DOORS)}, by event or by registry:\n" + "\n".join(
        wrong
    )


def is_past_the_door(importer: str, imported: str) -> bool:
    there, _, rest = imported.partition(".")
    if there not in settings.PILLARS or importer.partition(".")[0] == there:
        return False
    room = rest.split(".")[0]
    # What is measured is loaded by all the measuring rooms together; the product itself never enters one.
    if room == "bench" and importer.split(".")[1] == "bench":
        return False
    return bool(rest) and room not in DOORS and imported not in REGISTRIES


def test_no_room_is_a_drawer_for_everything(graph: grimp.ImportGraph):
    drawers = {"utils", "helpers", "common", "misc"}
    assert [module for module in sorted(graph.modules) if module.split(".")[-1] in drawers] == []
