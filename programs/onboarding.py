"""The registries of onboarding: kinds of steps, and areas of the portal that steps open.

onboarding.register_step("pass_course", label=_("Pass a course"), icon="school", is_enablement=True,
                         url_name="portal:enablement:course-list")
onboarding.register_area("deals", label=_("Deals and referrals"))     # the pages portal:deals:...

Later pillars register theirs; `services.onboarding.record_step` completes a step by its kind.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StepKind:
    """`url_name` is the portal page where the step is done.

    Kinds done by hand are completed in the workspace, or handed in by the partner and checked, with words, the answers
    of a form or a file (`hands_in`); the others complete by what happens (record_step). Nothing may be expected of a
    partner before the required steps of kinds that are enablement are done.
    """

    kind: str
    label: Any
    icon: str = "circle-dashed"
    url_name: str = ""
    by_hand: bool = False
    hands_in: str = "note"
    is_enablement: bool = False


STEP_KINDS: dict[str, StepKind] = {}
AREAS: dict[str, Any] = {}


def register_step(kind: str, *, label: Any, **how: Any) -> StepKind:
    """Enters a kind of step; registering it again replaces it."""
    STEP_KINDS[kind] = StepKind(kind, label, **how)
    return STEP_KINDS[kind]


def register_area(namespace: str, *, label: Any) -> None:
    """Enters the portal pages of one room as something that a journey may keep closed."""
    AREAS[namespace] = label


register_step("sign_in", label=_("First sign-in"), icon="login")
register_step("profile", label=_("Complete your profile"), icon="id", url_name="portal:partners:profile")
register_step("form", label=_("Form"), icon="forms", by_hand=True, hands_in="form")
register_step("upload", label=_("File to hand in"), icon="upload", by_hand=True, hands_in="file")
register_step("meeting", label=_("Meeting"), icon="calendar", by_hand=True)
register_step("task", label=_("Task"), icon="checklist", by_hand=True)
