"""Is the log as it was written? Walks a vendor's chain and names the first place where it is not.

The digests are built anew here and not by the functions that wrote them: who can change those changes nothing here.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from prm.audit.models import AuditLink
from prm.tenancy.scope import current_vendor_id

START = bytes(32)
CHUNK = 2000
# The columns in the order of their digest (migration 0002_chain).
CONTENT = """jsonb_build_array(
    e.id, e.vendor_id, extract(epoch FROM e.created_at), e.target_type, e.target_id, e.target_label,
    e.action, e.actor_kind, e.actor_id, e.actor_label, extract(epoch FROM e.at), e.summary,
    e.changes, e.partner_id, e.is_visible_to_partner
)::text"""
LINKS = f"""
    SELECT l.sequence, l.entry_id, l.content, l.previous, l.hash, CASE WHEN e.id IS NOT NULL THEN {CONTENT} END
    FROM audit_auditlink l LEFT JOIN audit_auditentry e ON e.vendor_id = l.vendor_id AND e.id = l.entry_id
    WHERE l.vendor_id = %s AND l.sequence > %s ORDER BY l.sequence LIMIT %s
"""
WITHOUT_LINK = """
    SELECT e.id FROM audit_auditentry e WHERE e.vendor_id = %s
    AND NOT EXISTS (SELECT FROM audit_auditlink l WHERE l.vendor_id = e.vendor_id AND l.entry_id = e.id) LIMIT 1
"""
ANCHOR = re.compile(r"audit head (\S+) (\d+) ([0-9a-f]{64})")


@dataclass(frozen=True)
class Head:
    """The last link: how many there are, and the hash that holds all of them."""

    sequence: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash.hex()}"


class Broken(Exception):
    """The chain does not hold; the message names the first place."""


@dataclass(frozen=True)
class Link:
    sequence: int
    entry_id: UUID
    content: bytes
    previous: bytes
    hash: bytes
    text: str | None

    def fault_after(self, last: Head) -> str:
        """What is wrong with this link as the one after `last`; empty where nothing is."""
        if self.sequence != last.sequence + 1:
            return f"link {last.sequence + 1} is missing"
        if self.text is None:
            return f"link {self.sequence}: entry {self.entry_id} was deleted"
        if hashlib.sha256(self.text.encode()).digest() != self.content:
            return f"link {self.sequence}: entry {self.entry_id} is not as it was written"
        if self.previous != last.hash:
            return f"link {self.sequence} does not follow link {last.sequence}"
        if hashlib.sha256(self.previous + self.sequence.to_bytes(8, "big") + self.content).digest() != self.hash:
            return f"link {self.sequence} was altered"
        return ""


def head() -> Head:
    """The end of the present vendor's chain."""
    last = AuditLink.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return Head(last[0], bytes(last[1])) if last else Head(0, START)


def verify(anchors: Mapping[int, bytes] | None = None) -> Head:
    """The head of the present vendor's chain, when every link and entry of it holds and meets the anchors.

    Anchors are heads kept outside, hash by sequence. Raises Broken at the first fault.
    """
    known, last = anchors or {}, Head(0, START)
    for link in _links():
        if fault := link.fault_after(last):
            raise Broken(fault)
        last = Head(link.sequence, link.hash)
        if known.get(last.sequence, last.hash) != last.hash:
            raise Broken(f"link {last.sequence} is not the one that was anchored")
    if beyond := [sequence for sequence in known if sequence > last.sequence]:
        raise Broken(f"the end is missing: link {max(beyond)} was anchored, the chain ends at {last.sequence}")
    for (entry_id,) in _rows(WITHOUT_LINK, [current_vendor_id()]):
        raise Broken(f"entry {entry_id} has no link")
    return last


def anchors_in(lines: Iterable[str]) -> dict[str, dict[int, bytes]]:
    """The heads told in lines of a log: vendor's address -> sequence -> hash."""
    found: dict[str, dict[int, bytes]] = {}
    for line in lines:
        for slug, sequence, digest in ANCHOR.findall(line):
            found.setdefault(slug, {})[int(sequence)] = bytes.fromhex(digest)
    return found


def _links() -> Iterator[Link]:
    """A few at a time, so that a long log needs no more memory than a short one."""
    after = 0
    while rows := _rows(LINKS, [current_vendor_id(), after, CHUNK]):
        for sequence, entry_id, content, previous, digest, text in rows:
            yield Link(sequence, entry_id, bytes(content), bytes(previous), bytes(digest), text)
            after = sequence


def _rows(sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
