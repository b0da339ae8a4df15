"""The fit linter: finds where one type is run with another one's means (failure 3: identical infrastructure).

Rooms describe what they have set up as `Design`s; the linter says what does not fit and why. It refuses nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from prm.packs.modules import has_module
from prm.packs.registry import METRIC_MODULES, pack_of

END_CUSTOMER = frozenset(
    {"customer", "customer_name", "end_customer", "customer_contact", "customer_domain", "customer_email"}
)
CERTIFICATION_ASKED = frozenset({"certification", "certified_people", "course"})


@dataclass(frozen=True)
class Design:
    """Something set up for one type: a program version, a form, a plan. `name` and `url` lead back to it.

    `measures` are metric names it judges by, `asks` keys of what it asks for, `requires` what must be had first,
    `incentive` the kind of a plan.
    """

    type: str
    name: str
    url: str = ""
    measures: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    incentive: str = ""


@dataclass(frozen=True)
class Finding:
    code: str
    level: Literal["error", "warning"]
    design: Design
    text: str
    # What to do instead.
    remedy: str = ""


Rule = Callable[[Design, frozenset[tuple[str, str]]], Iterable[Finding]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def lint(designs: Iterable[Design], chosen: frozenset[tuple[str, str]] = frozenset()) -> list[Finding]:
    """Everything that does not fit, errors first. `chosen` are the optional modules the vendor uses."""
    found = [finding for design in designs for check in RULES for finding in check(design, chosen)]
    return sorted(found, key=lambda finding: (finding.level != "error", finding.design.name, finding.code))


@rule
def measured_by_what_it_does_not_have(design: Design, chosen: frozenset[tuple[str, str]]) -> Iterable[Finding]:
    for metric in sorted(design.measures & set(METRIC_MODULES)):
        module = METRIC_MODULES[metric]
        if not has_module(design.type, module, chosen):
            text = _("%(type)s partners have no %(module)s, so they cannot reach “%(metric)s”.")
            yield _finding("metric-without-module", design, text, module=module.label, metric=metric)


@rule
def asked_for_the_end_customer(design: Design, chosen: frozenset[tuple[str, str]]) -> Iterable[Finding]:
    asked = sorted(design.asks & END_CUSTOMER)
    if asked and pack_of(design.type).hides_end_customer:
        text = _("%(type)s partners are asked for their end customer (%(asked)s), which is theirs alone.")
        remedy = _("Ask for the product line and its volume instead.")
        yield _finding("end-customer-asked", design, text, remedy=remedy, asked=", ".join(asked))


@rule
def certified_before_a_light_claim(design: Design, chosen: frozenset[tuple[str, str]]) -> Iterable[Finding]:
    if pack_of(design.type).is_light and (design.requires | design.measures) & CERTIFICATION_ASKED:
        text = _("%(type)s must stay light: nobody certifies to be paid for an introduction.")
        yield _finding("certification-for-light-type", design, text, remedy=_("Take the certification out."))


@rule
def paid_by_a_foreign_incentive(design: Design, chosen: frozenset[tuple[str, str]]) -> Iterable[Finding]:
    pack = pack_of(design.type)
    if design.incentive and design.incentive not in pack.incentives:
        text = _("“%(incentive)s” is no incentive of %(type)s partners.")
        yield _finding("foreign-incentive", design, text, level="warning", incentive=design.incentive)


def _finding(
    code: str,
    design: Design,
    text: str,
    *,
    level: Literal["error", "warning"] = "error",
    remedy: str = "",
    **words: Any,
) -> Finding:
    label = str(pack_of(design.type).label)
    return Finding(code, level, design, text % {"type": label, **words}, remedy)
