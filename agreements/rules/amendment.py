"""The words of an amendment: the terms it changes, as fields, and what the vendor adds in its own words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from agreements.rules.parameters import PARAMETERS

CLAUSE = "changed-terms"
# How long an agreement runs and how it renews belongs to the paper itself: a renewal changes it.
FIXED = frozenset({"term_months", "auto_renew", "notice_days"})
# The fields an amendment may name beside those of a template.
FIELDS = frozenset({"amends.ref", "amends.title"})


def amendment_source(names: Iterable[str], words: str) -> str:
    """The template text of an amendment that changes these terms."""
    changed = [name for name in PARAMETERS if name in set(names)]
    lines = [f"- {PARAMETERS[name].label}: {{{{ {name} }}}} {PARAMETERS[name].unit}".rstrip() for name in changed]
    parts = [
        f"# {_('Amendment')}",
        _("This paper between %(vendor)s and %(partner)s changes %(title)s, %(ref)s.")
        % {
            "vendor": "{{ vendor.legal_name }}",
            "partner": "{{ partner.legal_name }}",
            "title": "{{ amends.title }}",
            "ref": "{{ amends.ref }}",
        },
    ]
    if lines:
        parts += [f"## {clause_title()} {{#{CLAUSE}}}", "\n".join(lines)]
    if words.strip():
        parts.append(words.strip())
    parts += [f"## {_('Everything else')} {{#everything-else}}", _("Everything else stays as it was agreed.")]
    return "\n\n".join(parts) + "\n"


def clause_title() -> str:
    return _("Changed terms")
