"""One prospect: its page, its people, its contact log, and what is done to it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from partners import recruiting
from partners.enums import TouchKind
from partners.forms import ConvertForm, OwnerForm, ProspectContactForm, ProspectForm, ReasonForm, TouchForm
from partners.lifecycle import PROSPECT
from partners.models import Partner, Prospect, ProspectContact
from partners.page import programs_on_offer
from partners.permissions import PartnerPermission, ProspectPermission
from partners.services import prospect as service
from partners.services.conversion import convert_prospect
from partners.workspace.prospects import segments_in_words
from prm.audit.queries import timeline_for
from prm.ui.choices import country_name
from prm.ui.views import ActionView, DetailView, FormView


class ProspectDetail(DetailView):
    permission = ProspectPermission.VIEW
    template_name = "partners/prospect.html"
    object_name = "prospect"

    def query(self, ref: str) -> Prospect | None:
        return recruiting.prospect_by_ref(ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        may_edit = self.actor.can(ProspectPermission.EDIT) and row.status != "converted"
        is_open = row.partner_id is None
        return {
            "lifecycle": PROSPECT,
            "actions": PROSPECT.allowed_actions(row, self.actor),
            "country": country_name(row.country),
            "segments": segments_in_words(row),
            "program": dict(programs_on_offer()).get(row.program_ref, row.program_ref),
            "people": recruiting.people_of_prospect(row)[:50],
            "touches": recruiting.touches_of(row)[:100],
            "alike": [*recruiting.partner_look_alikes(row), *recruiting.prospect_look_alikes(row)] if is_open else [],
            "timeline": timeline_for(row)[:30],
            "touch_kinds": TouchKind.choices,
            "may_edit": may_edit,
        }


class ProspectCreate(FormView):
    permission = ProspectPermission.EDIT
    title = _("New prospect")
    form_class = ProspectForm
    submit_label = _("Add prospect")
    message = _("Prospect added.")
    keep_draft = True

    def form_kwargs(self) -> dict[str, Any]:
        return {"is_new": True}

    def initial(self) -> dict[str, Any]:
        return {"country": self.vendor.country, "owner": self.membership}

    def perform(self, form: Any) -> Prospect:
        data = dict(form.cleaned_data)
        contact = {name: data.pop(f"contact_{name}") for name in ("name", "email", "title")}
        return service.create_prospect(**data, contact=contact, actor=self.actor, at=self.now)

    def success_url(self, result: Prospect) -> str:
        return self.url("partners:prospect-detail", ref=result.ref)

    def cancel_url(self) -> str:
        return self.url("partners:prospect-list")


class ProspectFormView(FormView):
    """A form about one prospect that goes back to its page."""

    permission = ProspectPermission.EDIT
    object_name = "prospect"
    query = staticmethod(recruiting.prospect_by_ref)

    def success_url(self, result: Any) -> str:
        return self.url("partners:prospect-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class ProspectEdit(ProspectFormView):
    title = _("Edit prospect")
    form_class = ProspectForm
    message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> Prospect:
        return service.update_prospect(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class ProspectOwner(ProspectFormView):
    title = _("Owner of the prospect")
    form_class = OwnerForm
    message = _("Handed over.")

    def initial(self) -> dict[str, Any]:
        return {"owner": self.object.owner}

    def perform(self, form: Any) -> Prospect:
        return service.assign_prospect(self.object, form.cleaned_data["owner"], actor=self.actor, at=self.now)


class ProspectDecline(ProspectFormView):
    title = _("Decline prospect")
    form_class = ReasonForm
    submit_label = _("Decline prospect")
    message = _("Declined; the reason is kept.")

    def perform(self, form: Any) -> Prospect:
        reason = form.cleaned_data["reason"]
        return service.move_prospect(self.object, "decline", actor=self.actor, at=self.now, reason=reason)


class ProspectMove(ActionView):
    """One step along the pipeline, from the page or from a card of the board."""

    permission = ProspectPermission.EDIT
    action = ""
    query = staticmethod(recruiting.prospect_by_ref)

    def perform(self, obj: Prospect, data: Any) -> Prospect:
        return service.move_prospect(obj, self.action, actor=self.actor, at=self.now)

    def success_message(self, obj: Prospect, result: Prospect) -> Any:
        return _("%(name)s: %(state)s") % {"name": obj.name, "state": PROSPECT.state(result).label}


class ProspectTouchAdd(ProspectFormView):
    title = _("Add to the contact log")
    form_class = TouchForm
    submit_label = _("Add entry")
    message = _("Added to the contact log.")
    keep_draft = True

    def perform(self, form: Any) -> Any:
        return service.log_touch(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class ProspectConvert(ProspectFormView):
    title = _("Convert to partner")
    template_name = "partners/convert.html"
    form_class = ConvertForm
    submit_label = _("Convert to partner")
    message = _("The prospect is a partner now; its people came along.")

    def form_kwargs(self) -> dict[str, Any]:
        # One that is converted meanwhile is told so by the service, whatever its own partner looks like.
        return {"alike": recruiting.partner_look_alikes(self.object) if self.object.partner_id is None else []}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"people": recruiting.people_of_prospect(self.object)[:50], "country": country_name(self.object.country)}

    def perform(self, form: Any) -> Partner:
        into = form.cleaned_data.get("into", "")
        twin = next((item.row for item in recruiting.partner_look_alikes(self.object) if item.ref == into), None)
        return convert_prospect(
            self.object, partner=twin, is_another_company=into == "new", actor=self.actor, at=self.now
        )

    def success_url(self, result: Partner | None) -> str:
        if result is not None and self.actor.can(PartnerPermission.VIEW):
            return self.url("partners:partner-detail", ref=result.ref)
        return super().success_url(result)


class ProspectContactCreate(ProspectFormView):
    title = _("New contact")
    form_class = ProspectContactForm
    message = _("Contact saved.")

    def perform(self, form: Any) -> ProspectContact:
        return service.save_prospect_contact(self.object, **form.cleaned_data, actor=self.actor, at=self.now)


class ProspectContactEdit(ProspectFormView):
    title = _("Edit contact")
    form_class = ProspectContactForm
    message = _("Contact saved.")

    def query(self, ref: str, contact: UUID) -> Prospect | None:
        prospect = recruiting.prospect_by_ref(ref)
        self.contact = recruiting.person_of_prospect(prospect, contact) if prospect else None
        return prospect if self.contact else None

    def form_kwargs(self) -> dict[str, Any]:
        self.object  # noqa: B018
        return {"instance": self.contact}

    def perform(self, form: Any) -> ProspectContact:
        return service.save_prospect_contact(
            self.object, contact=self.contact, **form.cleaned_data, actor=self.actor, at=self.now
        )


class ProspectContactRemove(ActionView):
    permission = ProspectPermission.EDIT
    message = _("Contact removed.")

    def query(self, ref: str, contact: UUID) -> ProspectContact | None:
        prospect = recruiting.prospect_by_ref(ref)
        return recruiting.person_of_prospect(prospect, contact) if prospect else None

    def perform(self, obj: ProspectContact, data: Any) -> None:
        service.remove_prospect_contact(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: ProspectContact, result: Any) -> str:
        return self.url("partners:prospect-detail", ref=self.kwargs["ref"])
