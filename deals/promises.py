"""What the vendor promises about deals; hours of its own stand in the calendar settings or the deal policy."""

from django.utils.translation import gettext_lazy as _

from prm.clocks.promises import promise

REGISTRATION_DECISION = promise("deals.registration_decision", _("Deal answers"), days=2)
REFERRAL_ANSWER = promise("deals.referral_answer", _("Referral answers"), days=2)
EXTENSION_DECISION = promise("deals.extension_decision", _("Extension answers"), days=2)
