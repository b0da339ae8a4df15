"""The bell, what a member wants to hear, and the vendor's outbox. The portal's bell stands on the same."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.lib.errors import NotFound
from prm.notifications.lifecycle import MAIL
from prm.notifications.models import Notification, OutboxMail
from prm.notifications.queries import notices_of_member, outbox_mails, preferences_of_member
from prm.notifications.rendering import message_of, render
from prm.notifications.services.inbox import mark_all_read, mark_read
from prm.notifications.services.mail import retry_mail
from prm.notifications.services.preference import choose_channels
from prm.ui.components import pill
from prm.ui.views import ActionView, Choice, Column, DetailView, DownloadView, Empty, Flag, FormView, ListView, Search


def freshness(row: Notification, view: Any) -> Any:
    return "" if row.is_read else pill(_("New"), tone="info", icon_name="bell")


class Inbox(ListView):
    permission = None
    any_member = True
    title = _("Notifications")
    template_name = "notifications/inbox.html"
    columns = [
        Column("subject", _("What"), sub="body", link=True),
        Column("is_read", _("New"), render=freshness),
        Column.datetime("at", _("When")),
    ]
    filters = [
        Flag("unread", _("Unread"), apply_with=lambda rows: rows.filter(read_at=None)),
        Search("subject", "body"),
    ]
    empty = Empty("bell", _("Nothing yet"), _("What concerns you stands here as it happens."))
    default_sort = "-at"
    exports = False

    def query(self) -> QuerySet[Notification]:
        return notices_of_member(self.actor.membership_id)

    def row_url(self, row: Notification) -> str:
        return self.url("notifications:open", pk=row.pk)


class OpenNotice(DetailView):
    """Marks a notice read and goes to what it is about. Opening is reading, so a link does it."""

    permission = None
    any_member = True

    def query(self, pk: UUID) -> Notification | None:
        return notices_of_member(self.actor.membership_id).filter(pk=pk).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notice = mark_read(self.object, actor=self.actor, at=self.now)
        # Only ever a path of ours: `notify` keeps nothing else.
        return HttpResponseRedirect(notice.url if notice.url.startswith("/") else self.url("notifications:inbox"))


class ReadAll(ActionView):
    permission = None
    any_member = True

    def perform(self, obj: Any, data: Any) -> int:
        return mark_all_read(actor=self.actor, at=self.now)

    def success_url(self, obj: Any, result: Any) -> str:
        return self.url("notifications:inbox")


class Preferences(FormView):
    permission = None
    any_member = True
    title = _("What I hear")
    intro = _("Mandatory notices always come both ways.")
    template_name = "notifications/preferences.html"
    form_class = forms.Form
    message = _("Your choice is kept.")

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"rows": preferences_of_member(self.membership.pk, self.actor.audience)}

    def perform(self, form: Any) -> int:
        posted = self.request.POST
        shown = set(posted.getlist("kind"))
        choices = {key: (f"in_app:{key}" in posted, f"mail:{key}" in posted) for key in shown}
        return choose_channels(choices, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return self.url("notifications:preferences")


class Outbox(ListView):
    """Every mail of the vendor. Where no mail server is set, this is where mail is read."""

    permission = AccountPermission.MANAGE_SETTINGS
    title = _("Outbox")
    columns = [
        Column("subject", _("Mail"), sub="to_email", link=True),
        Column.status(MAIL),
        Column.datetime("at", _("Written")),
        Column.datetime("sent_at", _("Sent"), optional=True),
        Column("attempts", _("Tries"), optional=True),
    ]
    filters = [Choice("status", _("Status"), choices=MAIL.choices), Search("subject", "to_email")]
    empty = Empty("mail", _("No mail yet"), _("Invitations and notices stand here as they are written."))
    default_sort = "-at"

    def query(self) -> QuerySet[OutboxMail]:
        return outbox_mails()

    def row_url(self, row: OutboxMail) -> str:
        return self.url("notifications:mail", pk=row.pk)


class OfOutbox:
    def query(self, pk: UUID) -> OutboxMail | None:
        return outbox_mails().filter(pk=pk).first()


class Mail(OfOutbox, DetailView):
    """One mail as text. A personal link is shown where the world is made up and nowhere else: whoever reads it could
    accept in another's name."""

    permission = AccountPermission.MANAGE_SETTINGS
    template_name = "notifications/mail.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        actions = MAIL.allowed_actions(self.object, self.actor)
        return {
            "rendered": render(self.object, with_secret=settings.DEMO),
            "may_retry": any(item.action == "retry" for item in actions),
            "lifecycle": MAIL,
        }


class MailSource(OfOutbox, DownloadView):
    """The whole message as a file, for those who want to see its HTML. Not for mails with a personal link."""

    permission = AccountPermission.MANAGE_SETTINGS

    def content(self, obj: OutboxMail) -> tuple[str, str, bytes]:
        if obj.secret and not settings.DEMO:
            raise NotFound("")
        return f"{obj.pk}.eml", "message/rfc822", message_of(obj).message().as_bytes()


class MailRetry(OfOutbox, ActionView):
    permission = AccountPermission.MANAGE_SETTINGS
    message = _("The mail waits to be sent again.")

    def perform(self, obj: OutboxMail, data: Any) -> OutboxMail:
        return retry_mail(obj, actor=self.actor)
