"""The module matrix (six types by modules): what a type has, may have, and does not have at all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType as Type


class Module(TextChoices):
    DEAL_REGISTRATION = "deal_registration", _("Deal registration and protection")
    LEADS = "leads", _("Lead distribution")
    REFERRALS = "referrals", _("Referral submission")
    CO_SELL = "co_sell", _("Co-sell and joint opportunities")
    INTEGRATIONS = "integrations", _("Integration certification and listing")
    SELL_THROUGH = "sell_through", _("Sell-through and inventory")
    SPECIAL_PRICES = "special_prices", _("Special prices")
    DESIGN_WINS = "design_wins", _("Design wins, volume reports, royalties")
    BUSINESS_PLANS = "business_plans", _("Joint business plans and governance")
    TIERS = "tiers", _("Tiers")
    CERTIFICATION = "certification", _("Certification of people")
    FUNDS = "funds", _("Market development funds")
    CO_MARKETING = "co_marketing", _("Co-branded assets, e-mail, social, microsites, events")


class Level(StrEnum):
    """CORE cannot be taken away, OPTIONAL is the vendor's choice, OFF does not exist for the type."""

    CORE = "core"
    OPTIONAL = "optional"
    OFF = "off"


@dataclass(frozen=True)
class Cell:
    """One type's share of a module; `variant` says how it differs from the usual one."""

    level: Level
    variant: Any = ""


def core(variant: Any = "") -> Cell:
    return Cell(Level.CORE, variant)


def optional(variant: Any = "") -> Cell:
    return Cell(Level.OPTIONAL, variant)


def off(variant: Any = "") -> Cell:
    return Cell(Level.OFF, variant)


# The columns in their order.
TYPES = (Type.RESALE, Type.TECHNOLOGY, Type.REFERRAL, Type.DISTRIBUTION, Type.ALLIANCE, Type.OEM)

# fmt: off
_ROWS: dict[Module, tuple[Cell, ...]] = {
    Module.DEAL_REGISTRATION: (
        core(), off(), off(), optional(_("On behalf of a reseller")), off(_("Joint opportunities")),
        off(_("Design registration")),
    ),
    Module.LEADS: (core(), optional(), off(), core(_("Passed on to resellers")), optional(), off()),
    Module.REFERRALS: (optional(), optional(), core(), off(), optional(), off()),
    Module.CO_SELL: (optional(), core(), off(), off(), core(), off()),
    Module.INTEGRATIONS: (off(), core(), off(), off(), optional(_("Joint solution")), off()),
    Module.SELL_THROUGH: (off(), off(), off(), core(), off(), off()),
    Module.SPECIAL_PRICES: (optional(), off(), off(), core(), off(), off()),
    Module.DESIGN_WINS: (off(), off(), off(), off(), off(), core()),
    Module.BUSINESS_PLANS: (optional(_("Top tier")), optional(), off(), core(), core(), optional()),
    Module.TIERS: (
        core(), core(_("Badge levels")), optional(_("Simple or none")), core(_("Own program")),
        off(_("Maturity instead")), core(_("Volume bands")),
    ),
    Module.CERTIFICATION: (
        core(), off(_("Technical certification of the integration")), off(), core(_("Trainers and their resellers")),
        core(_("Joint solution")), core(_("Engineering")),
    ),
    Module.FUNDS: (
        core(), optional(_("Joint launch")), off(), core(_("Passed through to resellers")),
        core(_("Joint fund, both contribute")), off(),
    ),
    Module.CO_MARKETING: (
        core(), core(), optional(_("Light kit")), core(_("Passed on to resellers")), core(_("Approved by both sides")),
        optional(_("Ingredient branding, by agreement")),
    ),
}
# fmt: on

MATRIX: dict[tuple[Type, Module], Cell] = {
    (kind, module): cell for module, cells in _ROWS.items() for kind, cell in zip(TYPES, cells, strict=True)
}


def cell_of(kind: str, module: str) -> Cell:
    return MATRIX[Type(kind), Module(module)]


def has_module(kind: str, module: str, chosen: frozenset[tuple[str, str]] = frozenset()) -> bool:
    """Whether a partnership of this type has the module: always when core, by the vendor's choice when optional."""
    level = cell_of(kind, module).level
    return level is Level.CORE or (level is Level.OPTIONAL and (str(kind), str(module)) in chosen)
