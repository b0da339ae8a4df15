"""Onboarding: what completes a step, what follows from the last one, and who hears of it."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.events import ProfileCompleted, ScreeningDecided
from prm.accounts.events import MemberJoined
from prm.accounts.queries import members_for_partner, members_with_permission, vendor_members
from prm.lib.actor import Actor
from prm.notifications.services import notify
from prm.outbox.services import handles
from programs import notices
from programs.events import (
    OnboardingStepCompleted,
    OnboardingStepDue,
    OnboardingStepHandedIn,
    OnboardingStepReopened,
    PartnershipActivated,
    PartnershipContracted,
)
from programs.handlers.recipients import address, owner_of
from programs.lifecycle import may_not_start
from programs.models import Journey, OnboardingStep, Partnership
from programs.permissions import PartnershipPermission, PortalProgramPermission
from programs.queries import partnerships_with_names
from programs.services.onboarding import OPEN, record_step
from programs.services.partnership import activate_partnership


@handles(OnboardingStepCompleted)
def activate_when_onboarded(event: OnboardingStepCompleted) -> None:
    """The last required step makes the partnership active; the portal that completed it may not write that itself."""
    partnership = Partnership.objects.get(pk=event.partnership_id)
    waiting = OnboardingStep.objects.filter(partnership=partnership, is_required=True, status__in=OPEN)
    if waiting.exists():
        return
    Journey.objects.filter(partnership=partnership, completed_at=None).update(completed_at=event.occurred_at)
    _activate(partnership, at=event.occurred_at)


@handles(ScreeningDecided)
def activate_when_cleared(event: ScreeningDecided) -> None:
    """Partnerships whose steps were done while due diligence was open become active now."""
    assert event.partner_id is not None
    waiting = Partnership.objects.filter(
        partner_id=event.partner_id, status="onboarding", journeys__completed_at__isnull=False
    )
    for partnership in waiting.distinct() if event.status == "cleared" else ():
        _activate(partnership, at=event.occurred_at)


def _activate(partnership: Partnership, *, at: datetime) -> None:
    """Unless something stands in the way; then it waits for a person, or for what is missing."""
    if partnership.status == "onboarding" and may_not_start(partnership) is None:
        activate_partnership(partnership, actor=Actor.system(partnership.vendor_id), at=at)


@handles(ProfileCompleted)
def complete_profile_step(event: ProfileCompleted) -> None:
    """A full profile is a step of every partnership that is being onboarded."""
    assert event.vendor_id is not None
    assert event.partner_id is not None
    for partnership in Partnership.objects.filter(partner_id=event.partner_id).exclude(status="ended"):
        record_step(partnership, "profile", actor=Actor.system(event.vendor_id), at=event.occurred_at)


@handles(MemberJoined)
def complete_sign_in(event: MemberJoined) -> None:
    """The first of a partner's people came in: a step of every partnership that is being onboarded."""
    if event.partner_id is None:
        return
    assert event.vendor_id is not None
    for partnership in Partnership.objects.filter(partner_id=event.partner_id).exclude(contracted_at=None):
        record_step(partnership, "sign_in", actor=Actor.system(event.vendor_id), at=event.occurred_at)


@handles(PartnershipContracted)
def welcome_partner(event: PartnershipContracted) -> None:
    partnership = partnerships_with_names().get(pk=event.partnership_id)
    journey = Journey.objects.filter(partnership=partnership).first()
    if journey is None:
        return
    notify(
        notices.ONBOARDING_STARTED,
        members_for_partner(partnership.partner_id),
        at=event.occurred_at,
        subject=lambda: (
            _("Your first %(days)d days in %(program)s") % {"days": journey.window_days, "program": partnership.program}
        ),
        body=lambda: _("The agreement is signed. Here is what comes next, whose turn it is and by when."),
        url=address("portal:programs:onboarding"),
        partner_id=partnership.partner_id,
    )


