"""An import of exchange rates at both vendors, checked and not run; the samples are Acme's."""

from prm.imports.services.run import work_through
from prm.imports.services.upload import set_mapping, upload_file

FILES = {
    "acme": ("alice", b"Date,From,To,Rate\n2026-01-02,EUR,USD,1.1\nsecret-of-acme,EUR,USD,1.2\n"),
    "globex": ("eve", b"Date,From,To,Rate\n2026-01-02,EUR,USD,1.1\n"),
}


def prepare(world):
    for vendor, (who, content) in FILES.items():
        with world.scope(vendor):
            actor = world.actor(who)
            name = f"rates-of-{vendor}.csv"
            batch = upload_file("money.exchange_rates", content, name=name, actor=actor, at=world.now)
            batch = set_mapping(batch, batch.mapping, actor=actor, at=world.now)
            world.things[f"import_of_{vendor}"] = work_through(batch, actor=actor, at=world.now)


ROUTES = ("detail", "progress", "columns", "run", "resume", "undo", "cancel", "errors", "errors-xlsx")
SAMPLES = {f"workspace:imports:batch-{name}": lambda w: {"ref": w.import_of_acme.ref} for name in ROUTES}
TASKS = {"prm.imports.tasks.work_import": lambda w: {"batch_id": str(w.import_of_acme.pk), "membership_id": ""}}
