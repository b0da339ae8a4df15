"""Applications: the applicant hears by mail, our people in the bell."""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from partners.services.access import partner_of_address
from prm.accounts.models import Membership
from prm.accounts.queries import members_with_permission
from prm.notifications.rendering import absolute
from prm.notifications.services import notify
from prm.outbox.services import handles
from programs import notices
from programs.events import (
    ApplicationApproved,
    ApplicationFading,
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSaved,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from programs.handlers.recipients import address
from programs.mails import mail_applicant, open_application
from programs.models import Application
from programs.permissions import ApplicationPermission


@handles(ApplicationSaved)
def send_link(event: ApplicationSaved) -> None:
    """The applicant gets the link to go on with."""
    row = applied(event.application_id)
    mail_applicant(
        row,
        key=f"application-saved:{row.pk}",
        at=event.occurred_at,
        subject=lambda: _("Your application to %(program)s is kept") % {"program": row.program},
        body=lambda: _("Nothing is submitted yet. Go on where you stopped, with this link. We keep it for 30 days."),
        action=lambda: _("Continue the application"),
    )


@handles(ApplicationFading)
def warn_applicant(event: ApplicationFading) -> None:
    """Unless the draft was handed in, kept again or taken back meanwhile."""
    row = Application.objects.select_related("program").filter(pk=event.application_id, status="draft").first()
    if row is None or row.reminded_at is None:
        return
    mail_applicant(
        row,
        key=f"application-fading:{event.event_id}",
        at=event.occurred_at,
        subject=lambda: _("Your application to %(program)s is not handed in yet") % {"program": row.program},
        body=lambda: (
            _("We delete the draft after %(day)s. Go on before, and it is kept.")
            % {"day": date_format(localtime(event.ends_at), "j M Y")}
        ),
        action=lambda: _("Continue the application"),
    )


@handles(ApplicationSubmitted)
def confirm_application(event: ApplicationSubmitted) -> None:
    """A receipt for the applicant; those who decide hear that it waits."""
    row = applied(event.application_id)
    names = {"company": row.company_name, "program": row.program}
    mail_applicant(
        row,
        key=f"application-submitted:{event.event_id}",
        at=event.occurred_at,
        subject=lambda: _("We have your application to %(program)s") % names,
        body=lambda: "\n\n".join(
            filter(
                None,
                [
                    _("Reference %(ref)s. We decide within five business days and tell you here.") % {"ref": row.ref},
                    known_already(row),
                ],
            )
        ),
        action=open_application,
    )
    notify(
        notices.APPLICATION_WAITING,
        deciders(row),
        at=event.occurred_at,
        subject=lambda: (
            _("%(company)s answered and waits again") % names
            if event.is_resubmission
            else _("%(company)s applies to %(program)s") % names
        ),
        body=lambda: _("The scorecard gives %(score)s of 100.") % {"score": row.score},
        url=address("workspace:programs:application-detail", ref=row.ref),
    )


@handles(ApplicationReturned)
def ask_applicant(event: ApplicationReturned) -> None:
    row = applied(event.application_id)
    mail_applicant(
        row,
        key=f"application-returned:{event.event_id}",
        at=event.occurred_at,
        subject=lambda: _("A question about your application to %(program)s") % {"program": row.program},
        body=lambda: row.reason,
        action=lambda: _("Answer and submit again"),
    )


@handles(ApplicationRejected)
def decline_applicant(event: ApplicationRejected) -> None:
    row = applied(event.application_id)
    mail_applicant(
        row,
        key=f"application-rejected:{event.event_id}",
        at=event.occurred_at,
        subject=lambda: _("We cannot accept your application to %(program)s now") % {"program": row.program},
        body=lambda: row.reason,
        action=open_application,
    )


@handles(ApplicationApproved)
def welcome_applicant(event: ApplicationApproved) -> None:
    """The invitation to sign in comes by its own mail; this one says what the answer is."""
    row = applied(event.application_id)
    mail_applicant(
        row,
        key=f"application-approved:{event.event_id}",
        at=event.occurred_at,
        subject=lambda: _("Welcome to %(program)s") % {"program": row.program},
        body=lambda: _(
            "Your application is approved. A second mail invites you to the portal, where the agreement waits."
        ),
        action=open_application,
    )


@handles(ApplicationWithdrawn)
def tell_withdrawal(event: ApplicationWithdrawn) -> None:
    row = applied(event.application_id)
    notify(
        notices.APPLICATION_WITHDRAWN,
        [row.owner] if row.owner else [],
        at=event.occurred_at,
        subject=lambda: _("%(company)s withdrew its application") % {"company": row.company_name},
        url=address("workspace:programs:application-detail", ref=row.ref),
    )


def known_already(row: Application) -> str:
    """For somebody whose company is a partner, by the address this mail goes to: how to join it instead."""
    if partner_of_address(row.contact_email) is None:
        return ""
    return _("Your company is a partner of ours already. To join its portal, ask its administrator: %(url)s") % {
        "url": absolute(address("public:partners:access"))
    }


def applied(application_id: UUID) -> Application:
    row: Application = Application.objects.select_related("program", "owner").get(pk=application_id)
    return row


def deciders(row: Application) -> list[Membership]:
    """Its reviewer, else everybody who may decide."""
    return [row.owner] if row.owner else list(members_with_permission(ApplicationPermission.DECIDE))