@handles(PartnershipActivated)
def announce_activation(event: PartnershipActivated) -> None:
    partnership = partnerships_with_names().get(pk=event.partnership_id)
    names = {"partner": partnership.partner, "program": partnership.program}
    notify(
        notices.ACTIVATED,
        members_for_partner(partnership.partner_id),
        at=event.occurred_at,
        subject=lambda: _("You are active in %(program)s") % names,
        body=lambda: _("Every benefit of your tier holds from now on."),
        url=address("portal:programs:my-program"),
        partner_id=partnership.partner_id,
    )
    notify(
        notices.PARTNER_ACTIVATED,
        owner_of(partnership),
        at=event.occurred_at,
        subject=lambda: _("%(partner)s is active in %(program)s") % names,
        url=address("workspace:programs:partnership-detail", ref=partnership.ref),
        partner_id=partnership.partner_id,
    )


@handles(OnboardingStepHandedIn)
def ask_for_check(event: OnboardingStepHandedIn) -> None:
    step = OnboardingStep.objects.select_related("partner").get(pk=event.step_id)
    partnership = partnerships_with_names().get(pk=event.partnership_id)
    notify(
        notices.STEP_HANDED_IN,
        owner_of(partnership) or members_with_permission(PartnershipPermission.ONBOARD),
        at=event.occurred_at,
        subject=lambda: _("%(partner)s handed in: %(step)s") % {"partner": step.partner, "step": step.title},
        body=step.note,
        url=address("workspace:programs:partnership-detail", ref=partnership.ref),
        partner_id=partnership.partner_id,
    )


@handles(OnboardingStepReopened)
def tell_step_is_open(event: OnboardingStepReopened) -> None:
    step = OnboardingStep.objects.get(pk=event.step_id)
    notify(
        notices.STEP_REOPENED,
        members_for_partner(step.partner_id),
        at=event.occurred_at,
        subject=lambda: _("Open again: %(step)s") % {"step": step.title},
        body=step.note,
        url=address("portal:programs:onboarding"),
        partner_id=step.partner_id,
    )


@handles(OnboardingStepDue)
def tell_of_date(event: OnboardingStepDue) -> None:
    """Whoever owns the step is reminded; late, our owner hears as well; after a week the chiefs."""
    step = OnboardingStep.objects.select_related("partner").get(pk=event.step_id)
    partnership = partnerships_with_names().get(pk=event.partnership_id)
    if step.status not in OPEN or step.due_on is None:
        return
    due_on = step.due_on

    def subject() -> str:
        words = {"step": step.title, "day": date_format(due_on, "j M"), "partner": step.partner}
        if event.level == 1:
            return _("Due on %(day)s: %(step)s") % words
        return _("Late since %(day)s: %(step)s") % words

    ours = owner_of(partnership) or list(members_with_permission(PartnershipPermission.ONBOARD))
    if step.side != "partner" and step.vendor_role:
        ours = list(vendor_members().filter(role=step.vendor_role)) or ours
    if step.side != "vendor" and step.status != "waiting_approval" and event.level < 3:
        theirs = members_with_permission(PortalProgramPermission.DO_ONBOARDING, partner_id=step.partner_id)
        if step.partner_role and theirs.filter(role=step.partner_role).exists():
            theirs = theirs.filter(role=step.partner_role)
        url = address("portal:programs:onboarding")
        notify(notices.STEP_DUE, theirs, at=event.occurred_at, subject=subject, url=url, partner_id=step.partner_id)
    is_ours = step.side != "partner" or step.status == "waiting_approval"
    kind = notices.STEP_DUE_OURS if event.level == 1 else notices.STEP_LATE
    if event.level == 1 and not is_ours:
        return
    told = list(members_with_permission(PartnershipPermission.OVERRIDE_ENABLEMENT)) if event.level == 3 else ours
    notify(
        kind, told, at=event.occurred_at, subject=lambda: f"{step.partner}: {subject()}",
        url=address("workspace:programs:partnership-detail", ref=partnership.ref), partner_id=step.partner_id,
    )  # fmt: skip
