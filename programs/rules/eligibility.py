"""Whom a program takes at all: asked before anybody is scored. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from prm.matching.domains import is_free_mail


@dataclass(frozen=True)
class Gate:
    """Empty or 0 asks nothing. `countries` are ISO codes."""

    countries: frozenset[str] = frozenset()
    technical_people: int = 0
    sales_people: int = 0
    needs_segment: bool = False
    needs_company_mail: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Gate":
        """From what a program keeps."""
        return cls(
            frozenset(kept.get("countries", ())), kept.get("technical_people", 0), kept.get("sales_people", 0),
            kept.get("needs_segment", False), kept.get("needs_company_mail", False),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        found = {
            "countries": sorted(self.countries), "technical_people": self.technical_people,
            "sales_people": self.sales_people, "needs_segment": self.needs_segment,
            "needs_company_mail": self.needs_company_mail,
        }  # fmt: skip
        return {key: value for key, value in found.items() if value}


def barred(
    gate: Gate,
    *,
    country: str,
    email: str,
    segments: Iterable[str],
    wanted: Iterable[str],
    technical_people: int | None,
    sales_people: int | None,
) -> dict[str, str]:
    """Field -> why the program does not take this applicant; empty for one it takes. `wanted` are its segments."""
    found: dict[str, str] = {}
    if gate.countries and country not in gate.countries:
        found["country"] = _("This program takes no partners from there.")
    if gate.needs_company_mail and is_free_mail(email):
        found["contact_email"] = _("Use the address of your company: one of a mail service does not tell whose it is.")
    if gate.needs_segment and not set(segments) & set(wanted):
        found["segments"] = _("This program is for partners that serve one of the segments named above.")
    for field, have, least in (
        ("technical_people", technical_people, gate.technical_people),
        ("sales_people", sales_people, gate.sales_people),
    ):
        if (have or 0) < least:
            found[field] = _("This program takes partners with %(least)d or more.") % {"least": least}
    return found
