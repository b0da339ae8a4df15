"""`{% load deals %}`: small words about deals."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.enums import Hint
from deals.rules.conflict import Advice, Proposal
from deals.rules.figures import trimmed
from prm.ui import components

register = template.Library()
register.filter("trimmed", trimmed)

ADVICE = {
    Proposal.APPROVE: ("ok", "check"),
    Proposal.LOOK: ("warn", "eye"),
    Proposal.WAIT: ("warn", "hourglass"),
    Proposal.DUPLICATE: ("bad", "copy"),
}


@register.filter
def customer_line(row: Any) -> str:
    """Domain and place of a customer in one line."""
    names = ("customer_domain", "customer_city", "customer_region", "customer_country")
    return " · ".join(
        filter(None, [row.customer_domain, ", ".join(filter(None, (getattr(row, n) for n in names[1:])))])
    )


@register.simple_tag
def advice_pill(advice: Advice) -> SafeString:
    words = {
        Proposal.APPROVE: _("Approve"),
        Proposal.LOOK: _("A person must look"),
        Proposal.WAIT: _("Wait its turn"),
        Proposal.DUPLICATE: _("Duplicate"),
    }
    tone, icon = ADVICE[advice.proposal]
    return components.pill(words[advice.proposal], tone=tone, icon_name=icon)


@register.filter
def hint_words(hint: str) -> dict[str, str]:
    """What the private check tells: tone, headline, text. Never who, how many or how much."""
    return {
        Hint.CLEAR: {"tone": "ok", "title": _("Clear."), "text": _("Nobody we know of works with this customer.")},
        Hint.POSSIBLE: {
            "tone": "warn",
            "title": _("Possible overlap."),
            "text": _(
                "Someone may already work with this customer. You can still register: say which site and product, "
                "and a person will look. We never show who, to you or to them."
            ),
        },
        Hint.CUSTOMER: {
            "tone": "warn",
            "title": _("Existing customer."),
            "text": _("They buy from us already. You can still register another product line; a person will look."),
        },
    }[Hint(hint)]


@register.filter
def duration(minutes: int) -> str:
    """1623 is "1 day 3 h"."""
    days, rest = divmod(minutes, 1440)
    hours = rest // 60
    parts = [ngettext("%(n)s day", "%(n)s days", days) % {"n": days}] if days else []
    if hours or not days:
        parts.append(_("%(n)s h") % {"n": hours} if hours or days else _("%(n)s min") % {"n": rest})
    return " ".join(parts)
