"""Whom a program takes, in words: on its public page and for our own people."""

from django.utils.translation import gettext as _

from partners.enums import segment_labels
from prm.ui.choices import country_name
from programs.rules.eligibility import Gate


def gate_lines(gate: Gate, segments: list[str]) -> list[str]:
    """One line for each thing asked of all who apply; none where all may. `segments` are those the program wants."""
    lines = []
    if gate.countries:
        names = ", ".join(sorted(country_name(code) for code in gate.countries))
        lines.append(_("Companies in %(countries)s") % {"countries": names})
    if gate.needs_segment and segments:
        names = ", ".join(segment_labels(segments))
        lines.append(_("that serve one of: %(segments)s") % {"segments": names})
    if gate.technical_people:
        lines.append(_("with at least %(least)d technical people") % {"least": gate.technical_people})
    if gate.sales_people:
        lines.append(_("with at least %(least)d sales people") % {"least": gate.sales_people})
    if gate.needs_company_mail:
        lines.append(_("who write from an address of their company"))
    return lines
