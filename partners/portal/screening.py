"""The partner answers what it is asked for due diligence."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import screenings
from partners.form_kinds import DUE_DILIGENCE
from partners.lifecycle import SCREENING
from partners.models import Screening
from partners.permissions import PortalDiligencePermission
from partners.services.screening import answer_screening
from prm.forms.builder import WithQuestions
from prm.forms.queries import questions_for
from prm.lib.errors import Refused
from prm.ui.views import FormView


class DiligenceForm(WithQuestions, forms.Form):
    """The questions in force; earlier answers are kept in it."""

    def __init__(self, *args: Any, questions: Any, answers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(questions, answers)


class AnswerScreening(FormView):
    permission = PortalDiligencePermission.ANSWER
    title = _("Due diligence")
    intro = _("Only the people who decide about it read your answers.")
    template_name = "partners/answer_screening.html"
    form_class = DiligenceForm
    object_name = "screening"
    submit_label = _("Hand in answers")
    message = _("Handed in; you hear when it is decided.")

    @cached_property
    def object(self) -> Any:
        """What is asked of the partner; a page of its own that says so where nothing is."""
        return screenings.own_screening(self.actor.partner_id)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object is None:
            return self.render("partners/no_screening.html", {"page_title": self.title})
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object is None:
            raise Refused(_("Nothing is asked of you at present."))
        return super().post(request, *args, **kwargs)

    def page_title(self) -> str:
        return str(self.title)

    def form_kwargs(self) -> dict[str, Any]:
        self.asked = questions_for(DUE_DILIGENCE.key)
        kept = {key: value for key, value in self.object.answers.items() if not isinstance(value, dict)}
        return {"questions": self.asked.questions, "answers": kept}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"lifecycle": SCREENING, "answers": screenings.answers_of(self.object)}

    def perform(self, form: Any) -> Screening:
        return answer_screening(
            self.object, answers=form.own.answers, uploads=form.own.uploads, form_version=self.asked.version_id,
            actor=self.actor, at=self.now,
        )  # fmt: skip

    def success_url(self, result: Any) -> str:
        return self.request.path
