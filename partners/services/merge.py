"""Two records of one organization become one, and for thirty days two again.

What each table does is said by its pillar (partners/merging.py). Every change is one statement over a table, and its rows are
kept by their keys, so that the undo puts back exactly those.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED
from partners.events import PartnersMerged, PartnersUnmerged
from partners.lifecycle import PARTNER
from partners.merging import Rule, plan_merge, rules_of, unique_per_partner
from partners.models import MergeChange, Partner, PartnerMerge
from partners.services.partner import EDITABLE, assign_owner, copy_values
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.imports.undoing import snapshot
from prm.lib.actor import Actor
from prm.lib.errors import Invalid, Refused, WrongState
from prm.outbox.services import emit
from prm.tenancy.constraints import CompositeForeignKey

UNDO_DAYS = 30
# What the survivor may take over of the duplicate.
CHOICES = (*EDITABLE, "owner", "custom")
MEMBERS = "accounts.Membership"
# Fields that say whose a row is, as opposed to who did something.
PERSON = ("member", "membership", "recipient")

Moved = dict[str, set[UUID]]


@transaction.atomic
def merge_partners(
    duplicate: Partner, *, into: Partner, actor: Actor, at: datetime, take: Collection[str] = ()
) -> PartnerMerge:
    """Moves what the duplicate has to `into`, which takes the duplicate's value of each field in `take`.

    Refuses a partner with itself or with one that has ended, and whatever `plan_merge` finds against it. A person who is a
    member of both stays one of the survivor; the other membership ends. Emits PartnersMerged.
    """
    gone, stays = _locked(duplicate.pk, into.pk)
    PARTNER.check(gone, "merge", actor)
    if gone.pk == stays.pk or set(take) - set(CHOICES):
        raise Invalid(_("Choose another partner to merge it into."))
    if stays.status in CLOSED:
        raise WrongState(_("%(partner)s has ended, so nothing goes over to it.") % {"partner": stays})
    if faults := plan_merge(stays, gone).faults:
        raise Refused(" ".join(faults))
    until = at + timedelta(days=UNDO_DAYS)
    merge = PartnerMerge.objects.create(
        survivor=stays, duplicate=gone, merged_at=at, merged_by=actor.label, undo_until=until
    )
    changes = _move_all(merge, stays, gone)
    gone.status, gone.merged_into = PARTNER.transitions["merge"].target, stays
    gone.save(update_fields=["status", "merged_into"])
    # Last: a domain is free for the survivor once the other is merged.
    merge.values = _take(stays, gone, take, actor=actor, at=at)
    merge.save(update_fields=["values"])
    told = {item.table: [0, len(item.ids)] for item in changes}
    summary = _("%(duplicate)s into %(survivor)s") % {"duplicate": gone.ref, "survivor": stays.ref}
    for row in (gone, stays):
        record(row, "partner.merged", actor=actor, at=at, summary=summary, changes=told, partner_id=row.pk)
    emit(PartnersMerged(merge_id=merge.pk, duplicate_id=gone.pk), at=at, partner_id=stays.pk)
    return merge


@transaction.atomic
def undo_merge(merge: PartnerMerge, *, actor: Actor, at: datetime) -> PartnerMerge:
    """Puts back what the merge moved and overwrote, with what has since been written under what goes back.

    A value somebody has changed since stays. Refuses after thirty days, where either was merged or ended since, and where
    money was booked for what would go back. Emits PartnersUnmerged.
    """
    row = PartnerMerge.objects.select_for_update().get(pk=merge.pk)
    gone, stays = _locked(row.duplicate_id, row.survivor_id)
    PARTNER.check(gone, "unmerge", actor)
    if row.undone_at is not None or at > row.undo_until:
        raise WrongState(_("This merge can no longer be undone."))
    if stays.status in CLOSED:
        raise WrongState(_("%(partner)s was merged or ended since; undo that first.") % {"partner": stays})
    changes = list(row.changes.all())
    moved = {item.table: set(item.ids) for item in changes if item.field == "partner_id"}
    later = _written_since(moved, stays)
    gone.status, gone.merged_into = PARTNER.transitions["unmerge"].target, None
    gone.save(update_fields=["status", "merged_into"])
    _give_back(row.values, stays, actor=actor, at=at)
    for label, ids in later.items():
        _rule(label).model.objects.filter(pk__in=ids).update(partner_id=gone.pk)
    for item in reversed(changes):
        _put_back(item, gone)
    row.undone_at, row.undone_by = at, actor.label
    row.save(update_fields=["undone_at", "undone_by"])
    summary = _("%(duplicate)s out of %(survivor)s") % {"duplicate": gone.ref, "survivor": stays.ref}
    told = {item.table: [len(item.ids), 0] for item in changes}
    for one in (gone, stays):
        record(one, "partner.unmerged", actor=actor, at=at, summary=summary, changes=told, partner_id=one.pk)
    emit(PartnersUnmerged(merge_id=row.pk, duplicate_id=gone.pk), at=at, partner_id=stays.pk)
    return row


def _locked(gone: UUID, stays: UUID) -> tuple[Partner, Partner]:
    """Both records, locked in one order whichever way round they are named."""
    both = {row.pk: row for row in Partner.objects.select_for_update().filter(pk__in=[gone, stays]).order_by("pk")}
    return both[gone], both[stays]


def _move_all(merge: PartnerMerge, stays: Partner, gone: Partner) -> list[MergeChange]:
    changes: list[MergeChange] = []

    def change(rule: Rule, ids: Sequence[UUID], field: str, before: Any, after: Any) -> None:
        if ids:
            rule.model.objects.filter(pk__in=ids).update(**{field: after})
            kept = [str(value) if isinstance(value, UUID) else value for value in (before, after)]
            changes.append(
                MergeChange(
                    merge=merge,
                    position=len(changes),
                    table=rule.label,
                    field=field,
                    before=kept[0],
                    after=kept[1],
                    ids=list(ids),
                )
            )

    for rule in rules_of("moves"):
        rows = rule.rows(gone).select_for_update().order_by("pk")
        if rule.lead and rule.rows(stays).filter(**{rule.lead: True}).exists():
            change(rule, list(rows.filter(**{rule.lead: True}).values_list("pk", flat=True)), rule.lead, True, False)
        left = list(rule.clashing(stays, gone).values_list("pk", flat=True)) if unique_per_partner(rule.model) else []
        ids = list(rows.exclude(pk__in=left).values_list("pk", flat=True))
        change(rule, ids, rule.field, gone.pk, stays.pk)
        if rule.label == MEMBERS:
            change(rule, ids, "partner_name", gone.name, stays.name)
            active = Membership.objects.filter(pk__in=left, is_active=True).values_list("pk", flat=True)
            change(rule, list(active), "is_active", True, False)
    MergeChange.objects.bulk_create(changes)
    return changes


def _take(stays: Partner, gone: Partner, take: Collection[str], *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Gives the survivor the duplicate's values; [before, after] of each that was another. Custom fields are filled up."""
    values = {name: getattr(gone, name) for name in CHOICES if name in take}
    if "custom" in values:
        values["custom"] = stays.custom | gone.custom
    names = [name for name, value in values.items() if getattr(stays, name) != value]
    before = snapshot(stays, names)
    _write(stays, {name: values[name] for name in names}, actor=actor, at=at)
    after = snapshot(Partner.objects.get(pk=stays.pk), names)
    return {name: [before[name], after[name]] for name in names}


