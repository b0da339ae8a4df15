"""Acceptance campaigns: a version is put to all partners on an older one; who has accepted, who has not, who is late."""

from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle import ACCEPTANCE_CAMPAIGN
from agreements.models import AcceptanceAsk, AcceptanceCampaign
from agreements.permissions import AgreementPermission
from agreements.queries.campaigns import asks_with_state, campaign_by_ref, campaigns_with_counts, progress_of
from agreements.services.campaign import Offer, offer_statement, start_campaign, stop_campaign
from agreements.workspace.templates import OneVersion
from prm.forms.fields import AddressField
from prm.ui.components import pill
from prm.ui.views import ActionView, Choice, Column, DateRange, Empty, FormView, ListView, Search, Tab
from programs.queries import vendor_day

STATES = (
    ("open", _("Open")),
    ("overdue", _("Overdue")),
    ("declined", _("Declined")),
    ("accepted", _("Accepted")),
    ("withdrawn", _("Withdrawn")),
    ("skipped", _("Not asked")),
)
LABELS = dict(STATES)
TONES = {
    "open": "info", "overdue": "bad", "declined": "bad", "accepted": "ok", "withdrawn": "mute", "skipped": "warn",
}  # fmt: skip


class CampaignList(ListView):
    permission = AgreementPermission.VIEW
    title = _("Acceptance campaigns")
    intro = _("A new version, put to every partner on an older one.")
    columns = (
        Column("version.template.name", _("Template"), sub="ref", link=True),
        Column.number("version.number", _("Version")),
        Column.date("due_on", _("Accept by"), sort=True),
        Column.number("asked", _("Asked")),
        Column.number("accepted", _("Accepted")),
        Column.status(ACCEPTANCE_CAMPAIGN),
        Column.datetime("started_at", _("Started"), sort=True, wide_only=True),
    )
    default_sort = "-started_at"
    empty = Empty(
        "send", _("No campaigns yet"),
        _("Publish a new version of a template, then ask the partners on older ones to accept it."),
        "agreements:template-list", _("Templates"),
    )  # fmt: skip

    def query(self) -> Any:
        return campaigns_with_counts()

    def row_url(self, row: AcceptanceCampaign) -> str:
        return self.url("agreements:campaign-detail", ref=row.ref)


class CampaignDetail(ListView):
    """One campaign, partner by partner."""

    permission = AgreementPermission.VIEW
    template_name = "agreements/campaign.html"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", link=True, sort="partner__name"),
        Column(
            "state", _("State"), value=lambda row: str(LABELS[row.state]),
            render=lambda row, view: pill(LABELS[row.state], tone=TONES[row.state]),
        ),
        Column("before.ref", _("Stood on"), sub="before.version_number", wide_only=True),
        Column("agreement.ref", _("Asked to accept"), value=lambda row: row.agreement.ref if row.agreement else ""),
        Column.datetime(
            "executed_at", _("Accepted"), value=lambda row: row.agreement.executed_at if row.agreement else None,
            wide_only=True,
        ),
        Column("skipped_why", _("Why not asked"), wide_only=True),
        Column.person("partnership.owner", _("Owner"), wide_only=True),
    )  # fmt: skip
    filters = (Choice("state", _("State"), STATES), DateRange("due_on", _("Accept by")), Search("partner__name", "ref"))
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("Open"), {"state": ["open"]}),
        Tab("overdue", _("Overdue"), {"state": ["overdue"]}),
        Tab("look", _("Declined or not asked"), {"state": ["declined", "skipped"]}),
        Tab("accepted", _("Accepted"), {"state": ["accepted"]}),
    )
    default_sort = "partner__name"
    empty = Empty("send", _("Nobody here"), _("Partners are asked within minutes of the start."))

    def page_title(self) -> str:
        return str(self.campaign.version)

    @cached_property
    def campaign(self) -> AcceptanceCampaign:
        found = campaign_by_ref(**self.object_kwargs)
        if found is None:
            raise Http404
        return found

    def query(self) -> Any:
        return asks_with_state(vendor_day(self.now)).filter(campaign=self.campaign)

    def row_url(self, row: AcceptanceAsk) -> str:
        return self.url("agreements:agreement-detail", ref=(row.agreement or row.before).ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        found = progress_of(self.campaign, vendor_day(self.now))
        asked = sum(count for state, count in found.items() if state not in ("skipped", "withdrawn"))
        return super().context(
            campaign=self.campaign,
            accepted=found.get("accepted", 0),
            asked=asked,
            counts=[(label, found[state]) for state, label in STATES if found.get(state)],
            may_stop=any(ACCEPTANCE_CAMPAIGN.allowed_actions(self.campaign, self.actor)),
            lifecycle=ACCEPTANCE_CAMPAIGN,
            **extra,
        )


class OfferForm(forms.Form):
    """By when, what changes, and the vendor's signature under the offer."""

    due_on = forms.DateField(label=_("Accept by"))
    note = forms.CharField(
        label=_("What changes"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Partners read it before they sign, and in the mail."),
    )  # fmt: skip
    holds_new_business = forms.BooleanField(
        label=_("After that day, who has not accepted sends in nothing new until they do"), required=False,
        help_text=_("New registrations and referrals wait. What they hold already stays protected."),
    )  # fmt: skip
    name = forms.CharField(label=_("Your full name"), max_length=120, help_text=_("Typing it signs."))
    title = forms.CharField(label=_("Your job title"), max_length=120)
    email = AddressField(label=_("Your e-mail"))
    has_authority = forms.BooleanField(label=_("I make this offer and may bind the company"))

    def __init__(self, *args: Any, statement: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["has_authority"].label = statement or self.fields["has_authority"].label


class CampaignStart(OneVersion, FormView):
    permission = AgreementPermission.COUNTERSIGN
    title = _("Ask partners to accept this version")
    intro = _(
        "Every partner in force on an older version gets the new text with its own terms. Accepted, it takes the place of"
        " the older paper at once, under the signature you give here."
    )
    form_class = OfferForm
    submit_label = _("Sign the offer and ask partners")
    message = _("Started. Partners are asked now, and reminded 30, 14, 7 days and the day before.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"statement": offer_statement(self.object, self.vendor)}

    def initial(self) -> dict[str, Any]:
        mine = self.membership
        return {"note": self.object.note, "name": mine.name, "title": mine.title, "email": mine.email}

    def cancel_url(self) -> str:
        return str(self.url("agreements:version-detail", ref=self.object.ref))

    def perform(self, form: Any) -> AcceptanceCampaign:
        given = dict(form.cleaned_data)
        terms = {name: given.pop(name) for name in ("due_on", "note", "holds_new_business")}
        offer = Offer(
            **given, ip=self.request.META.get("REMOTE_ADDR") or None,
            user_agent=self.request.headers.get("User-Agent", "")[:300],
        )  # fmt: skip
        return start_campaign(self.object, **terms, offer=offer, actor=self.actor, at=self.now)

    def success_url(self, result: AcceptanceCampaign) -> str:
        return str(self.url("agreements:campaign-detail", ref=result.ref))


class CampaignStop(ActionView):
    permission = AgreementPermission.COUNTERSIGN
    message = _("Withdrawn. Papers nobody has signed are void.")

    def query(self, ref: str) -> AcceptanceCampaign | None:
        return campaign_by_ref(ref)

    def perform(self, obj: AcceptanceCampaign, data: Any) -> AcceptanceCampaign:
        return stop_campaign(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: AcceptanceCampaign, result: AcceptanceCampaign) -> str:
        return str(self.url("agreements:campaign-detail", ref=obj.ref))
