"""Templates: their versions, the editor with its problems by line, what changed, who accepted."""

from datetime import datetime, time
from importlib.resources import files
from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.forms import TermFields
from agreements.lifecycle import TEMPLATE_VERSION
from agreements.models import AgreementTemplate, Signature, TemplateVersion
from agreements.permissions import AgreementPermission, TemplatePermission
from agreements.queries.papers import who_accepted
from agreements.queries.templates import (
    clauses_with_use,
    pinned_in,
    template_by_ref,
    templates_with_versions,
    version_by_ref,
)
from agreements.rules.compare import compare
from agreements.rules.parameters import PARAMETERS, differences
from agreements.services.template import create_template, publish_version, save_draft
from agreements.services.wording import KNOWN, preview_html, problems_of_version, sample_values
from prm.packs.types import PartnershipType
from prm.ui.views import ActionView, Column, DetailView, Empty, FormView, Link, ListView


class TemplateList(ListView):
    permission = TemplatePermission.VIEW
    title = _("Agreement templates")
    columns = (
        Column("name", _("Template"), sub="ref", link=True, sort=True),
        Column("type", _("Type"), value=lambda row: row.get_type_display()),
        Column("active", _("Active version"), value=lambda row: number_of(row, "active")),
        Column("draft", _("Draft"), value=lambda row: number_of(row, "draft")),
    )
    actions = (
        Link(_("Clause library"), "agreements:clause-list", TemplatePermission.VIEW, icon="books"),
        Link(_("Acceptance campaigns"), "agreements:campaign-list", AgreementPermission.VIEW, icon="send"),
        Link(_("New template"), "agreements:template-create", TemplatePermission.EDIT, icon="plus", primary=True),
    )
    default_sort = "name"
    empty = Empty(
        "template", _("No templates yet"),
        _("Write what partners of a type sign. Our standard text is there to start from."),
        "agreements:template-create", _("New template"),
    )  # fmt: skip

    def query(self) -> Any:
        return templates_with_versions()

    def row_url(self, row: AgreementTemplate) -> str:
        return self.url("agreements:template-detail", ref=row.ref)


def number_of(template: AgreementTemplate, status: str) -> Any:
    found = [version.number for version in template.versions.all() if version.status == status]
    return found[0] if found else "–"


class OneTemplate:
    object_name = "template"
    url: Any

    def query(self, ref: str) -> AgreementTemplate | None:
        return template_by_ref(ref)

    def page_of(self, template: AgreementTemplate) -> str:
        return str(self.url("agreements:template-detail", ref=template.ref))


class TemplateDetail(OneTemplate, DetailView):
    permission = TemplatePermission.VIEW
    template_name = "agreements/template.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        versions = list(self.object.versions.all())
        draft = next((version for version in versions if version.status == "draft"), None)
        return {
            "versions": versions,
            "draft": draft,
            "lifecycle": TEMPLATE_VERSION,
            "problems": problems_of_version(draft) if draft else [],
            "pinned": list(pinned_in(draft or versions[0])) if versions else [],
            "may_edit": self.actor.can(TemplatePermission.EDIT),
            "may_publish": self.actor.can(TemplatePermission.PUBLISH),
        }


class VersionForm(TermFields):
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 28}), required=False)
    note = forms.CharField(label=_("What changed"), max_length=400, required=False)
    field_order = ["name", "type", "body", *PARAMETERS, "note"]


class NewTemplateForm(VersionForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    type = forms.ChoiceField(label=_("Partnership type"), choices=PartnershipType.choices)


def standard_text() -> str:
    """The text a first template may start from."""
    return files("agreements").joinpath("standard_text.md").read_text(encoding="utf-8")


class TemplateCreate(FormView):
    permission = TemplatePermission.EDIT
    title = _("New template")
    form_class = NewTemplateForm
    template_name = "agreements/template_form.html"
    submit_label = _("Save draft")
    keep_draft = True

    def initial(self) -> dict[str, Any]:
        return {"name": _("Partner agreement"), "body": standard_text()}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"known": sorted(KNOWN), "library": list(clauses_with_use().order_by("key"))}

    def perform(self, form: Any) -> AgreementTemplate:
        data = form.cleaned_data
        return create_template(
            name=data["name"], type=data["type"], body=data["body"], parameters=form.terms(), actor=self.actor,
            at=self.now,
        )  # fmt: skip

    def success_url(self, result: AgreementTemplate) -> str:
        return self.url("agreements:template-detail", ref=result.ref)


