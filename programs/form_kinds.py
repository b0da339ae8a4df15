"""The application form: what a vendor asks applicants beyond the questions every program has."""

from django.utils.translation import gettext_lazy as _

from prm.files.kinds import DOCUMENTS, IMAGES, MEGABYTE, FileKind, register
from prm.forms.questions import Kind, Question
from prm.forms.registry import Scope, form_kind
from programs.models import OnboardingForm, Program
from programs.permissions import ApplicationPermission, PartnershipPermission, PortalProgramPermission

# A reviewer reads what an applicant sent; strangers send it, so less is taken.
APPLICATION_FILE = register(
    FileKind(
        "application",
        allowed=DOCUMENTS | IMAGES,
        max_bytes=10 * MEGABYTE,
        permissions={"vendor": ApplicationPermission.VIEW},
    )
)


def programs() -> list[Scope]:
    """Programs that take applications now or will."""
    rows = Program.objects.exclude(status="retired").order_by("name")
    return [Scope(row.pk, row.name, row.type) for row in rows]


APPLICATION_FORM = form_kind(
    "programs.application",
    title=_("Application to a program"),
    text=_(
        "Company, contact and business are always asked; your questions follow them. A program's own take the place of those for all."
    ),
    scopes=programs,
    is_gate=True,
)

# What partners hand in for a step of their journey.
ONBOARDING_FILE = register(
    FileKind(
        "onboarding",
        allowed=DOCUMENTS | IMAGES,
        permissions={"vendor": PartnershipPermission.VIEW, "portal": PortalProgramPermission.VIEW_ONBOARDING},
    )
)


def onboarding_forms() -> list[Scope]:
    return [Scope(row.pk, row.name) for row in OnboardingForm.objects.order_by("name")]


ONBOARDING_FORM = form_kind(
    "programs.onboarding",
    title=_("Forms of onboarding journeys"),
    text=_("Each form that a step asks for has its own questions; till it has, these are asked."),
    questions=[
        Question("answer", Kind.LONG_TEXT, _("Tell us"), help=_("What we should know about this."), is_required=True)
    ],
    scopes=onboarding_forms,
)
