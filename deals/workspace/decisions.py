"""One registration on the desk: the case, what overlaps, what the rules say, and the decision."""

from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.columns import protection_of
from deals.enums import (
    APPROVE_REASONS,
    LIVE,
    REJECT_REASONS,
    RETURN_REASONS,
    UNDECIDED,
    WAITING,
    DecisionReason,
)
from deals.lifecycle import EXTENSION, REGISTRATION
from deals.models import Extension, Registration
from deals.permissions import DealPermission
from deals.receipts import receipt_file
from deals.rules.conflict import advise
from deals.rules.figures import trimmed
from deals.services.conflict import assess, overlaps_of
from deals.services.decision import (
    UNDO_WITHIN,
    approve_registration,
    mark_duplicate,
    reconsider_registration,
    reject_registration,
    return_registration,
    start_review,
    undo_decision,
)
from deals.services.decision_record import conditions_of
from deals.services.eligibility import benefit_of
from deals.services.extension import decline_extension, extend_by_vendor, grant_extension
from deals.workspace.compare import compare
from prm.audit.queries import timeline_for
from prm.clocks.queries import clock_for
from prm.decisions.queries import decisions_for
from prm.lib.errors import Invalid
from prm.ui.views import ActionView, DetailView, DownloadView, Undo

BAR = ("approve", "return", "reject")


def choices(reasons: tuple[DecisionReason, ...]) -> list[tuple[str, Any]]:
    return [(reason.value, reason.label) for reason in reasons]


