"""Who in the index may be the same organisation: candidates from the trigram index, scored one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from prm.matching.keys import keys_of
from prm.matching.models import MatchEntry
from prm.matching.score import Party, Score, score_pair

# Scoring a candidate takes about a tenth of a millisecond.
CANDIDATES = 60


@dataclass(frozen=True)
class Match:
    """An indexed organisation that is or may be the one asked about."""

    kind: str
    target_id: UUID
    party: Party
    score: Score


def find_matches(party: Party, *, kinds: Sequence[str], limit: int = 10, excluding: Sequence[UUID] = ()) -> list[Match]:
    """The indexed organisations that are the same as this one or may be, the surest first.

    `excluding` leaves out target ids, such as the row that is being checked itself. Needs the vendor's role; a portal
    asks through a query marked @beyond_partner.
    """
    entries = MatchEntry.objects.filter(pk__in=_candidate_ids(party, kinds)).exclude(target_id__in=excluding)
    matches = [
        Match(entry.target_kind, entry.target_id, entry.party, score)
        for entry in entries
        if (score := score_pair(party, entry.party)).is_proposed
    ]
    matches.sort(key=lambda match: (-match.score.value, match.party.name, str(match.target_id)))
    return matches[:limit]


def _candidate_ids(party: Party, kinds: Sequence[str]) -> list[UUID]:
    """Reads through the definer function: under row security LIKE and % may not use the trigram index."""
    keys = keys_of(party)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prm_match_candidates(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                list(kinds), keys.name, keys.similarity, keys.initials, keys.acronym, keys.domain, keys.city,
                keys.state, CANDIDATES,
            ],
        )  # fmt: skip
        return [row[0] for row in cursor.fetchall()]
