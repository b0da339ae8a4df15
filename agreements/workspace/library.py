"""The clause library: clauses, their versions, and the templates that pin them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementTemplate, ClauseVersion, LibraryClause, TemplateVersion
from agreements.permissions import TemplatePermission
from agreements.queries.templates import clause_by_ref, clauses_with_use, pins_of
from agreements.rules.compare import compare
from agreements.rules.library import clause_text
from agreements.services.library import create_clause, revise_clause
from agreements.services.template import save_draft
from agreements.services.wording import KNOWN, preview_html, sample_values
from agreements.workspace.templates import OneTemplate
from prm.ui.views import ActionView, Column, DetailView, Empty, FormView, Link, ListView, Search


class ClauseList(ListView):
    permission = TemplatePermission.VIEW
    title = _("Clause library")
    intro = _(
        "Clauses written once and inserted into templates; each template keeps the version it was published with."
    )
    columns = (
        Column("newest_title", _("Clause"), sub="key", link=True),
        Column.number("newest", _("Version"), sort=True),
        Column.datetime("newest_at", _("Written"), sort=True),
        Column.number("used", _("In active templates")),
    )
    filters = (Search("key"),)
    actions = (Link(_("New clause"), "agreements:clause-create", TemplatePermission.EDIT, icon="plus", primary=True),)
    default_sort = "-newest_at"
    empty = Empty(
        "books", _("No clauses yet"), _("Write a clause here and insert it into templates by its key."),
        "agreements:clause-create", _("New clause"),
    )  # fmt: skip

    def query(self) -> Any:
        return clauses_with_use()

    def row_url(self, row: LibraryClause) -> str:
        return self.url("agreements:clause-detail", ref=row.ref)


class OneClause:
    object_name = "clause"
    url: Any

    def query(self, ref: str) -> LibraryClause | None:
        return clause_by_ref(ref)

    def page_of(self, clause: LibraryClause) -> str:
        return str(self.url("agreements:clause-detail", ref=clause.ref))


class ClauseDetail(OneClause, DetailView):
    permission = TemplatePermission.VIEW
    template_name = "agreements/clause.html"

    def page_title(self) -> str:
        return str(self.object.versions.all()[0].title)

    def context(self, **extra: Any) -> dict[str, Any]:
        versions = list(self.object.versions.all())
        newest = versions[0]
        sample = sample_values(self.vendor, {}, self.vendor.currency)
        text = clause_text(self.object.key, newest.title, newest.body)
        return {
            "versions": versions,
            "insert": f"{{{{> {self.object.key}}}}}",
            "clauses": preview_html(text, sample),
            "pieces": compare(versions[1].body, newest.body) if len(versions) > 1 else [],
            "uses": list(pins_of(self.object)),
            "newest": newest,
            "may_edit": self.actor.can(TemplatePermission.EDIT),
        }


class ClauseForm(forms.Form):
    title = forms.CharField(label=_("Heading"), max_length=160)
    body = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown with fields and conditions, as in a template. The heading is put above it."),
    )  # fmt: skip
    note = forms.CharField(label=_("What changed"), max_length=400, required=False)


class NewClauseForm(ClauseForm):
    key = forms.CharField(
        label=_("Key"), max_length=40, help_text=_("Templates insert it by this name: small letters, figures, hyphens.")
    )
    # How Django leaves an inherited field out; its stubs do not know.
    note = None  # type: ignore[assignment]
    field_order = ["key", "title", "body"]


class ClauseCreate(FormView):
    permission = TemplatePermission.EDIT
    title = _("New clause")
    form_class = NewClauseForm
    template_name = "agreements/template_form.html"
    submit_label = _("Save clause")
    keep_draft = True

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"known": sorted(KNOWN), "library": []}

    def perform(self, form: Any) -> LibraryClause:
        return create_clause(**form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: LibraryClause) -> str:
        return str(self.url("agreements:clause-detail", ref=result.ref))


class ClauseEdit(OneClause, FormView):
    permission = TemplatePermission.EDIT
    form_class = ClauseForm
    template_name = "agreements/template_form.html"
    submit_label = _("Save as the next version")
    message = _("Saved. Templates keep the version they have until their draft takes this one.")
    keep_draft = True

    def initial(self) -> dict[str, Any]:
        newest = self.object.versions.all()[0]
        return {"title": newest.title, "body": newest.body}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"known": sorted(KNOWN), "library": []}

    def perform(self, form: Any) -> ClauseVersion:
        return revise_clause(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: ClauseVersion) -> str:
        return self.page_of(self.object)


class TakeNewest(OneTemplate, ActionView):
    """The template's draft with the newest version of each clause; opens a draft where there is none."""

    permission = TemplatePermission.EDIT
    message = _("The draft has the newest clauses. Read it, then publish it.")

    def perform(self, obj: AgreementTemplate, data: Any) -> TemplateVersion:
        newest = obj.versions.order_by("-number")[0]
        note = newest.note if newest.status == "draft" else str(_("Newest clauses"))
        return save_draft(
            obj,
            body=newest.source or newest.body,
            parameters=newest.parameters,
            note=note,
            actor=self.actor,
            at=self.now,
        )
