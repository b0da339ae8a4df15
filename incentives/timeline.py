"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("incentives.plan_published", _("%(actor)s published %(target)s"), icon="rocket", tone="ok")
line("incentives.facts_recorded", _("%(actor)s recorded invoices and payments"), icon="receipt")
line("incentives.commissions_calculated", _("%(actor)s calculated %(target)s"), icon="calculator")
line("incentives.rebates_accrued", _("%(actor)s accrued the rebates of %(target)s"), icon="calculator")
line("incentives.rebates_posted", _("%(actor)s posted the rebates of %(target)s"), icon="cash", tone="ok")
line("incentives.holds_released", _("%(actor)s released what was on hold"), icon="lock-open", tone="ok")

line("incentives.statement_calculated", _("%(actor)s calculated the statement"), icon="calculator", tone="info")
line("incentives.statement_issued", _("%(actor)s approved the statement"), icon="send", tone="ok")
line("incentives.statement_sent_back", _("%(actor)s sent the statement back"), icon="corner-up-left", tone="warn")

line("incentives.payout_account_set", _("%(actor)s named the bank account"), icon="building-bank")
line("incentives.funding_account_set", _("%(actor)s named the account we pay from"), icon="building-bank")
line("incentives.payments_prepared", _("%(actor)s prepared the payments"), icon="pencil", tone="info")
line("incentives.payments_approved", _("%(actor)s approved the payments"), icon="circle-check", tone="ok")
line("incentives.payments_cancelled", _("%(actor)s cancelled the payments"), icon="circle-x", tone="bad")
line("incentives.payments_exported", _("%(actor)s exported the bank file"), icon="building-bank", tone="info")
line("incentives.payments_confirmed", _("%(actor)s confirmed the payments"), icon="coin", tone="ok")
