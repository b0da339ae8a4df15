"""Files of lessons: every partner may open them, whoever may learn."""

from enablement.permissions import LearningPermission, PortalLearningPermission
from prm.files.kinds import FileKind, register

LESSON_FILE = "enablement.lesson"

register(
    FileKind(LESSON_FILE, permissions={"vendor": LearningPermission.VIEW, "portal": PortalLearningPermission.LEARN})
)