class RegistrationDetail(DetailView):
    permission = DealPermission.VIEW
    template_name = "deals/registration.html"
    object_name = "registration"

    def query(self, ref: str) -> Registration | None:
        return queries.registration_by_ref(ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        # What was decided stands in its decision record: today's overlaps and rules are for what still has to be.
        is_undecided = row.status in UNDECIDED
        found = overlaps_of(row, at=self.now) if row.status in LIVE else []
        if not is_undecided:
            found = [item for item in found if item.row.pk != row.account_id]
        is_waiting = row.status in WAITING
        context = {
            "lifecycle": REGISTRATION,
            "extension_lifecycle": EXTENSION,
            "lines": queries.lines_of(row),
            "files": row.files.select_related("file"),
            "receipt": queries.first_receipt(row),
            "clock": clock_for(row),
            "is_live": row.status in LIVE,
            "is_undecided": is_undecided,
            "conflicts": [compare(row, item) for item in found],
            "advice": advise(item.overlap for item in found),
            "conditions": conditions_of(row, found, at=self.now) if is_undecided else [],
            "record": queries.partner_record(row.partner_id, self.now - timedelta(days=365)),
            "decisions": list(decisions_for(row)[:5]),
            "entries": timeline_for(row)[:20],
            "extensions": list(row.extensions.select_related("requested_by", "decided_by")),
            "opportunity": row.opportunities.first(),
            "reasons": choices((*APPROVE_REASONS, *RETURN_REASONS, *REJECT_REASONS)),
            "bar_actions": BAR,
            "protection": protection_of(row, self.now) if row.status == "approved" else None,
            **self.queue(),
        }
        return {**context, "consequence": self.consequence() if is_waiting else ""}

    def queue(self) -> dict[str, Any]:
        """Where it stands among what waits, with the way to its neighbours."""
        refs = list(queries.registrations_waiting().values_list("ref", flat=True)[:200])
        if self.object.ref not in refs:
            return {"next_url": self.url("deals:registration-list")}
        at = refs.index(self.object.ref)
        link = lambda index: self.url("deals:registration-detail", ref=refs[index])  # noqa: E731
        following = link(at + 1) if at + 1 < len(refs) else ""
        return {
            "queue_at": at + 1,
            "queue_of": len(refs),
            "queue_previous": link(at - 1) if at else "",
            "queue_next": following,
            "next_url": following or self.url("deals:registration-list"),
        }

    def consequence(self) -> str:
        row = self.object
        benefit = benefit_of(row.partnership, row.amount, row.currency, row.deal_type, at=self.now)
        text = _now("Protects to %(date)s") % {"date": date_format(benefit.protected_until, "j M")}
        if benefit.percent is None:
            return text
        return text + _now(", discount %(percent)s %%") % {"percent": trimmed(benefit.percent)}


class RegistrationAction(ActionView):
    """A verb on one registration."""

    permission = DealPermission.DECIDE

    def query(self, ref: str) -> Registration | None:
        return queries.registration_by_ref(ref)


class Decide(RegistrationAction):
    """A decision that can be taken back for thirty seconds; afterwards comes the next in the queue."""

    def undo(self, obj: Registration, result: Any) -> Undo:
        return Undo(self.url("deals:registration-undo", ref=obj.ref), int(UNDO_WITHIN.total_seconds()))

    def success_message(self, obj: Registration, result: Registration) -> str:
        state = str(REGISTRATION.state(result).label)
        return _now("%(customer)s: %(state)s") % {"customer": obj.customer_name, "state": state.lower()}


class Approve(Decide):
    def perform(self, obj: Registration, data: Any) -> Registration:
        reason = data.get("reason") or DecisionReason.CLEAR
        account = queries.account_by_ref(data["account"]) if data.get("account") else None
        return approve_registration(
            obj,
            actor=self.actor,
            at=self.now,
            reason=reason,
            note=data.get("note", ""),
            account=account,
            skips_queue=data.get("skips_queue") == "1",
        )


class Return(Decide):
    def perform(self, obj: Registration, data: Any) -> Registration:
        return return_registration(
            obj, actor=self.actor, at=self.now, reason=data.get("reason", ""), note=data.get("note", "")
        )


class Reject(Decide):
    def perform(self, obj: Registration, data: Any) -> Registration:
        return reject_registration(
            obj, actor=self.actor, at=self.now, reason=data.get("reason", ""), note=data.get("note", "")
        )


class MarkDuplicate(Decide):
    def perform(self, obj: Registration, data: Any) -> Registration:
        other = queries.registration_by_ref(data["of"]) if data.get("of") else None
        return mark_duplicate(obj, actor=self.actor, at=self.now, note=data.get("note", ""), of=other)


class StartReview(RegistrationAction):
    message = _("The partner sees that you look at it.")

    def perform(self, obj: Registration, data: Any) -> Registration:
        return start_review(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Registration, result: Any) -> str:
        return self.url("deals:registration-detail", ref=obj.ref)


class UndoDecision(StartReview):
    message = _("Taken back; nobody was told.")

    def perform(self, obj: Registration, data: Any) -> Registration:
        return undo_decision(obj, actor=self.actor, at=self.now)


class Reconsider(StartReview):
    message = _("Back on the desk.")

    def perform(self, obj: Registration, data: Any) -> Registration:
        return reconsider_registration(obj, actor=self.actor, at=self.now)


class Recheck(StartReview):
    """Looks for overlaps anew and keeps what was found, for the list."""

    message = _("Checked again.")

    def perform(self, obj: Registration, data: Any) -> Any:
        return assess(obj, at=self.now)


class Extend(StartReview):
    message = _("Extended.")

    def perform(self, obj: Registration, data: Any) -> Extension:
        return extend_by_vendor(obj, actor=self.actor, at=self.now, days=days_of(data), note=data.get("note", ""))


class ExtensionAction(ActionView):
    permission = DealPermission.DECIDE

    def query(self, pk: Any) -> Extension | None:
        return Extension.objects.select_related("registration").filter(pk=pk).first()

    def success_url(self, obj: Extension, result: Any) -> str:
        return self.url("deals:registration-detail", ref=obj.registration.ref)


class GrantExtension(ExtensionAction):
    message = _("Extension granted.")

    def perform(self, obj: Extension, data: Any) -> Extension:
        return grant_extension(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class DeclineExtension(ExtensionAction):
    message = _("Extension declined.")

    def perform(self, obj: Extension, data: Any) -> Extension:
        return decline_extension(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class ReceiptFile(DownloadView):
    """The sealed receipt as a file that anybody can verify without us."""

    permission = DealPermission.VIEW

    def query(self, ref: str) -> Registration | None:
        return queries.registration_by_ref(ref)

    def content(self, obj: Registration) -> tuple[str, str, bytes]:
        return receipt_file(obj)


def days_of(data: Any) -> int:
    text = str(data.get("days") or "30")
    if not text.isdigit() or not 1 <= int(text) <= 365:
        raise Invalid(_now("Between 1 and 365 days."))
    return int(text)
