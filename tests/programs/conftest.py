import pytest

from prm.tenancy.scope import Audience, tenant_context
from programs.models import Application
from programs.services.application import submit_application
from programs.services.journey import Step, save_template
from programs.services.onboarding import lay_out_journey, start_journey

ANSWERS = {
    "company_name": "Fabrikam GmbH",
    "domain": "fabrikam.de",
    "country": "DE",
    "contact_name": "Ute Falk",
    "contact_email": "ute@fabrikam.de",
    "segments": ["energy", "public"],
    "technical_people": 8,
    "sales_people": 4,
    "answers": {"relationships": "complementary", "finances": "profitable_years", "motivation": "Growth"},
}


@pytest.fixture
def apply(world):
    """Submits an application as the public does; the fixture answers with the row."""

    def submit(**changes):
        with tenant_context(Audience.PUBLIC, world.acme.pk):
            receipt = submit_application(world.programs["acme"].ref, {**ANSWERS, **changes}, at=world.now)
        with world.scope("acme"):
            return Application.objects.get(pk=receipt.id)

    return submit


@pytest.fixture
def journey(world):
    """Northwind's running journey: a task of its own, a check of ours, a course."""
    steps = [
        Step("task", "Kick-off call", "partner", 7),
        Step("task", "Provision the demo system", "vendor", 10),
        Step("pass_course", "Pass Sales basics", "partner", 45, is_required=False),
    ]
    with world.scope("acme"):
        system = {"actor": world.system(), "at": world.now}
        from programs.onboarding import STEP_KINDS, register_step

        if "pass_course" not in STEP_KINDS:
            register_step("pass_course", label="Pass a course")
        save_template(type="resale", name="First 90 days", window_days=90, steps=steps, **system)
        partnership = world.partnerships["northwind"]
        lay_out_journey(partnership)
        return start_journey(partnership, **system)
