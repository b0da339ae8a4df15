"""Does the score predict? Each criterion against what became of those it was scored on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from prm.ui.views import DetailView
from programs.permissions import ApplicationPermission
from programs.queries.lift import WITHIN, lift_by_criterion, lift_of_total
from programs.rules.lift import FEWEST
from programs.rules.scorecard import LABELS


class ScoreLift(DetailView):
    permission = ApplicationPermission.VIEW
    title = _("Does the score predict?")
    template_name = "programs/lift.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        rows = [(LABELS.get(key, own), lift) for key, own, lift in lift_by_criterion(self.now)]
        rows.sort(key=lambda row: (row[1].times is None, -(row[1].times or 0), str(row[0])))
        return {"rows": rows, "total": lift_of_total(self.now), "days": WITHIN.days, "fewest": FEWEST}
