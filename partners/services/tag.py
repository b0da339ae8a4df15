"""Tags: put on many partners at once, taken off, renamed, removed. Free words, one tag a word whatever its letters' case."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Partner, PartnerTag, Tag
from partners.permissions import PartnerPermission
from prm.audit.services import Line, record, record_many
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid

LONGEST = 40
MOST_AT_ONCE = 20


@transaction.atomic
def tag_partners(partners: Sequence[Partner], tags: Iterable[str], *, actor: Actor, at: datetime) -> int:
    """Puts each tag on each partner, making tags that are new; gives how many partners got one they had not.

    Needs `partners.edit_partners`. Raises Invalid for no word, too many, or one longer than 40 letters.
    """
    _require(actor)
    words = _words(tags)
    Tag.objects.bulk_create(
        [Tag(name=name, key=key, ref=ref) for (key, name), ref in zip(words.items(), Tag.free_refs(len(words)), strict=True)],
        ignore_conflicts=True,
    )  # fmt: skip
    found = list(Tag.objects.filter(key__in=words))
    there = set(PartnerTag.objects.filter(partner__in=partners, tag__in=found).values_list("partner_id", "tag_id"))
    fresh = [(one, tag) for one in partners for tag in found if (one.pk, tag.pk) not in there]
    PartnerTag.objects.bulk_create([PartnerTag(partner=one, tag=tag) for one, tag in fresh], ignore_conflicts=True)
    return _record(fresh, "partner.tagged", actor, at)


@transaction.atomic
def untag_partners(partners: Sequence[Partner], tags: Iterable[str], *, actor: Actor, at: datetime) -> int:
    """Takes each tag off each partner that has it; gives how many lost one. A tag nobody has any more stays on offer."""
    _require(actor)
    rows = PartnerTag.objects.filter(partner__in=partners, tag__key__in=_words(tags)).select_related("partner", "tag")
    gone = [(row.partner, row.tag) for row in rows.select_for_update(of=("self",))]
    rows.delete()
    return _record(gone, "partner.untagged", actor, at)


@transaction.atomic
def set_tags(partner: Partner, tags: Iterable[str], *, actor: Actor, at: datetime) -> Partner:
    """These and no others, none included: puts on what is new, takes off what is gone."""
    _require(actor)
    wanted = {" ".join(tag.split()).casefold(): tag for tag in tags if tag.strip()}
    there = dict(Tag.objects.filter(tagged__partner=partner).values_list("key", "name"))
    if fresh := [tag for key, tag in wanted.items() if key not in there]:
        tag_partners([partner], fresh, actor=actor, at=at)
    if gone := [name for key, name in there.items() if key not in wanted]:
        untag_partners([partner], gone, actor=actor, at=at)
    return partner


@transaction.atomic
def rename_tag(tag: Tag, *, name: str, actor: Actor, at: datetime) -> Tag:
    """Calls a tag otherwise, on every partner that has it. Refuses the name of another tag."""
    _require(actor)
    [(key, word)] = _words([name]).items()
    if Tag.objects.filter(key=key).exclude(pk=tag.pk).exists():
        raise Invalid(_("There is a tag of this name already."), fields={"name": _("Taken.")})
    row = Tag.objects.select_for_update().get(pk=tag.pk)
    before, row.name, row.key = row.name, word, key
    row.save(update_fields=["name", "key"])
    record(row, "tag.renamed", actor=actor, at=at, summary=f"{before} → {word}", changes={"name": [before, word]})
    return row


@transaction.atomic
def remove_tag(tag: Tag, *, actor: Actor, at: datetime) -> None:
    """Forgets a tag and takes it off every partner."""
    _require(actor)
    record(tag, "tag.removed", actor=actor, at=at, changes={"partners": [tag.tagged.count(), 0]})
    tag.delete()


def _words(tags: Iterable[str]) -> dict[str, str]:
    """Names by key, in the order given; a word given twice counts once."""
    words: dict[str, str] = {}
    for tag in tags:
        if name := " ".join(tag.split()):
            words.setdefault(name.casefold(), name)
    if not words:
        raise Invalid(_("Name at least one tag."), fields={"tags": _("Missing.")})
    if len(words) > MOST_AT_ONCE or any(len(name) > LONGEST for name in words.values()):
        text = _("At most %(count)d tags at once, each of at most %(letters)d letters.")
        raise Invalid(text % {"count": MOST_AT_ONCE, "letters": LONGEST}, fields={"tags": _("Too long.")})
    return words


def _record(pairs: Sequence[tuple[Partner, Tag]], action: str, actor: Actor, at: datetime) -> int:
    """One entry a partner, written with one statement."""
    names: dict[Partner, list[str]] = {}
    for partner, tag in pairs:
        names.setdefault(partner, []).append(tag.name)
    lines = [Line(one, ", ".join(sorted(words)), partner_id=one.pk) for one, words in names.items()]
    record_many(lines, action, actor=actor, at=at)
    return len(names)


def _require(actor: Actor) -> None:
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not tag partners."))