def _give_back(values: dict[str, Any], stays: Partner, *, actor: Actor, at: datetime) -> None:
    """The values from before, but for those somebody has changed since."""
    now = snapshot(stays, list(values))
    before: dict[str, Any] = {}
    for name, (old, new) in values.items():
        if now[name] == new:
            field: Any = Partner._meta.get_field(name)
            before[name] = (
                field.related_model.objects.filter(pk=old).first() if field.is_relation else field.to_python(old)
            )
    _write(stays, before, actor=actor, at=at)


def _write(partner: Partner, values: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    if "owner" in values:
        assign_owner(partner, values["owner"], actor=actor, at=at)
    copy_values(partner, {name: value for name, value in values.items() if name != "owner"}, actor=actor, at=at)


def _put_back(item: MergeChange, gone: Partner) -> None:
    rule = _rule(item.table, item.field)
    if rule.lead == item.field and rule.rows(gone).filter(**{rule.lead: True}).exists():
        return
    # What somebody changed otherwise since stays as they left it.
    rule.model.objects.filter(pk__in=item.ids, **{item.field: item.after}).update(**{item.field: item.before})


def _written_since(moved: Moved, stays: Partner) -> Moved:
    """Rows of the survivor that hang on what goes back: they go with it. Booked money cannot, and refuses."""
    later: Moved = {}
    grew = True
    while grew:
        grew = False
        for rule in rules_of("moves"):
            fresh = _hanging_on(rule, moved, stays) - moved.get(rule.label, set())
            if fresh:
                moved.setdefault(rule.label, set()).update(fresh)
                later.setdefault(rule.label, set()).update(fresh)
                grew = True
    booked = [rule.name for rule in rules_of("blocks") if _hanging_on(rule, moved, stays)]
    if booked:
        told = {"rows": ", ".join(booked)}
        raise Refused(_("Since the merge, money was booked for what would go back: %(rows)s.") % told)
    return later


def _hanging_on(rule: Rule, moved: Moved, stays: Partner) -> set[UUID]:
    """Rows of the survivor under what is moved: by their key, or because they are a moved person's own."""
    found: set[UUID] = set()
    people = moved.get(MEMBERS, set())
    for name in (field.name for field in rule.model._meta.concrete_fields if field.name in PERSON):
        found |= set(rule.rows(stays).filter(**{f"{name}_id__in": people}).values_list("pk", flat=True))
    for key in rule.model._meta.constraints:
        if isinstance(key, CompositeForeignKey) and key.with_partner:
            target = rule.model._meta.get_field(key.field).related_model._meta.label
            if ids := moved.get(target):
                rows = rule.rows(stays).filter(**{f"{key.field}_id__in": ids})
                found |= set(rows.values_list("pk", flat=True))
    return found


def _rule(label: str, field: str = "") -> Rule:
    found = [rule for rule in rules_of("moves") if rule.label == label]
    return next((rule for rule in found if rule.field == field), found[0])
