"""What one person prepares, another approves."""

from typing import Any

from django.utils.translation import gettext as _

from prm.lib.actor import Actor


def for_second_person(row: Any, actor: Actor) -> dict[str, Any]:
    """What the decision bar offers: whoever prepared it may do all but approve, and is told so."""
    actions = ["approve", "reopen", "cancel", "export", "confirm"]
    if row.prepared_by_id is None or row.prepared_by_id != actor.membership_id or row.approved_by_id:
        return {"bar_actions": actions}
    return {"bar_actions": actions[1:], "consequence": _("You prepared it; a second person approves it.")}
