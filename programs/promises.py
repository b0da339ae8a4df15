"""What we promise to partners in this room; a vendor may promise other hours."""

from django.utils.translation import gettext_lazy as _

from prm.clocks.promises import promise

APPLICATION_DECISION = "programs.application_decision"

promise(APPLICATION_DECISION, _("Application decision"), days=5)
