"""What people are told about money."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

STATEMENT_ISSUED = NoticeKind(
    "incentives.statement_issued",
    _("A statement is issued"),
    "portal",
    mandatory=True,
    action_label=_("Open statement"),
)
PAYMENT_CONFIRMED = NoticeKind(
    "incentives.payment_confirmed", _("A payment has left"), "portal", mandatory=True, action_label=_("Open statement")
)
STATEMENTS_WAITING = NoticeKind(
    "incentives.statements_waiting", _("Statements wait for approval"), "vendor", action_label=_("Open statements")
)
