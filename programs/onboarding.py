"""The registry of onboarding step kinds. Later pillars register theirs; `record_step` completes them by kind.

onboarding.register_step("pass_course", label=_("Pass a course"), icon="school",
                         url_name="portal:enablement:course-list")
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StepKind:
    """`url_name` is the portal page where the step is done.

    Kinds done by hand are completed in the workspace, or handed in by the partner and checked; the others complete by
    what happens (record_step).
    """

    kind: str
    label: Any
    icon: str = "circle-dashed"
    url_name: str = ""
    by_hand: bool = False


STEP_KINDS: dict[str, StepKind] = {}


def register_step(
    kind: str, *, label: Any, icon: str = "circle-dashed", url_name: str = "", by_hand: bool = False
) -> StepKind:
    """Enters a kind of step; registering it again replaces it."""
    STEP_KINDS[kind] = StepKind(kind, label, icon, url_name, by_hand)
    return STEP_KINDS[kind]


register_step("profile", label=_("Complete your profile"), icon="id", url_name="portal:partners:profile")
register_step("meeting", label=_("Meeting"), icon="calendar", by_hand=True)
register_step("task", label=_("Task"), icon="checklist", by_hand=True)
