"""Where what is applied differs from what was agreed: found every night, for all running objects at once."""

from datetime import datetime

from django.db import transaction

from agreements.applied import KINDS, Kind
from agreements.models import TermDrift
from agreements.queries.terms import terms_of_many
from programs.models import Partnership
from programs.queries import vendor_day

CHUNK = 1_000


def find_drift(*, at: datetime) -> int:
    """Opens what differs now and closes what no longer does; returns how many are open. Run twice it changes nothing."""
    return sum(_find(kind, at=at) for kind in KINDS.values())


@transaction.atomic
def _find(kind: Kind, *, at: datetime) -> int:
    """One kind of object. What the program's own rules give to everybody is no agreement and cannot drift."""
    applied = list(kind.reader(at))
    ids = {item.partnership_id for item in applied}
    terms = terms_of_many(ids, vendor_day(at))
    partners = dict(Partnership.objects.filter(pk__in=ids).values_list("pk", "partner_id"))
    before = {
        row.object_ref: row for row in TermDrift.objects.select_for_update().filter(kind=kind.key, closed_at=None)
    }
    fresh, changed = [], []
    still = set()
    for item in applied:
        term = terms[item.partnership_id].get(kind.term)
        if term is None or item.ref in still or not item.drifts_from(term.days):
            continue
        still.add(item.ref)
        now = {"applied": item.value, "agreed": term.days, "source": term.source, "origin": term.origin[:240]}
        row = before.get(item.ref)
        if row is None:
            fresh.append(
                TermDrift(
                    partner_id=partners[item.partnership_id],
                    partnership_id=item.partnership_id,
                    kind=kind.key,
                    object_ref=item.ref,
                    term=kind.term,
                    found_at=at,
                    **now,
                )
            )
        elif any(getattr(row, name) != value for name, value in now.items()):
            for name, value in now.items():
                setattr(row, name, value)
            changed.append(row)
    TermDrift.objects.bulk_create(fresh, batch_size=CHUNK)
    TermDrift.objects.bulk_update(changed, ["applied", "agreed", "source", "origin"], batch_size=CHUNK)
    TermDrift.objects.filter(pk__in=[row.pk for ref, row in before.items() if ref not in still]).update(closed_at=at)
    return len(still)
