"""The vendor's own form of one program, with one question."""

from prm.forms.questions import Question
from prm.forms.services import add_question, publish_form, start_definition
from programs.form_kinds import APPLICATION_FORM


def prepare(world):
    system = {"actor": world.system(), "at": world.now}
    with world.scope("acme"):
        form = start_definition(APPLICATION_FORM.key, world.programs["acme"].pk, **system)
        form = add_question(form, Question("fleet_of_acme", "text", "How large is the fleet of Acme?"), **system)
        publish_form(form, **system)
        world.things["form"] = add_question(form, Question("draft_of_acme", "text", "Draft of Acme"), **system)


def form(w, **more):
    return {"ref": w.form.ref, **more}


W = "workspace:forms:"
SAMPLES = {W + f"form-{verb}": form for verb in ("detail", "preview", "publish", "discard")}
SAMPLES |= {W + "question-create": form}
SAMPLES |= {W + f"question-{verb}": lambda w: form(w, key="fleet_of_acme") for verb in ("edit", "move", "remove")}
