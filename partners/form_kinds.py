"""The forms of this room: custom fields of a partner, which partners do not see, and due diligence, which they answer."""

from django.utils.translation import gettext_lazy as _

from partners.permissions import DiligencePermission, PortalDiligencePermission
from prm.files.kinds import DOCUMENTS, IMAGES, MEGABYTE, FileKind, register
from prm.forms.questions import Condition, Kind, Question
from prm.forms.registry import form_kind

PARTNER_FIELDS = form_kind(
    "partners.partner",
    title=_("Custom fields of a partner"),
    text=_("Kept on every partner's page, in lists, exports and the API. Partners do not see them."),
    is_custom_fields=True,
)

DUE_DILIGENCE_FILE = register(
    FileKind(
        "due_diligence",
        allowed=DOCUMENTS | IMAGES,
        max_bytes=10 * MEGABYTE,
        permissions={"vendor": DiligencePermission.VIEW, "portal": PortalDiligencePermission.ANSWER},
    )
)

# The rule reads these by name (partners/rules/diligence.py); questions of the vendor's own are for people.
DUE_DILIGENCE = form_kind(
    "partners.due_diligence",
    title=_("Due diligence of a partner"),
    text=_("Asked of partners before they become active, and again before it expires. Some answers raise red flags."),
    questions=[
        Question(
            "beneficial_owners", Kind.LONG_TEXT, _("Who owns the company? Name everybody with 25 % or more."),
            is_required=True,
        ),
        Question(
            "government_ties", Kind.YES_NO,
            _("Does an owner, director or close relative hold public office or work for a government?"), is_required=True,
        ),
        Question(
            "government_details", Kind.LONG_TEXT, _("Who, and which office?"), is_required=True,
            show_if=Condition("government_ties", ("yes",)),
        ),
        Question(
            "sanctions", Kind.YES_NO, _("Is the company, an owner or a director on a sanctions list?"), is_required=True
        ),
        Question(
            "investigation", Kind.YES_NO,
            _("In the last five years, was there a conviction or investigation for corruption, fraud or money laundering?"),
            is_required=True,
        ),
        Question("sub_partners", Kind.YES_NO, _("Will others sell or work for you under this partnership?"), is_required=True),
        Question("registry_extract", Kind.FILE, _("Extract of the company register")),
        Question("registry_expires_on", Kind.DATE, _("The extract holds until")),
    ],
)  # fmt: skip
