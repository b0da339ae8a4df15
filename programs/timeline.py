"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("program.created", _("%(actor)s created the program %(target)s"), icon="plus", tone="info")
line("program.changed", _("%(actor)s changed %(target)s"), icon="pencil")
line("applicant_letter.saved", _("%(actor)s wrote the letter %(target)s"), icon="mail")
line("applicant_letter.removed", _("%(actor)s removed the letter %(target)s"), icon="trash")
line("application.forgotten", _("A draft nobody went on with was deleted"), icon="trash")
line("program.applicants_changed", _("%(actor)s changed who may apply and how they are scored"), icon="pencil")
line("program.tier_added", _("%(actor)s added the level %(summary)s"), icon="stairs-up")
line("program.draft_started", _("%(actor)s began the draft %(summary)s"), icon="pencil")
line("program.draft_saved", _("%(actor)s changed the draft %(summary)s"), icon="pencil")
line("program.draft_discarded", _("%(actor)s discarded the draft %(summary)s"), icon="trash")
line("program.published", _("%(actor)s published %(summary)s"), icon="rocket", tone="ok")
line("program.simulated", _("%(actor)s ran a simulation of %(summary)s"), icon="chart-bar")
line("program.simulation_resumed", _("%(actor)s let the simulation %(summary)s go on"), icon="player-play")
line("program.open", _("%(actor)s opened %(target)s to applicants"), icon="door-enter", tone="ok")
line("program.close", _("%(actor)s closed %(target)s to applicants"), icon="door", tone="warn")
line("program.retire", _("%(actor)s retired %(target)s"), icon="archive", tone="bad")
line("coverage.set", _("%(actor)s set what coverage is wanted: %(summary)s"), icon="target")
line("coverage.forgotten", _("%(actor)s took a coverage target away: %(summary)s"), icon="target")
line("product.saved", _("%(actor)s saved the product %(target)s"), icon="package")

line("application.started", _("%(actor)s began an application"), icon="pencil")
line("application.submitted", _("%(actor)s submitted the application"), icon="inbox", tone="info")
line("application.review_started", _("%(actor)s took the application up"), icon="eye", tone="info")
line("application.assigned", _("%(actor)s gave the application to somebody else"), icon="user-share")
line("application.scored", _("%(actor)s scored on evidence: %(summary)s"), icon="list-check")
line("application.returned", _("%(actor)s returned the application: %(summary)s"), icon="corner-up-left", tone="warn")
line("application.approved", _("%(actor)s approved the application"), icon="circle-check", tone="ok")
line("application.rejected", _("%(actor)s rejected the application: %(summary)s"), icon="circle-x", tone="bad")
line("application.withdrawn", _("%(actor)s withdrew the application"), icon="circle-minus", tone="mute")

line("partnership.approved", _("%(actor)s approved the partnership in %(summary)s"), icon="circle-check", tone="ok")
line("partnership.migrated", _("%(actor)s brought the partnership along into %(summary)s"), icon="file-import")
line("partnership.contracted", _("The agreement is executed: %(target)s is contracted"), icon="writing-sign", tone="ok")
line("partnership.activated", _("%(target)s is active"), icon="rocket", tone="ok")
line("partnership.ended", _("%(actor)s ended %(target)s"), icon="circle-x", tone="bad")
line("partnership.suspended", _("%(actor)s suspended %(target)s"), icon="player-pause", tone="warn")
line("partnership.resumed", _("%(actor)s lifted the suspension of %(target)s"), icon="player-play", tone="ok")
line("tier.changed", _("%(actor)s changed the tier of %(target)s"), icon="medal", tone="ok")
line("tier.proposed", _("%(actor)s proposed %(summary)s for %(target)s"), icon="arrow-up-circle", tone="info")
line("tier.proposal_approved", _("%(actor)s approved the promotion of %(target)s"), icon="circle-check", tone="ok")
line("tier.proposal_declined", _("%(actor)s declined the promotion of %(target)s"), icon="circle-x", tone="bad")
line("tier.proposal_superseded", _("The proposal for %(target)s no longer holds"), icon="circle-minus")

line("tier.demotion_proposed", _("%(target)s is below its level: %(summary)s"), icon="alert-triangle", tone="warn")
line("tier.demotion_noticed", _("%(actor)s gave notice on the level of %(target)s"), icon="alert-triangle", tone="warn")
line("tier.demotion_declined", _("%(actor)s did not pursue the level of %(target)s"), icon="circle-minus")
line("tier.demotion_withdrawn", _("%(target)s keeps its level"), icon="circle-check", tone="ok")
line("tier.pinned", _("%(actor)s pinned the level of %(target)s until %(summary)s"), icon="pin")
line("tier.unpinned", _("%(actor)s lifted the pin of %(target)s"), icon="pinned-off")

line("benefit.defined", _("%(actor)s defined the benefit %(summary)s"), icon="gift")
line("benefit.changed", _("%(actor)s changed the benefit %(target)s"), icon="pencil")
line("entitlement.used", _("%(actor)s entered as used: %(summary)s"), icon="gift")
line("entitlement.given_back", _("%(actor)s gave back: %(summary)s"), icon="arrow-back-up")

line("onboarding.started", _("Onboarding of %(target)s started: %(summary)s"), icon="route", tone="info")
line("onboarding.completed", _("%(actor)s completed %(target)s"), icon="circle-check", tone="ok")
line("onboarding.handed_in", _("%(actor)s handed in %(target)s"), icon="inbox", tone="info")
line("onboarding.skipped", _("%(actor)s left out %(target)s"), icon="player-skip-forward")
line("onboarding.meeting_agreed", _("%(actor)s set %(target)s for %(summary)s"), icon="calendar", tone="info")
line(
    "onboarding.expected_early", _("%(actor)s let targets run before enablement: %(summary)s"), icon="alert-triangle",
    tone="warn",
)  # fmt: skip
line("onboarding.window_closed", _("The window of %(target)s closed: %(summary)s"), icon="calendar-off")
line("onboarding.reopened", _("%(actor)s opened %(target)s again"), icon="arrow-back-up", tone="warn")

line("journey_template.started", _("%(actor)s began version %(summary)s of %(target)s"), icon="pencil")
line("journey_template.saved", _("%(actor)s saved the journey %(target)s"), icon="route")
line(
    "journey_template.published", _("%(actor)s put version %(summary)s of %(target)s in use"), icon="rocket", tone="ok"
)
line("journey_template.discarded", _("%(actor)s discarded version %(summary)s of %(target)s"), icon="trash")
line("journey_template.step_changed", _("%(actor)s changed the step %(summary)s"), icon="pencil")
line("journey_template.step_moved", _("%(actor)s moved the step %(summary)s"), icon="arrows-sort")
line("journey_template.step_added", _("%(actor)s added the step %(summary)s"), icon="plus")
line("journey_template.step_removed", _("%(actor)s removed the step %(summary)s"), icon="trash")
