"""The deal policy of each program: what it says now, its versions, and the next one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.models import DealPolicy
from deals.permissions import DealPermission
from deals.services.policy import FIELDS, publish_policy
from deals.workspace.forms import PolicyForm
from prm.packs.types import PartnershipType
from prm.ui.views import Column, Empty, FormView, ListView
from programs.models import Program
from programs.queries import vendor_day


class PolicyList(ListView):
    permission = DealPermission.MANAGE_POLICY
    title = _("Deal policy")
    columns = (
        Column("name", _("Program"), sub="ref", link=True, sort=True),
        Column("type", _("Type"), value=lambda row: row.get_type_display()),
    )
    empty = Empty("gavel", _("No programs yet"), _("A deal policy belongs to a program."))
    exports = False
    default_sort = "name"

    def query(self) -> Any:
        return Program.objects.filter(type__in=(PartnershipType.RESALE, PartnershipType.DISTRIBUTION))

    def row_url(self, row: Program) -> str:
        return self.url("deals:policy-edit", ref=row.ref)


class PolicyEdit(FormView):
    permission = DealPermission.MANAGE_POLICY
    template_name = "deals/policy.html"
    form_class = PolicyForm
    submit_label = _("Publish")
    message = _("Published; what was handed in before keeps its own version.")

    def title(self, program: Program) -> str:
        return str(_("Deal policy of %s") % program.name)

    def query(self, ref: str) -> Program | None:
        return Program.objects.filter(ref=ref).first()

    def initial(self) -> dict[str, Any]:
        today = vendor_day(self.now)
        policy = queries.policy_on(self.object.pk, today, self.object.currency)
        return {"valid_from": today, **{name: getattr(policy, name) for name in FIELDS}}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"versions": queries.policies_of(self.object.pk)}

    def perform(self, form: PolicyForm) -> DealPolicy:
        values = {name: form.cleaned_data[name] for name in FIELDS}
        valid_from = form.cleaned_data["valid_from"]
        return publish_policy(self.object, values, valid_from=valid_from, actor=self.actor, at=self.now)

    def success_url(self, result: DealPolicy) -> str:
        return self.url("deals:policy-edit", ref=self.object.ref)
