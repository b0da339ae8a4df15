"""The import kind of this room: partnerships a vendor has had elsewhere, with the levels they hold."""

from django.utils.translation import gettext_lazy as _

from prm.imports.cleaners import clean_date, clean_email, limited_text
from prm.imports.kinds import ImportField, ImportKind, register
from programs.permissions import PartnershipPermission
from programs.services.move_in import load_partnerships

PARTNERSHIPS = register(
    ImportKind(
        name="programs.partnerships",
        label=_("Partnerships you have already"),
        description=_(
            "For going live: who is in which program since when, and at which level. Nobody is told, no onboarding begins, "
            "and the first review takes no level away."
        ),
        icon="heart-handshake",
        permission=PartnershipPermission.MANAGE,
        load=load_partnerships,
        key=("partner", "program"),
        url_name="workspace:programs:partnership-list",
        fields=(
            ImportField(
                "partner", _("Partner"), True, ("partner", "company", "web domain", "domain", "account"),
                limited_text(160), help=_("Its web domain, its reference or its name."), example="northwind.example.com",
            ),
            ImportField(
                "program", _("Program"), True, ("program", "partner program", "track"), limited_text(120),
                help=_("The program's name or reference."), example="Resale",
            ),
            ImportField(
                "contracted_on", _("Under contract since"), True, ("contract date", "signed on", "agreement date", "since"),
                clean_date, example="2023-05-01",
            ),
            ImportField("tier", _("Level"), False, ("tier", "level", "status"), limited_text(60), example="Gold"),
            ImportField(
                "tier_since", _("Level since"), False, ("tier since", "level since", "tier date"), clean_date, None,
                example="2025-01-01",
            ),
            ImportField(
                "pinned_until", _("Level kept up to"), False, ("pin", "pinned until", "locked until", "tier valid until"),
                clean_date, None, help=_("Left empty, the level is kept over the first review."), example="2027-01-01",
            ),
            ImportField(
                "owner", _("Channel manager"), False, ("owner", "owner email", "cam", "account manager"), clean_email,
                help=_("The e-mail of a member of yours; left empty, the partner's own."),
            ),
        ),
    )
)  # fmt: skip
