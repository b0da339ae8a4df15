"""Pages for applicants: choose a program, fill in the form, come back by the personal link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.forms.guard import refuse_floods
from prm.forms.queries import questions_for
from prm.packs.types import PartnershipType
from prm.ui.views import FormView, Screen
from programs.form_kinds import APPLICATION_FORM
from programs.gate_wording import gate_lines
from programs.links import application_of_token, application_token
from programs.models import Program
from programs.public.forms import ApplicationForm, form_values
from programs.queries.programs import open_program_by_ref, open_programs
from programs.questions import questions_weighing
from programs.services import application as service
from programs.services.drafts import KEPT

# Forms one address may send in an hour: enough for an office behind one, few enough to bore a robot.
SENT_AN_HOUR = 30


class Chooser(Screen):
    """Which program: by partnership type."""

    permission = None
    public = True
    title = gettext_lazy("Become a partner")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        programs = list(open_programs())
        groups = [
            (label, [program for program in programs if program.type == value])
            for value, label in PartnershipType.choices
        ]
        return self.render("programs/chooser.html", {"groups": [group for group in groups if group[1]]})


class ApplicationPage(FormView):
    """The form, new or kept. "Save for later" keeps it with gaps; "Submit" hands it in."""

    permission = None
    public = True
    template_name = "programs/apply.html"
    form_class = ApplicationForm
    submit_label = gettext_lazy("Submit application")
    keep_draft = True

    @property
    def wants_to_save(self) -> bool:
        return self.request.POST.get("do") == "save"

    def form_kwargs(self) -> dict[str, Any]:
        asked = questions_for(APPLICATION_FORM.key, self.program_id())
        return {
            "save_only": self.wants_to_save,
            "asked": asked,
            "kept": self.kept_answers(),
            "questions": questions_weighing(self.asking.weighing),
        }

    @cached_property
    def asking(self) -> service.Asking:
        return service.asking(self.program_id())

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"gate": gate_lines(self.asking.gate, self.asking.segments)}

    def program_id(self) -> UUID:
        """Whose questions are asked."""
        found: UUID = self.object.program_id
        return found

    def kept_answers(self) -> Mapping[str, Any]:
        """What was answered to the vendor's own questions before."""
        found: Mapping[str, Any] = self.object.values["own"]
        return found

    def target(self) -> dict[str, Any]:
        """Which program, and which kept application."""
        return {"program_ref": self.object.program_ref, "application_id": self.object.id}

    def perform(self, form: ApplicationForm) -> HttpResponse:
        refuse_floods("apply", self.request, self.vendor.pk, an_hour=SENT_AN_HOUR)
        send = service.save_application if self.wants_to_save else service.submit_application
        receipt = send(values=form.values(), form_version=form.asked.version_id, at=self.now, **self.target())
        token = application_token(self.vendor.pk, receipt.id)
        self.tell(_("Saved. Keep this link, or use the one in your mail.") if self.wants_to_save else "")
        return HttpResponseRedirect(self.url("public:programs:application", token=token))

    def cancel_url(self) -> str:
        return self.url("public:programs:chooser")


class Apply(ApplicationPage):
    object_name = "program"

    def query(self, ref: str) -> Program | None:
        return open_program_by_ref(ref)

    def page_title(self) -> str:
        return _("Apply to %(program)s") % {"program": self.object}

    def target(self) -> dict[str, Any]:
        return {"program_ref": self.object.ref}

    def program_id(self) -> UUID:
        found: UUID = self.object.pk
        return found

    def kept_answers(self) -> Mapping[str, Any]:
        return {}


class ByLink(ApplicationPage):
    """What a personal link opens: one application of this vendor, 404 for anything else."""

    object_name = "receipt"

    def query(self, token: str) -> service.Receipt | None:
        found = application_of_token(token, self.vendor.pk)
        return service.application_status(found) if found else None


class MyApplication(ByLink):
    """Where it stands; while it is a draft or returned, the form to go on with."""

    def page_title(self) -> str:
        return _("Your application %(ref)s") % {"ref": self.object.ref}

    def initial(self) -> dict[str, Any]:
        return form_values(self.object.values)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_editable:
            return super().get(request, *args, **kwargs)
        return self.render("programs/application_status.html", {"receipt": self.object, **self.context()})

    def context(self, **extra: Any) -> dict[str, Any]:
        may_withdraw = self.object.status in ("draft", "submitted", "in_review", "returned")
        kept_until = self.object.saved_at + KEPT if self.object.status == "draft" and self.object.saved_at else None
        return {
            **super().context(), "token": self.kwargs["token"], "may_withdraw": may_withdraw, "kept_until": kept_until,
        }  # fmt: skip


class Withdraw(ByLink):
    """Asks once, then takes the application back."""

    template_name = "programs/withdraw.html"

    def page_title(self) -> str:
        return _("Withdraw application %(ref)s") % {"ref": self.object.ref}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render(self.template_name, {"token": self.kwargs["token"], "receipt": self.object})

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        service.withdraw_application(self.object.id, at=self.now)
        return HttpResponseRedirect(self.url("public:programs:application", token=self.kwargs["token"]))
