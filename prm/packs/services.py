"""Choosing the optional modules of a type."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.packs.models import ModuleChoice
from prm.packs.modules import Level, Module, cell_of
from prm.packs.permissions import PackPermission
from prm.packs.types import PartnershipType
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


@transaction.atomic
def switch_module(kind: str, module: str, *, is_on: bool, actor: Actor, at: datetime) -> None:
    """Uses an optional module for a type, or stops. Nothing is deleted: its rows come back with it.

    Raises Forbidden, or Invalid for an unknown module and for one that is core or does not exist for the type.
    """
    if not actor.can(PackPermission.MANAGE):
        raise Forbidden(_("You may not choose modules."))
    if kind not in PartnershipType.values or module not in Module.values:
        raise Invalid(_("There is no such module."))
    cell = cell_of(kind, module)
    if cell.level is not Level.OPTIONAL:
        raise Invalid(
            _("This module belongs to the type and stays.")
            if cell.level is Level.CORE
            else _("This module does not exist for the type.")
        )
    rows = ModuleChoice.objects.filter(type=kind, module=module)
    if rows.exists() == is_on:
        return
    if is_on:
        ModuleChoice.objects.create(type=kind, module=module)
    else:
        rows.delete()
    vendor = Vendor.objects.get(pk=current_vendor_id())
    change = {f"{kind} {module}": [not is_on, is_on]}
    record(vendor, "packs.module_switched", actor=actor, at=at, changes=change, summary=str(Module(module).label))
