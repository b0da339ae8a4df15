"""What we write to applicants again and again."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.ui.views import ActionView, Column, Empty, FormView, Link, ListView, Search
from programs.models import ApplicantLetter
from programs.permissions import ApplicationPermission
from programs.queries.applications import letter_by_ref, letters
from programs.services.applicant_letter import remove_letter, save_letter


class LetterForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=80, help_text=_("For us; the applicant does not see it."))
    text = forms.CharField(
        label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("{company}, {contact} and {program} are filled in."),
    )  # fmt: skip


class LetterList(ListView):
    permission = ApplicationPermission.DECIDE
    title = _("Letters to applicants")
    default_sort = "title"
    columns = (
        Column("title", _("Letter"), link=True, sort=True),
        Column("text", _("Text"), value=lambda row: row.text[:120], wide_only=True),
    )
    filters = (Search("title", "text"),)
    actions = (
        Link(_("New letter"), "programs:letter-create", ApplicationPermission.DECIDE, icon="plus", primary=True),
    )
    empty = Empty(
        "mail", _("No letters of your own yet"),
        _("Until there is one, short reasons are offered where an application is declined or returned."),
        "programs:letter-create", _("New letter"),
    )  # fmt: skip

    def query(self) -> QuerySet[ApplicantLetter]:
        return letters()

    def row_url(self, row: ApplicantLetter) -> str:
        return self.url("programs:letter-edit", ref=row.ref)


class LetterCreate(FormView):
    permission = ApplicationPermission.DECIDE
    title = _("New letter to applicants")
    form_class = LetterForm
    message = _("Saved.")

    def perform(self, form: Any) -> ApplicantLetter:
        return save_letter(actor=self.actor, at=self.now, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.url("programs:letter-list")

    def cancel_url(self) -> str:
        return self.success_url(None)


class LetterEdit(LetterCreate):
    template_name = "programs/applicant_letter.html"
    object_name = "letter"
    query = staticmethod(letter_by_ref)

    def page_title(self) -> str:
        return str(self.object)

    def initial(self) -> dict[str, Any]:
        return {"title": self.object.title, "text": self.object.text}

    def perform(self, form: Any) -> ApplicantLetter:
        return save_letter(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class LetterRemove(ActionView):
    permission = ApplicationPermission.DECIDE
    message = _("Removed. Letters that were sent stay.")
    query = staticmethod(letter_by_ref)

    def perform(self, obj: ApplicantLetter, data: Any) -> None:
        remove_letter(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: ApplicantLetter, result: Any) -> str:
        return self.url("programs:letter-list")