class TemplateEdit(OneTemplate, FormView):
    permission = TemplatePermission.EDIT
    form_class = VersionForm
    template_name = "agreements/template_form.html"
    submit_label = _("Save draft")
    keep_draft = True

    def newest(self) -> TemplateVersion | None:
        return self.object.versions.first()

    def initial(self) -> dict[str, Any]:
        newest = self.newest()
        if newest is None:
            return {"body": standard_text()}
        text = newest.source or newest.body
        note = newest.note if newest.status == "draft" else ""
        return {"body": text, "note": note, **newest.parameters}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"known": sorted(KNOWN), "library": list(clauses_with_use().order_by("key"))}

    def perform(self, form: Any) -> TemplateVersion:
        return save_draft(
            self.object, body=form.cleaned_data["body"], parameters=form.terms(), note=form.cleaned_data["note"],
            actor=self.actor, at=self.now,
        )  # fmt: skip

    def success_url(self, result: TemplateVersion) -> str:
        return self.url("agreements:version-detail", ref=result.ref)


class TemplatePublish(OneTemplate, ActionView):
    """Publishes the draft as the active version."""

    permission = TemplatePermission.PUBLISH
    message = _("Published. New agreements use it; open ones on older versions ask to be moved.")

    def perform(self, obj: AgreementTemplate, data: Any) -> TemplateVersion:
        # Without a draft the newest version answers, and the lifecycle says why it cannot be published again.
        newest = obj.versions.order_by("-number")[0]
        return publish_version(newest, actor=self.actor, at=self.now)


class OneVersion:
    object_name = "version"

    def query(self, ref: str) -> TemplateVersion | None:
        return version_by_ref(ref)


class VersionDetail(OneVersion, DetailView):
    """One version with sample names, its problems, and what changed against the one before."""

    permission = TemplatePermission.VIEW
    template_name = "agreements/version.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        row: TemplateVersion = self.object
        before = TemplateVersion.objects.filter(template=row.template, number=row.number - 1).first()
        problems = problems_of_version(row)
        sample = sample_values(self.vendor, row.parameters, self.vendor.currency)
        return {
            "lifecycle": TEMPLATE_VERSION,
            "problems": problems,
            "clauses": [] if problems else preview_html(row.body, sample),
            "before": before,
            "pinned": list(pinned_in(row)),
            "pieces": compare(before.body, row.body) if before else [],
            "changed": differences(before.parameters, row.parameters) if before else {},
            "parameters": [(PARAMETERS[name], value) for name, value in row.parameters.items() if name in PARAMETERS],
            "may_publish": row.status == "draft" and not problems and self.actor.can(TemplatePermission.PUBLISH),
            "may_offer": row.status == "active" and before and self.actor.can(AgreementPermission.COUNTERSIGN),
        }


class Accepted(ListView):
    """Who had accepted this version on a day: one query."""

    permission = TemplatePermission.VIEW
    template_name = "agreements/accepted.html"
    columns = (
        Column("partner.name", _("Partner"), link=True),
        Column("signer_name", _("Signed by"), sub="signer_title"),
        Column.datetime("signed_at", _("Signed"), sort=True),
        Column("agreement.ref", _("Agreement")),
        Column("document_sha256", _("SHA-256"), optional=True),
    )
    default_sort = "-signed_at"
    empty = Empty("signature", _("Nobody had accepted this version then"))

    def page_title(self) -> str:
        return str(_("Who accepted %(version)s")) % {"version": self.version}

    @cached_property
    def version(self) -> TemplateVersion:
        found = version_by_ref(**self.object_kwargs)
        if found is None:
            raise Http404
        return found

    @property
    def until(self) -> datetime | None:
        day = parse_date(self.request.GET.get("on", ""))
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None

    def query(self) -> Any:
        return who_accepted(self.version, self.until)

    def row_url(self, row: Signature) -> str:
        return self.url("agreements:agreement-detail", ref=row.agreement.ref)
