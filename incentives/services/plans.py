"""Designing plans. Published terms never change: a new version takes over from its first day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incentives.enums import PlanKind
from incentives.events import PlanPublished
from incentives.models import Plan, PlanVersion
from incentives.permissions import IncentivePermission
from incentives.rules.terms import Terms, term_faults
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.outbox.services import emit
from programs.models import Program


def _check_right(actor: Actor) -> None:
    if not actor.can(IncentivePermission.MANAGE_PLANS):
        raise Forbidden(_("You may not change incentive plans."))


@transaction.atomic
def create_plan(
    program: Program, *, name: str, kind: str, terms: Terms, valid_from: date, actor: Actor, at: datetime
) -> Plan:
    """A plan with its first version. Raises Forbidden, or Invalid naming everything wrong with the terms."""
    _check_right(actor)
    if Plan.objects.filter(program=program, name=name).exists():
        raise Invalid(_("This program has a plan of that name."), fields={"name": _("Taken.")})
    plan = Plan.objects.create(name=name, kind=PlanKind(kind), program=program, currency=program.currency)
    publish_version(plan, terms=terms, valid_from=valid_from, actor=actor, at=at)
    return plan


@transaction.atomic
def publish_version(plan: Plan, *, terms: Terms, valid_from: date, actor: Actor, at: datetime) -> PlanVersion:
    """Publishes terms from a day on and ends the former version there. Emits PlanPublished.

    Raises Forbidden; Invalid when the terms have faults or the day is not after the former version's first.
    """
    _check_right(actor)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if faults := term_faults(terms, plan.kind):
        raise Invalid(" ".join(faults), fields={"terms": " ".join(faults)})
    former = plan.versions.first()
    if former and valid_from <= former.valid_from:
        message = _("A new version begins after %(day)s, when the present one began.") % {
            "day": date_format(former.valid_from, "j M Y")
        }
        raise Invalid(message, fields={"valid_from": message})
    if former:
        former.valid_to = valid_from
        former.save(update_fields=["valid_to"])
    version = PlanVersion.objects.create(
        plan=plan,
        number=former.number + 1 if former else 1,
        valid_from=valid_from,
        terms=terms.to_json(),
        published_by_label=actor.label,
        published_at=at,
    )
    audit.record(
        plan,
        "incentives.plan_published",
        actor=actor,
        at=at,
        summary=_("Version %(number)s in force from %(day)s")
        % {
            "number": version.number,
            "day": date_format(valid_from, "j M Y"),
        },
        changes={"terms": [former.terms if former else None, version.terms]},
    )
    emit(PlanPublished(plan_id=plan.pk, version=version.number, valid_from=valid_from), at=at)
    return version
