"""What the screens of both sides show alike."""

from datetime import date, datetime
from typing import Any

from agreements.models import Agreement
from agreements.queries import terms_in_force
from agreements.rules.clauses import clause_by_term, clauses_of
from agreements.rules.parameters import PARAMETERS, Parameter
from agreements.rules.precedence import TermInForce
from agreements.services.sealing import ensure_sealed
from prm.files.models import StoredFile
from prm.files.services import read
from programs.models import Partnership


def terms_with_clauses(agreement: Agreement) -> list[dict[str, Any]]:
    """Each term with its unit, what is standard where it differs, and the clause that names it."""
    body = agreement.version.body
    places = clause_by_term(body, PARAMETERS)
    titles = {clause.id: clause.title for clause in clauses_of(body)}
    standard = {name: agreement.standard.get(name, parameter.default) for name, parameter in PARAMETERS.items()}
    return [
        {
            "parameter": PARAMETERS[name],
            "value": value,
            "standard": standard[name],
            "is_negotiated": name in agreement.negotiated,
            "clause": places.get(name, ""),
            "clause_title": titles.get(places.get(name, ""), ""),
        }
        for name, value in agreement.terms.items()
        if name in PARAMETERS
    ]


def terms_that_hold(partnership: Partnership, on: date) -> list[tuple[Parameter, TermInForce]]:
    """What holds for a partnership on a day, each value with its source; nothing without an agreement or a tier."""
    terms = terms_in_force(partnership, on)
    return [(PARAMETERS[name], terms[name]) for name in PARAMETERS if name in terms]


def sealed_content(agreement: Agreement, *, at: datetime) -> tuple[str, str, bytes]:
    """Name, type and bytes of the sealed file."""
    file = StoredFile.objects.get(ref=ensure_sealed(agreement.pk, at=at))
    return file.name, file.content_type, read(file)
