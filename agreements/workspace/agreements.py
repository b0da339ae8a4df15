"""Agreements as the vendor sees them: the list, one in full, its sealed file, a new one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.enums import IN_FORCE
from agreements.lifecycle import AGREEMENT, TERM_APPROVAL
from agreements.models import Agreement
from agreements.permissions import AgreementPermission
from agreements.queries.approvals import approvals_of
from agreements.queries.offboarding import offboarding_of
from agreements.queries.papers import (
    agreement_by_ref,
    agreements_with_names,
    partnerships_without_agreement,
    signed_now,
    signers_of,
)
from agreements.queries.terms import bound_partnerships
from agreements.screens import chain, paper_content, sealed_content, terms_that_hold, terms_with_clauses
from agreements.services.drafting import generate_agreement
from agreements.services.wording import clauses_as_html, redlined_clauses
from partners.models import Partner
from prm.audit.queries import timeline_for
from prm.packs.types import PartnershipType
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
    PanelView,
    Search,
    Tab,
)
from programs.queries import vendor_day


class AgreementList(ListView):
    permission = AgreementPermission.VIEW
    title = _("Agreements")
    columns = (
        Column("partner.name", _("Partner"), sub="title", link=True, sort="partner__name"),
        Column("ref", _("Number"), wide_only=True),
        Column("type", _("Type"), value=lambda row: row.partnership.get_type_display(), wide_only=True),
        Column.number("version_number", _("Version"), wide_only=True),
        Column.status(AGREEMENT),
        Column.date("action_on", _("Act by"), sort=True),
        Column.date("ends_on", _("Ends on"), sort=True),
        Column.person("partnership.owner", _("Owner"), wide_only=True),
    )
    filters = (
        Choice("status", _("Status"), AGREEMENT.choices),
        Choice("type", _("Type"), PartnershipType.choices, field="partnership__type"),
        DateRange("action_on", _("Act by")),
        Search("ref", "title", "partner__name"),
    )
    tabs = (
        Tab("all", _("All")),
        Tab("ours", _("Waiting for us"), {"status": ["draft", "negotiation", "declined", "partly_signed"]}),
        Tab("theirs", _("Waiting for partners"), {"status": ["sent"]}),
        Tab("expiring", _("Expiring"), {"status": ["expiring"]}),
        Tab("force", _("In force"), {"status": list(IN_FORCE)}),
    )
    actions = (
        Link(_("Compliance"), "agreements:compliance-list", AgreementPermission.VIEW, icon="file-check"),
        Link(_("Offboarding"), "agreements:offboarding-list", AgreementPermission.VIEW, icon="checklist"),
        Link(_("Drift"), "agreements:drift-list", AgreementPermission.VIEW, icon="scale"),
        Link(_("New agreement"), "agreements:agreement-create", AgreementPermission.MANAGE, icon="plus", primary=True),
    )
    default_sort = "-created_at"
    empty = Empty(
        "writing-sign", _("No agreements yet"),
        _("Publish a template for a partnership type; approved partnerships then get their draft at once."),
        "agreements:template-list", _("Templates"),
    )  # fmt: skip

    def query(self) -> Any:
        return agreements_with_names()

    def row_url(self, row: Agreement) -> str:
        return self.url("agreements:agreement-detail", ref=row.ref)


class AgreementDetail(DetailView):
    """The text with what was negotiated marked in it, its terms beside their clauses, who signed, both dates."""

    permission = AgreementPermission.VIEW
    template_name = "agreements/agreement.html"
    object_name = "agreement"

    def query(self, ref: str) -> Agreement | None:
        return agreement_by_ref(ref)

    def page_title(self) -> str:
        return str(self.object.partner.name)

    def context(self, **extra: Any) -> dict[str, Any]:
        row: Agreement = self.object
        is_open = row.status in ("draft", "negotiation", "declined")
        return {
            "lifecycle": AGREEMENT,
            "allowed": {item.action for item in AGREEMENT.allowed_actions(row, self.actor)},
            "clauses": redlined_clauses(row) if is_open else clauses_as_html(row.text),
            "terms": terms_with_clauses(row),
            "chain": chain(row),
            "may_add_scan": bool(row.migrated_by)
            and row.paper_file_id is None
            and self.actor.can(AgreementPermission.MANAGE),
            "may_amend": row.amends_id is None
            and row.status in IN_FORCE
            and self.actor.can(AgreementPermission.MANAGE),
            "signatures": list(signed_now(row)) if row.text_sha256 and not is_open else [],
            "signers": list(signers_of(row)),
            "commitments": list(row.commitments.all()),
            "approvals": list(approvals_of(row)),
            "approval_lifecycle": TERM_APPROVAL,
            "may_approve": self.actor.can(AgreementPermission.APPROVE_TERMS),
            "offboarding": offboarding_of(row) if row.ended_on else None,
            "timeline": timeline_for(row)[:30],
        }


class SealedFile(DownloadView):
    """The sealed PDF of an executed agreement, made now where no worker has made it yet."""

    permission = AgreementPermission.VIEW

    def query(self, ref: str) -> Agreement | None:
        return agreement_by_ref(ref)

    def content(self, obj: Agreement) -> tuple[str, str, bytes]:
        return sealed_content(obj, at=self.now)


class PaperCopy(SealedFile):
    """The scan of an agreement signed on paper."""

    def content(self, obj: Agreement) -> tuple[str, str, bytes]:
        return paper_content(obj)


class PartnershipForm(forms.Form):
    """Partnerships that have no agreement, by partner and program."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = partnerships_without_agreement()
        self.fields["partnership"] = forms.ModelChoiceField(waiting, label=_("Partnership"), to_field_name="ref")


class AgreementCreate(FormView):
    permission = AgreementPermission.MANAGE
    title = _("New agreement")
    intro = _("From the active version for the partnership's type, on standard terms. Change them before you send it.")
    form_class = PartnershipForm
    submit_label = _("Prepare agreement")

    def perform(self, form: Any) -> Agreement:
        return generate_agreement(form.cleaned_data["partnership"], actor=self.actor, at=self.now)

    def success_url(self, result: Agreement) -> str:
        return self.url("agreements:agreement-detail", ref=result.ref)


class PartnerPanel(PanelView):
    """The tab on the partner's page."""

    permission = AgreementPermission.VIEW
    template_name = "agreements/partner_panel.html"
    object_name = "partner"

    def query(self, ref: str) -> Partner | None:
        return Partner.objects.filter(ref=ref).first()

    def context(self, **extra: Any) -> dict[str, Any]:
        rows = agreements_with_names().filter(partner=self.object).order_by("-created_at")
        today = vendor_day(self.now)
        ships = bound_partnerships(self.object.pk, today)
        in_force = [(ship, terms_that_hold(ship, today)) for ship in ships]
        return {"agreements": list(rows), "lifecycle": AGREEMENT, "in_force": in_force}
