"""What may be attached to a deal."""

from deals.permissions import DealPermission
from prm.files.kinds import DOCUMENTS, IMAGES, MEGABYTE, FileKind, register

EVIDENCE = register(
    FileKind(
        "deals.evidence",
        allowed=IMAGES | DOCUMENTS,
        max_bytes=10 * MEGABYTE,
        permissions={"vendor": DealPermission.VIEW, "portal": DealPermission.VIEW},
    )
)
MOST_FILES = 10
