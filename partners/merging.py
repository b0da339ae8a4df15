"""What becomes of each table that names a partner when two records turn out to be one organization. This room comes first,
so later pillars say it of their own tables, in a `merging.py` each:

    moves("deals.Registration")        its rows go over to the survivor; with `clash`, where both have what may stand once,
                                       the merge is refused with that text, without it the duplicate's row stays behind
    stays("deals.SealedReceipt")       kept in the name it was written in: sealed, signed, or a log
    blocks("incentives.Statement")     where the duplicate has any, the merge is refused
    asks(function)                     (survivor, duplicate) -> reasons against it that no table tells

A table nobody spoke for fails tests/partners/test_merge.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UniqueConstraint
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.models import Partner

Fate = Literal["moves", "stays", "blocks"]
Reasons = Callable[[Partner, Partner], Sequence[str]]
SHOWN = 3


@dataclass(frozen=True)
class Rule:
    label: str
    fate: Fate
    field: str = "partner_id"
    clash: Any = ""
    # The flag of which one row a partner has it set; the duplicate's gives way.
    lead: str = ""

    @property
    def model(self) -> Any:
        return apps.get_model(self.label)

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows(self, partner: Partner) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.filter(**{self.field: partner.pk})
        return rows

    def clashing(self, survivor: Partner, duplicate: Partner) -> QuerySet[Any]:
        """Rows of the duplicate that could not stand beside one of the survivor's."""
        met = Q(pk__in=[])
        for constraint in unique_per_partner(self.model):
            condition = constraint.condition or Q()
            others = [name for name in constraint.fields if name not in ("vendor", "partner", "partner_id", self.lead)]
            theirs = self.rows(survivor).filter(condition, **{name: OuterRef(name) for name in others})
            if not (self.lead and condition == Q(**{self.lead: True})):
                met |= condition & Q(Exists(theirs))
        return self.rows(duplicate).filter(met)


def unique_per_partner(model: type[Model]) -> list[UniqueConstraint]:
    return [
        item
        for item in model._meta.constraints
        if isinstance(item, UniqueConstraint) and {"partner", "partner_id"} & set(item.fields)
    ]


@dataclass
class Plan:
    """What a merge would do: rows by the name of their table, and the reasons why it cannot be."""

    moves: list[tuple[str, int]] = field(default_factory=list)
    stays: list[tuple[str, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


REGISTRY: dict[tuple[str, str], Rule] = {}
QUESTIONS: list[Reasons] = []


def moves(*labels: str, field: str = "partner_id", clash: Any = "", lead: str = "") -> None:
    _add(*(Rule(label, "moves", field, clash, lead) for label in labels))


def stays(*labels: str) -> None:
    _add(*(Rule(label, "stays") for label in labels))


def blocks(*labels: str) -> None:
    _add(*(Rule(label, "blocks") for label in labels))


def asks(reasons: Reasons) -> None:
    QUESTIONS.append(reasons)


def _add(*rules: Rule) -> None:
    REGISTRY.update({(rule.label, rule.field): rule for rule in rules})


def rules_of(fate: Fate) -> list[Rule]:
    return [rule for rule in REGISTRY.values() if rule.fate == fate]


def plan_merge(survivor: Partner, duplicate: Partner) -> Plan:
    """Counts what would move and stay, and finds everything that speaks against it."""
    plan = Plan()
    for rule in rules_of("blocks"):
        if count := rule.rows(duplicate).count():
            told = {"count": count, "rows": rule.name, "partner": duplicate.name}
            plan.faults.append(_now("%(partner)s has %(rows)s (%(count)d): what was booked keeps its name.") % told)
    for rule in rules_of("moves"):
        clashing = rule.clashing(survivor, duplicate) if unique_per_partner(rule.model) else rule.model.objects.none()
        if rule.clash:
            plan.faults += [str(rule.clash) % {"row": row} for row in clashing[:SHOWN]]
        left = 0 if rule.clash else clashing.count()
        if count := rule.rows(duplicate).count() - left:
            plan.moves.append((rule.name, count))
        if left:
            plan.stays.append((rule.name, left))
    plan.stays += [(rule.name, count) for rule in rules_of("stays") if (count := rule.rows(duplicate).count())]
    plan.faults += [text for reasons in QUESTIONS for text in reasons(survivor, duplicate)]
    return plan


def stands_below(survivor: Partner, duplicate: Partner) -> list[str]:
    """What stood under the duplicate comes to stand under the survivor, which therefore may not stand there itself."""
    above = survivor.parent
    for _level in range(20):
        if above is None:
            return []
        if above.pk == duplicate.pk:
            told = {"survivor": survivor.name, "duplicate": duplicate.name}
            return [_now("%(survivor)s is part of %(duplicate)s. Change that first.") % told]
        above = above.parent
    return []


asks(stands_below)
moves("partners.Contact", "partners.PartnerLocation", lead="is_primary")
moves("partners.PartnerTag", "partners.Prospect", "partners.AccessRequest")
moves("partners.Partner", field="parent_id")
moves(
    "partners.Screening", clash=_("Both have due diligence under way. Decide or let one be answered first.")
)  # fmt: skip
# Of the platform, which stands below and knows no partners. A person who is a member of both stays one of the survivor.
moves("accounts.Membership", "accounts.Invitation", "accounts.ApiToken")
moves("files.StoredFile", "clocks.Clock", "notifications.Notification", "notifications.NoticePreference")
stays("partners.HandoverLine", "audit.AuditEntry", "decisions.Decision", "outbox.OutboxEvent", "api.IdempotentResponse")
