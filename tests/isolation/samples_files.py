"""Stored files: Acme's own, one of Northwind's, a published one."""

from prm.files.links import signed_path
from prm.files.services import store
from tests.support.hostile_files import PDF


def prepare(world):
    for name, who, visibility in (
        ("paper", "sam", "private"),
        ("proof", "nina", "private"),
        ("sheet", "sam", "public"),
    ):
        with world.scope(who):
            world.things[name] = store(
                PDF, name=f"{name} of {who}.pdf", actor=world.actor(who), at=world.now, visibility=visibility
            )


SAMPLES = {
    "workspace:files:download": lambda w: {"ref": w.paper.ref},
    "portal:files:download": lambda w: {"ref": w.proof.ref},
    "public:files:download": lambda w: {"ref": w.sheet.ref},
    "public:files:signed": lambda w: {"token": signed_path(w.paper, "acme").rstrip("/").rpartition("/")[2]},
}
