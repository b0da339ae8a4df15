"""Smart groups: a name for filters of the partner list."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import PartnerGroup
from partners.permissions import PartnerPermission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid

MOST_VALUES = 100


@transaction.atomic
def save_group(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    rule: Mapping[str, Sequence[str]] | None = None,
    group: PartnerGroup | None = None,
) -> PartnerGroup:
    """Makes a group of a rule, or names or rules one otherwise; a rule left out stays.

    Needs `partners.edit_partners`. Refuses an empty name, one another group has, and a rule that filters nothing.
    """
    _require(actor)
    word = " ".join(name.split())
    key = word.casefold()
    if not word:
        raise Invalid(_("A group needs a name."), fields={"name": _("Missing.")})
    others = PartnerGroup.objects.exclude(pk=group.pk) if group else PartnerGroup.objects
    if others.filter(key=key).exists():
        raise Invalid(_("There is a group of this name already."), fields={"name": _("Taken.")})
    row = group or PartnerGroup(made_by=actor.label)
    before = {"name": row.name, "rule": row.rule}
    row.name, row.key = word, key
    if rule is not None:
        row.rule = {field: list(values) for field, values in rule.items() if any(values)}
    if not row.rule or sum(map(len, row.rule.values())) > MOST_VALUES:
        raise Invalid(_("Filter the list first: the group is whoever the filters find."))
    row.save()
    changes = {field: [old, getattr(row, field)] for field, old in before.items() if old != getattr(row, field)}
    record(row, "partner_group.saved", actor=actor, at=at, summary=row.name, changes=changes)
    return row


@transaction.atomic
def remove_group(group: PartnerGroup, *, actor: Actor, at: datetime) -> None:
    """Forgets the name; the partners stay as they are."""
    _require(actor)
    record(group, "partner_group.removed", actor=actor, at=at, summary=group.name)
    group.delete()


def _require(actor: Actor) -> None:
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not change groups of partners."))
