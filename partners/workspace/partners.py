"""The list of partners, one partner's page, and what is done to its record."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import page, queries
from partners.enums import CLOSED, Segment
from partners.form_kinds import PARTNER_FIELDS
from partners.forms import HandOverForm, PartnerForm, ReasonForm
from partners.lifecycle import PARTNER
from partners.models import Handover, Partner, PartnerLocation
from partners.people import people_of
from partners.permissions import PartnerPermission
from partners.services import partner as service
from partners.services.handover import hand_over
from partners.workspace.groups import GroupFilter, groups, params_of, rule_in
from partners.workspace.prospects import in_segment, segments_in_words
from prm.accounts.queries import members_for_partner, vendor_members
from prm.audit.queries import timeline_for_partner
from prm.forms.builder import answers_in_words
from prm.forms.kinds import show_answer
from prm.forms.queries import questions_for
from prm.forms.questions import Question
from prm.ui import panels
from prm.ui.choices import country_name
from prm.ui.views import (
    ActionView,
    Bulk,
    Choice,
    Column,
    DetailView,
    Empty,
    FormView,
    Link,
    ListView,
    PanelView,
    Search,
    Tab,
)

# Shown at once, the others behind a click; and how many of either kind are read at all.
PEOPLE_SHOWN = 12
PEOPLE_READ = 500


def owners(view: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in vendor_members().values_list("pk", "name")]


def countries(view: Any) -> list[tuple[str, str]]:
    return [(code, country_name(code)) for code in queries.known_values("country")]


def territories(view: Any) -> list[tuple[str, str]]:
    return [(value, value) for value in queries.known_values("territory")]


def tags(view: Any) -> list[tuple[str, str]]:
    return queries.tag_choices()


def custom_fields() -> tuple[Question, ...]:
    return questions_for(PARTNER_FIELDS.key).questions


def custom_column(field: Question) -> Column:
    """Its name cannot be that of a column of ours: those have no dash."""
    name = f"own-{field.key}"
    return Column(
        name,
        field.label,
        optional=True,
        value=lambda row: show_answer(field, row.custom.get(field.key)),
        wide_only=True,
    )


class PartnerList(ListView):
    permission = PartnerPermission.VIEW
    title = _("Partners")
    default_sort = "name"
    base_columns = (
        Column("name", _("Partner"), kind="organization", sub="ref", link=True, sort=True),
        Column("place", _("Place"), value=lambda row: ", ".join(filter(None, (row.city, row.country))), wide_only=True),
        Column("territory", _("Territory"), sort=True, optional=True),
        Column("domain", _("Web domain"), sort=True, optional=True),
        Column("segments", _("Customer segments"), value=segments_in_words, optional=True),
        Column("tags", _("Tags"), value=lambda row: ", ".join(row.tag_names), optional=True),
    )
    last_columns = (
        Column.date("since_on", _("Since"), sort=True, wide_only=True),
        Column.person("owner", _("Owner")),
        Column.status(PARTNER),
    )
    base_filters = (
        Choice("status", _("Status"), PARTNER.choices),
        Choice("owner", _("Owner"), owners),
        Choice("country", _("Country"), countries),
        Choice("territory", _("Territory"), territories),
        Choice("segment", _("Customer segment"), Segment.choices, apply_with=in_segment),
        Choice("tag", _("Tag"), tags, apply_with=queries.with_any_tag),
        GroupFilter("group", _("Group"), groups),
        Search("name", "legal_name", "domain", "ref"),
    )
    tabs = (
        Tab("active", _("Active"), {"status": "active"}),
        Tab("suspended", _("Suspended"), {"status": "suspended"}),
        Tab("ended", _("Ended"), {"status": "ended"}),
        Tab("merged", _("Merged"), {"status": "merged"}),
    )
    links = (
        Link(_("Groups"), "partners:group-list", PartnerPermission.VIEW, icon="users-group"),
        Link(_("Handovers"), "partners:handover-list", PartnerPermission.VIEW, icon="user-share"),
        Link(_("Tags"), "partners:tag-list", PartnerPermission.VIEW, icon="bookmark"),
        Link(_("New partner"), "partners:partner-create", PartnerPermission.EDIT, icon="plus", primary=True),
    )
    bulk_actions = (
        Bulk(_("Hand over"), "partners:partner-hand-over-many", PartnerPermission.EDIT, "user-share"),
        Bulk(_("Add tags"), "partners:partner-tag-many", PartnerPermission.EDIT, "bookmark"),
        Bulk(_("Remove tags"), "partners:partner-untag-many", PartnerPermission.EDIT, "x"),
    )
    empty = Empty(
        "users",
        _("No partners yet"),
        _("Partners come by the public application page, by CSV import, or are entered by hand."),
        "partners:partner-create",
        _("New partner"),
    )

    @property
    def actions(self) -> tuple[Link, ...]:
        """What the filters in force suggest, before what is always there."""
        extra = []
        if rule := rule_in(self, self.params):
            saved = params_of(rule).urlencode()
            extra.append(
                Link(_("Save as group"), "partners:group-create", PartnerPermission.EDIT, "bookmark-plus", query=saved)
            )
        if "merged" in self.params.getlist("status"):
            extra.append(Link(_("What was merged"), "partners:merge-list", PartnerPermission.VIEW, icon="git-merge"))
        return (*extra, *self.links)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        extra = [column for item in page.REGISTRY.lists for column in item.columns]
        return (*self.base_columns, *extra, *map(custom_column, custom_fields()), *self.last_columns)

    @property
    def filters(self) -> tuple[Any, ...]:
        extra = [item for extra in page.REGISTRY.lists for item in extra.filters]
        return (*self.base_filters[:-1], *extra, self.base_filters[-1])

    def query(self) -> QuerySet[Partner]:
        rows = queries.with_tag_names(queries.partners_with_owner())
        for extra in page.REGISTRY.lists:
            rows = extra.annotate(rows)
        return rows

    def row_url(self, row: Partner) -> str:
        return self.url("partners:partner-detail", ref=row.ref)


class PartnerDetail(DetailView):
    """The 360: header, stages, tabs loaded as panels, cards of every room, people."""

    permission = PartnerPermission.VIEW
    template_name = "partners/partner.html"
    object_name = "partner"

    def query(self, ref: str) -> Partner | None:
        return queries.partner_by_ref(ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        partner = self.object
        tabs = panels.tabs_for("partner", self.actor, partner, self.kwargs, self.request.GET.get("tab", ""))
        opened = next((tab for tab in tabs if tab.current), None)
        people = people_of(queries.contacts_of(partner)[:PEOPLE_READ], members_for_partner(partner.pk)[:PEOPLE_READ])
        may_edit = self.actor.can(PartnerPermission.EDIT)
        overview = panels.Tab("overview", _("Overview"), self.request.path, current=opened is None, is_panel=False)
        return {
            "labels": page.labels_of(partner),
            "stages": page.stages_of(partner, self.now),
            "panels": [overview, *tabs],
            "opened": opened,
            "main_cards": page.cards_of(partner, self.actor, self.now, "main"),
            "aside_cards": page.cards_of(partner, self.actor, self.now, "aside"),
            "country": country_name(partner.country),
            "custom": answers_in_words(custom_fields(), partner.custom),
            "lifecycle": PARTNER,
            "actions": [item for item in PARTNER.allowed_actions(partner, self.actor) if "merge" not in item.action],
            "may_merge": partner.status not in CLOSED and self.actor.can(PartnerPermission.CHANGE_STATUS),
            "merge": queries.merge_of(partner) if partner.status == "merged" else None,
            "people": people[:PEOPLE_SHOWN],
            "more_people": people[PEOPLE_SHOWN:],
            "people_count": len(people),
            "timeline": timeline_for_partner(partner.pk)[:8],
            "may_edit": may_edit,
            "tags": queries.tags_of(partner),
            "segments": [label for value, label in Segment.choices if value in partner.segments],
            "locations": self.locations(may_edit),
            "new_location_url": self.url("partners:location-create", ref=partner.ref) if may_edit else "",
        }

    def locations(self, may_edit: bool) -> list[tuple[PartnerLocation, str, str]]:
        """Each with its country in words, and where it is edited by who may."""
        ref = self.object.ref
        return [
            (row, country_name(row.country), self.url("partners:location-edit", ref=ref, location=row.ref) if may_edit else "")
            for row in queries.locations_of(self.object)
        ]  # fmt: skip


class PartnerTimeline(PanelView):
    permission = PartnerPermission.VIEW
    template_name = "partners/timeline.html"
    object_name = "partner"
    query = staticmethod(queries.partner_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"timeline": timeline_for_partner(self.object.pk)[:200]}


class PartnerCreate(FormView):
    permission = PartnerPermission.EDIT
    title = _("New partner")
    form_class = PartnerForm
    submit_label = _("Add partner")
    message = _("Partner added.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"with_owner": True}

    def initial(self) -> dict[str, Any]:
        return {"country": self.vendor.country, "currency": self.vendor.currency, "owner": self.membership}

    def perform(self, form: Any) -> Partner:
        return service.create_partner(actor=self.actor, at=self.now, **form.cleaned_data)

    def success_url(self, result: Partner) -> str:
        return self.url("partners:partner-detail", ref=result.ref)


class PartnerFormView(FormView):
    """A form about one partner that goes back to its page."""

    permission = PartnerPermission.EDIT
    object_name = "partner"
    query = staticmethod(queries.partner_by_ref)

    def success_url(self, result: Any) -> str:
        return self.url("partners:partner-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class PartnerEdit(PartnerFormView):
    title = _("Edit partner")
    form_class = PartnerForm
    message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> Partner:
        return service.update_partner(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class PartnerOwner(PartnerFormView):
    title = _("Channel manager")
    form_class = HandOverForm
    message = _("Handed over; both hear of it.")

    def initial(self) -> dict[str, Any]:
        return {"owner": self.object.owner}

    def perform(self, form: Any) -> Partner | Handover:
        owner, note = form.cleaned_data["owner"], form.cleaned_data["note"]
        if owner is None or owner == self.object.owner:
            return service.assign_owner(self.object, owner, actor=self.actor, at=self.now)
        return hand_over([self.object], owner, note=note, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        made = isinstance(result, Handover)
        return self.url("partners:handover-detail", ref=result.ref) if made else super().success_url(result)


class PartnerSuspend(PartnerFormView):
    permission = PartnerPermission.CHANGE_STATUS
    title = _("Suspend partner")
    form_class = ReasonForm
    submit_label = _("Suspend partner")
    message = _("Suspended.")
    action = "suspend"

    def perform(self, form: Any) -> Partner:
        reason = form.cleaned_data["reason"]
        return service.move_partner(self.object, self.action, actor=self.actor, at=self.now, reason=reason)


class PartnerEnd(PartnerSuspend):
    title = _("End partner")
    submit_label = _("End partner")
    message = _("Ended.")
    action = "end"


class PartnerResume(ActionView):
    permission = PartnerPermission.CHANGE_STATUS
    message = _("Resumed.")
    query = staticmethod(queries.partner_by_ref)

    def perform(self, obj: Partner, data: Any) -> Partner:
        return service.move_partner(obj, "resume", actor=self.actor, at=self.now)

    def success_url(self, obj: Partner, result: Any) -> str:
        return self.url("partners:partner-detail", ref=obj.ref)
