"""Keeps the match index beside the rows it stands for: whoever writes such a row calls these in its transaction."""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from prm.lib.ids import uuid7
from prm.matching.keys import keys_of
from prm.matching.models import MatchEntry
from prm.matching.score import Party
from prm.tenancy.scope import current_scope

WRITTEN = ("name", "domain", "city", "state", "country")
SEARCHED = ("name_key", "initials_key", "domain_key", "city_key", "state_key")
BATCH = 2000
COLUMNS = ", ".join((*WRITTEN, *SEARCHED))
INSERT = f"""
    INSERT INTO matching_matchentry (vendor_id, target_kind, created_at, id, target_id, {COLUMNS})
    SELECT %s, %s, now(), id, target_id, {COLUMNS} FROM json_to_recordset(%s)
    AS row (id uuid, target_id uuid, {", ".join(f"{column} text" for column in (*WRITTEN, *SEARCHED))})
    ON CONFLICT (vendor_id, target_kind, target_id) DO UPDATE
    SET {", ".join(f"{column} = EXCLUDED.{column}" for column in (*WRITTEN, *SEARCHED))}
"""


def index_party(kind: str, target_id: UUID, party: Party) -> None:
    """Enters one organization or replaces what was known of it."""
    index_parties(kind, [(target_id, party)])


def index_parties(kind: str, parties: Iterable[tuple[UUID, Party]]) -> int:
    """Enters many at once and says how many. A target named twice keeps the last."""
    latest = list(dict(parties).items())
    for start in range(0, len(latest), BATCH):
        _enter(kind, latest[start : start + BATCH])
    return len(latest)


def remove_parties(kind: str, target_ids: Sequence[UUID]) -> None:
    """Takes organizations out; they are proposed no longer."""
    MatchEntry.objects.filter(target_kind=kind, target_id__in=target_ids).delete()


def _enter(kind: str, parties: list[tuple[UUID, Party]]) -> None:
    """One statement for a batch, written by hand: an import's speed hangs on it, and the ORM takes twice the time."""
    rows = [_row(target_id, party) for target_id, party in parties]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [current_scope().vendor_id, kind, json.dumps(rows)])


def _row(target_id: UUID, party: Party) -> dict[str, str]:
    keys = keys_of(party)
    return {
        "id": str(uuid7()), "target_id": str(target_id),
        "name": party.name[:300], "domain": party.domain[:253],
        "city": party.city[:120], "state": party.state[:120], "country": party.country[:120],
        "name_key": keys.name, "initials_key": keys.initials, "domain_key": keys.domain,
        "city_key": keys.city, "state_key": keys.state,
    }  # fmt: skip
