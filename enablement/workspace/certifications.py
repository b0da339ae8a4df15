"""Certifications: what earns them, who holds them, taking one back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.certificate import certificate_content
from enablement.lifecycle import AWARD
from enablement.models import Award, Certification, Course
from enablement.permissions import LearningPermission
from enablement.services.certification import revoke_award, save_certification
from prm.ui.views import (
    Choice,
    Column,
    DateRange,
    DetailView,
    DownloadView,
    Empty,
    FormView,
    Link,
    ListView,
    Search,
    Tab,
)
from programs.queries import vendor_day


class CertificationList(ListView):
    permission = LearningPermission.VIEW
    title = _("Certifications")
    columns = (
        Column("name", _("Certification"), sub="ref", link=True, sort=True),
        Column(
            "courses", _("Courses"), value=lambda row: ", ".join(str(item.course) for item in row.requirements.all())
        ),
        Column.number("validity_months", _("Months valid"), wide_only=True),
        Column.number("holders", _("Holders")),
    )
    filters = (Search("name", "ref"),)
    actions = (
        Link(_("All awards"), "enablement:award-list", LearningPermission.VIEW, icon="certificate"),
        Link(
            _("New certification"), "enablement:certification-create", LearningPermission.EDIT, icon="plus",
            primary=True,
        ),
    )  # fmt: skip
    default_sort = "name"
    empty = Empty(
        "certificate", _("No certifications yet"),
        _("Name what people earn, the courses it asks for and how long it holds."),
        "enablement:certification-create", _("New certification"),
    )  # fmt: skip

    def query(self) -> Any:
        return queries.certifications_for_list()

    def row_url(self, row: Certification) -> str:
        return self.url("enablement:certification-detail", ref=row.ref)


class OneCertification:
    object_name = "certification"
    url: Any

    def query(self, ref: str) -> Certification | None:
        return queries.certification_by_ref(ref)

    def page_of(self, row: Certification) -> str:
        return str(self.url("enablement:certification-detail", ref=row.ref))


class CertificationDetail(OneCertification, DetailView):
    permission = LearningPermission.VIEW
    template_name = "enablement/certification.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        awards = queries.awards_with_names().filter(certification=self.object)
        return {
            "requirements": list(self.object.requirements.all()),
            "awards": list(awards.order_by("-status", "expires_on")[:200]),
            "lifecycle": AWARD,
            "today": vendor_day(self.now),
            "may_edit": self.actor.can(LearningPermission.EDIT),
            "may_revoke": self.actor.can(LearningPermission.REVOKE),
        }


class CertificationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    summary = forms.CharField(
        label=_("What the holder can do"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands on the certificate."),
    )  # fmt: skip
    validity_months = forms.IntegerField(label=_("Valid for, months"), min_value=1, max_value=120, initial=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.exclude(status="retired").order_by("title")
        self.fields["courses"] = forms.ModelMultipleChoiceField(
            courses, label=_("Courses it asks for"), to_field_name="ref", widget=forms.CheckboxSelectMultiple
        )


class CertificationCreate(FormView):
    permission = LearningPermission.EDIT
    title = _("New certification")
    form_class = CertificationForm

    def perform(self, form: Any) -> Certification:
        data = {**form.cleaned_data, "courses": list(form.cleaned_data["courses"])}
        return save_certification(self.object, **data, actor=self.actor, at=self.now)

    def success_url(self, result: Certification) -> str:
        return str(self.url("enablement:certification-detail", ref=result.ref))


class CertificationEdit(OneCertification, CertificationCreate):
    title = _("Edit certification")
    message = _("Saved. What was earned before keeps its days.")

    def initial(self) -> dict[str, Any]:
        row: Certification = self.object
        return {
            "name": row.name, "summary": row.summary, "validity_months": row.validity_months,
            "courses": [item.course.ref for item in row.requirements.all()],
        }  # fmt: skip

    def cancel_url(self) -> str:
        return self.page_of(self.object)


class AwardList(ListView):
    permission = LearningPermission.VIEW
    title = _("Awards")
    intro = _("Who has earned what, and until when it holds.")
    columns = (
        Column("holder_name", _("Holder"), sub="partner.name", link=True, sort=True),
        Column("certification.name", _("Certification"), sort="certification__name"),
        Column.date("awarded_on", _("Earned"), sort=True, wide_only=True),
        Column.date("expires_on", _("Valid until"), sort=True),
        Column.status(AWARD),
    )
    filters = (
        Choice("status", _("Status"), AWARD.choices),
        DateRange("expires_on", _("Valid until")),
        Search("holder_name", "partner__name", "certification__name", "code"),
    )
    tabs = (Tab("valid", _("Valid"), {"status": ["valid"]}), Tab("all", _("All")))
    default_sort = "expires_on"
    empty = Empty(
        "certificate", _("Nobody is certified yet"), _("Awards come by themselves with the courses completed.")
    )

    def query(self) -> Any:
        return queries.awards_with_names()

    def row_url(self, row: Award) -> str:
        return self.url("enablement:certification-detail", ref=row.certification.ref)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The holder and the partner's administrators read it."),
    )  # fmt: skip


class OneAward:
    object: Any
    object_name = "award"
    url: Any

    def query(self, ref: str) -> Award | None:
        return queries.award_by_ref(ref)


class AwardRevoke(OneAward, FormView):
    permission = LearningPermission.REVOKE
    form_class = ReasonForm
    submit_label = _("Revoke")
    message = _("Revoked. The holder is told, and the certificate no longer verifies as valid.")
    intro = _("It ends today and counts for nothing any more. This cannot be taken back.")

    def page_title(self) -> str:
        return str(_("Revoke: %(holder)s") % {"holder": self.object.holder_name})

    def perform(self, form: Any) -> Award:
        return revoke_award(self.object, **form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Award) -> str:
        return str(self.url("enablement:certification-detail", ref=self.object.certification.ref))

    def cancel_url(self) -> str:
        return self.success_url(self.object)


class AwardFile(OneAward, DownloadView):
    permission = LearningPermission.VIEW

    def content(self, obj: Award) -> tuple[str, str, bytes]:
        address = self.request.build_absolute_uri(self.url("public:enablement:verify", code=obj.code))
        return certificate_content(obj, self.vendor, address=address, at=self.now)
