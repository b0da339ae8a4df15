"""What an agreement says: the version's words with this partnership's names and terms in them."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agreements.models import Agreement, TemplateVersion
from agreements.rules.amendment import FIELDS
from agreements.rules.clauses import clauses_of, repeated_ids
from agreements.rules.library import without_known
from agreements.rules.merge import merge, problems_of
from agreements.rules.parameters import PARAMETERS, Terms, effective
from agreements.rules.redline import merge_redlined, unmark
from prm.documents.markdown import to_html

NAMES = {
    "vendor.name", "vendor.legal_name", "vendor.country", "partner.name", "partner.legal_name", "partner.city",
    "partner.country", "program.name", "partnership.type", "agreement.ref", "agreement.version",
}  # fmt: skip
KNOWN = NAMES | set(PARAMETERS)


def problems_of_body(body: str) -> list[str]:
    """Why a version could not be published, line by line; empty when it can."""
    return problems_of_source(body, KNOWN) if body.strip() else [_("There is no text yet.")]


def problems_of_version(version: TemplateVersion) -> list[str]:
    """The same for a version as it is written, so that lines are those of the editor, and clauses of the library named."""
    if not version.source:
        return problems_of_body(version.body)
    found = problems_of_source(without_known(version.source, version.body), KNOWN)
    ids = [_("The clause id %(id)s stands twice.") % {"id": name} for name in repeated_ids(version.body)]
    return found + [words for words in ids if words not in found]


def problems_of_source(body: str, known: set[str] | frozenset[str] = frozenset(KNOWN | FIELDS)) -> list[str]:
    """The same for any text; an amendment may name the agreement it changes."""
    found = [_("Line %(line)s: %(what)s") % {"line": p.line, "what": p.message} for p in problems_of(body, set(known))]
    return found + [_("The clause id %(id)s stands twice.") % {"id": name} for name in repeated_ids(body)]


def merge_values(agreement: Agreement, terms: Terms) -> dict[str, object]:
    """Every field a template may name, for this partnership."""
    partner, vendor, program = agreement.partner, agreement.vendor, agreement.partnership.program
    return {
        "vendor.name": vendor.name,
        "vendor.legal_name": vendor.legal_name or vendor.name,
        "vendor.country": vendor.country,
        "partner.name": partner.name,
        "partner.legal_name": partner.legal_name or partner.name,
        "partner.city": partner.city,
        "partner.country": partner.country,
        "program.name": program.name,
        "partnership.type": agreement.partnership.get_type_display(),
        "agreement.ref": agreement.ref,
        "agreement.version": agreement.version_number,
        "amends.ref": agreement.amends.ref if agreement.amends else "",
        "amends.title": agreement.amends.title if agreement.amends else "",
        **{name: shown(name, value, program.currency) for name, value in terms.items()},
    }


def shown(name: str, value: int | bool, currency: str) -> int | bool | str:
    """A term as the text says it; flags stay flags for conditions."""
    return f"{value:,} {currency}" if name == "annual_revenue" and value and not isinstance(value, bool) else value


def merged_text(agreement: Agreement) -> str:
    """The words as they would be sent now. Ids of clauses stay in, so that the frozen text keeps its structure."""
    return merge(agreement.source, merge_values(agreement, agreement.terms))


def fingerprint(text: str) -> str:
    """What both sides sign: the SHA-256 of the text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def clauses_as_html(text: str) -> list[dict[str, Any]]:
    """The text clause by clause as safe HTML, each with its id for links from terms to words."""
    return [
        {"id": clause.id, "title": clause.title, "html": to_html(clause.text, heading_offset=1)}
        for clause in clauses_of(text)
    ]


def redlined_clauses(agreement: Agreement) -> list[dict[str, Any]]:
    """The same before it is sent, with every negotiated figure beside the standard one it replaces."""
    standard = merge_values(agreement, effective(agreement.standard, {}))
    text = merge_redlined(agreement.source, standard, merge_values(agreement, agreement.terms))
    return [{**clause, "html": _unmarked(clause["html"])} for clause in clauses_as_html(text)]


def _unmarked(html: str) -> SafeString:
    return mark_safe(unmark(html))  # the marks become four fixed elements; the rest was made safe before


def preview_html(body: str, sample: Mapping[str, object]) -> list[dict[str, Any]]:
    """A version's words with sample names, for the template editor. Raises KeyError where problems_of_body is not empty."""
    return clauses_as_html(merge(body, sample))


def sample_values(vendor: Any, parameters: Terms, currency: str) -> dict[str, object]:
    """Names to try a template with."""
    terms = effective(parameters, {})
    return {
        **dict.fromkeys(NAMES, "…"),
        "vendor.name": vendor.name,
        "vendor.legal_name": vendor.legal_name or vendor.name,
        "vendor.country": vendor.country,
        "partner.name": _("Example Partner"),
        "partner.legal_name": _("Example Partner Ltd."),
        "agreement.ref": "AGR-EXAMPL",
        "agreement.version": 1,
        **{name: shown(name, value, currency) for name, value in terms.items()},
    }
