"""The register of what both sides owe, read off the terms of the executed text."""

from agreements.models import Agreement, Commitment
from agreements.rules.clauses import clause_by_term
from agreements.rules.parameters import PARAMETERS


def list_commitments(agreement: Agreement) -> list[Commitment]:
    """One row for each term that obliges a side with a figure above zero, for the agreement's first term."""
    terms, term = agreement.terms, agreement.term
    clauses = clause_by_term(agreement.version.body, PARAMETERS)
    rows = [
        Commitment(
            agreement=agreement, partner_id=agreement.partner_id, partnership_id=agreement.partnership_id,
            side=parameter.obliges, term=name, value=int(terms[name]), clause=clauses.get(name, ""),
            metric=parameter.metric, is_negotiated=name in agreement.negotiated, starts_on=term.starts_on,
            ends_on=term.ends_on,
        )
        for name, parameter in PARAMETERS.items()
        if parameter.obliges and int(terms[name]) > 0
    ]  # fmt: skip
    created: list[Commitment] = Commitment.objects.bulk_create(rows)
    return created
