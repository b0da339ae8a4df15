"""Figures, conditions and shortfalls in words: for decision records, mails and screens alike."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from programs.benefits import BENEFITS
from programs.metrics import METRICS
from programs.rules.tiering import Check, Reach
from programs.terms import metric_label


def number_text(value: Decimal) -> str:
    """Grouped digits without needless zeros: 12,400 and 4.5."""
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return str(formats.number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True))


def metric_text(name: str, value: Decimal, currency: str) -> str:
    """USD 12,400 for money, 44 % for shares, 4 for counts."""
    unit = METRICS[name].unit if name in METRICS else "count"
    text = number_text(value.quantize(Decimal("0.01")) if unit == "money" else value)
    return {"money": f"{currency}\u00a0{text}", "percent": f"{text}\u00a0%"}.get(unit, text)


def benefit_text(key: str, value: Decimal | None) -> str:
    """8 % for shares, 90 d for days, 4 h for hours, yes; a dash where a tier gives nothing."""
    if value is None:
        return "\u2013"
    unit = BENEFITS[key].unit if key in BENEFITS else "count"
    text = number_text(value)
    if unit == "yes":
        return _("yes") if value else _("no")
    return {"percent": f"{text}\u00a0%", "days": f"{text}\u00a0d", "hours": f"{text}\u00a0h"}.get(unit, text)


def condition_text(check: Check, currency: str) -> str:
    return _("%(level)s: %(metric)s at least %(threshold)s") % {
        "level": check.level.name,
        "metric": metric_label(check.metric),
        "threshold": metric_text(check.metric, check.threshold, currency),
    }


def shortfall_text(check: Check, currency: str) -> str:
    """12,400 more won revenue, as part of a sentence."""
    metric = metric_label(check.metric)
    return _("%(amount)s more %(metric)s") % {
        "amount": metric_text(check.metric, check.missing, currency),
        "metric": metric[:1].lower() + metric[1:],
    }


def counterfactual_text(found: Reach, currency: str) -> str:
    """What would have changed it: "USD 12,400 more won revenue and 1 more certified people: Gold"."""
    if found.next_level is None:
        return _("This is the highest level.")
    parts = [shortfall_text(check, currency) for check in found.missing]
    return _("%(what)s: %(level)s") % {"what": joined(parts), "level": found.next_level.name}


def joined(parts: Sequence[str]) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(some)s and %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}
