"""Strings that betray whose data a body holds: keys, refs and names that one side has and the other has not."""

import io
import json
import re
import zipfile
from typing import Any

from django.db.models import CharField, EmailField, QuerySet, TextField, UUIDField

from partners.models import Partner
from prm.tenancy.checks import tenant_models

SHORTEST = 7
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
REF = re.compile(r"\b[A-Z]{2,5}-[0-9A-HJKMNP-TV-Z]{6}\b")
# Machine words that many rows of every vendor share say nothing.
NAMING = {"name", "legal_name", "email", "domain", "title", "subject", "customer_name", "to_email", "summary", "number"}


def rows_of_open_scope(model: Any) -> list[Any]:
    return list(QuerySet(model))


def strings_of(rows: list[Any]) -> set[str]:
    """Primary key, ref and naming texts of rows."""
    found = set()
    for row in rows:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            named = isinstance(field, CharField | TextField | EmailField) and field.name in NAMING
            if field.primary_key or field.name == "ref" or (named and len(str(value)) >= SHORTEST):
                found.add(str(value))
    return found


class Canaries:
    """What each foreign eye must not see, taken from the world as it stands."""

    def __init__(self, world: Any) -> None:
        with world.scope("acme"):
            rows = {model: rows_of_open_scope(model) for model in tenant_models()}
        with world.scope("globex"):
            globex = strings_of([row for model in tenant_models() for row in rows_of_open_scope(model)])
        everything = strings_of([row for found in rows.values() for row in found])
        # Xena works for both vendors: the domain of her address tells Globex nothing new.
        self.acme = {text for text in everything - globex if not any(text in known for known in globex)}
        names = ("northwind", "contoso", "wholesale")
        self.others = {name: self._not_of(rows, world.partners[name].pk) & self.acme for name in names}

    def _not_of(self, rows: dict[Any, list[Any]], partner_id: Any) -> set[str]:
        """Strings of other partners' rows that this partner's own rows do not hold."""
        foreign, own = [], []
        for model, found in rows.items():
            for row in found:
                owner = row.pk if model is Partner else partner_of(row)
                (foreign if owner is not None and owner != partner_id else own).append(row)
        return strings_of(foreign) - strings_of(own)

    def found_in(self, text: str, forbidden: set[str]) -> list[str]:
        keys = (set(UUID.findall(text)) | set(REF.findall(text))) & forbidden
        words = {word for word in forbidden if not UUID.fullmatch(word) and not REF.fullmatch(word) and word in text}
        return sorted(keys | words)


def partner_of(row: Any) -> Any:
    field = next((f for f in row._meta.concrete_fields if f.column == "partner_id"), None)
    return getattr(row, field.attname) if isinstance(field, UUIDField) or field is not None else None


def text_of(response: Any) -> str:
    """Body and headers as text; sheets are unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = json.dumps(dict(response.headers.items()))
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return headers + "\n" + body.decode("utf-8", "replace")


NOISE = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "csrf"),
    (re.compile(r'"X-CSRFToken": "[^"]+"'), "csrf"),
    (re.compile(r'data-csrf="[^"]+"'), "csrf"),
    (re.compile(r"nonce[=-]['\"]?[\w+/=-]+"), "nonce"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.+]+"), "time"),
    (re.compile(r'"RateLimit-(Remaining|Reset)": "\d+"'), "rate"),
)


def plain(text: str, values: list[str]) -> str:
    """The text without what changes from request to request and without what was asked for."""
    for pattern, word in NOISE:
        text = pattern.sub(word, text)
    for value in sorted(filter(None, values), key=len, reverse=True):
        # Whole words only: a number asked for must not blot out a ref that has its digit.
        text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", "*", text)
    return text
