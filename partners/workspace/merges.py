"""Merging two records of one organization: which, what goes over, which values stay; and taking it back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.enums import Segment
from partners.lifecycle import PARTNER
from partners.merging import REGISTRY, plan_merge
from partners.models import Partner, PartnerMerge
from partners.permissions import PartnerPermission
from partners.queries import partner_choices
from partners.recruiting import duplicates_of
from partners.services import merge as service
from partners.workspace.partners import PartnerFormView, custom_fields
from prm.forms.builder import answers_in_words
from prm.ui.choices import country_name
from prm.ui.views import ActionView, Column, DetailView, Empty, Flag, ListView, Search

OURS, THEIRS = "keep", "take"


class MergeWithForm(forms.Form):
    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = forms.ModelChoiceField(
            partner_choices().filter(status="active").exclude(pk=partner.pk), label=_("The other record")
        )


class MergeForm(forms.Form):
    """For each field that differs: the value that stays, or the duplicate's."""

    def __init__(self, *args: Any, pairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, kept, other in pairs:
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[(OURS, kept or _("(empty)")), (THEIRS, other or _("(empty)"))],
                initial=THEIRS if other and not kept else OURS,
                widget=forms.RadioSelect,
            )

    @property
    def taken(self) -> list[str]:
        return [name for name, value in self.cleaned_data.items() if value == THEIRS]


def in_words(partner: Partner, name: str) -> str:
    value = getattr(partner, name)
    if name == "custom":
        return "; ".join(f"{question}: {answer}" for question, answer in answers_in_words(custom_fields(), value))
    if name == "segments":
        return ", ".join(str(label) for key, label in Segment.choices if key in value)
    if name == "country":
        return country_name(value)
    return "" if value is None else str(value)


def differing(survivor: Partner, duplicate: Partner) -> list[tuple[str, Any, str, str]]:
    return [
        (name, queries.field_label(name).capitalize(), in_words(survivor, name), in_words(duplicate, name))
        for name in service.CHOICES
        if getattr(survivor, name) != getattr(duplicate, name)
    ]


class MergeWith(PartnerFormView):
    """Which other record is the same organization."""

    permission = PartnerPermission.CHANGE_STATUS
    title = _("Merge a duplicate")
    intro = _("The other record goes into this one. You see what goes over before anything happens.")
    template_name = "partners/merge_with.html"
    form_class = MergeWithForm
    submit_label = _("Compare")

    def form_kwargs(self) -> dict[str, Any]:
        return {"partner": self.object}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"alike": duplicates_of(self.object)}

    def perform(self, form: Any) -> HttpResponseRedirect:
        other = form.cleaned_data["other"].ref
        return HttpResponseRedirect(self.url("partners:partner-merge", ref=self.object.ref, other=other))


class MergePartners(PartnerFormView):
    """Both side by side; what moves, what stays, what speaks against it."""

    permission = PartnerPermission.CHANGE_STATUS
    title = _("Merge two records")
    template_name = "partners/merge.html"
    form_class = MergeForm
    submit_label = _("Merge")
    message = _("Merged. It can be undone for 30 days.")

    def query(self, ref: str, other: str) -> Partner | None:
        """The one that stays, if the other is one, too."""
        return queries.partner_by_ref(ref) if ref != other and queries.partner_by_ref(other) else None

    @cached_property
    def duplicate(self) -> Any:
        return queries.partner_by_ref(self.kwargs["other"])

    def form_kwargs(self) -> dict[str, Any]:
        return {"pairs": differing(self.object, self.duplicate)}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {
            "duplicate": self.duplicate,
            "plan": plan_merge(self.object, self.duplicate),
            "may_merge": any(item.action == "merge" for item in PARTNER.allowed_actions(self.duplicate, self.actor)),
            "swap_url": self.url("partners:partner-merge", ref=self.duplicate.ref, other=self.object.ref),
        }

    def perform(self, form: Any) -> PartnerMerge:
        return service.merge_partners(self.duplicate, into=self.object, take=form.taken, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        if isinstance(result, PartnerMerge):
            return self.url("partners:merge-detail", ref=result.ref)
        return super().success_url(result)

    def cancel_url(self) -> str:
        return self.url("partners:partner-detail", ref=self.object.ref)


class MergeList(ListView):
    permission = PartnerPermission.VIEW
    title = _("Merged partners")
    intro = _("Records that were one and the same organization.")
    default_sort = "-merged_at"
    columns = (
        Column("duplicate.name", _("Duplicate"), kind="organization", sub="duplicate.ref", link=True, sort=True),
        Column("survivor.name", _("Went into"), sort=True),
        Column.datetime("merged_at", _("Merged"), sort=True),
        Column("merged_by", _("By")),
        Column.datetime("undone_at", _("Undone"), wide_only=True),
    )
    filters = (
        Flag("undone", _("Undone"), lambda rows: rows.exclude(undone_at=None)),
        Search("duplicate__name", "survivor__name", "duplicate__ref", "survivor__ref"),
    )
    empty = Empty(
        "git-merge", _("Nothing merged yet"), _("Two records of one partner? Open one and merge the other into it.")
    )

    def query(self) -> QuerySet[PartnerMerge]:
        return queries.merges_for_list()

    def row_url(self, row: PartnerMerge) -> str:
        return self.url("partners:merge-detail", ref=row.ref)


class MergeDetail(DetailView):
    permission = PartnerPermission.VIEW
    title = _("Merge of two records")
    template_name = "partners/merged.html"
    object_name = "merge"
    query = staticmethod(queries.merge_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        values: dict[str, Any] = row.values
        return {
            "moved": [
                (REGISTRY[(item.table, item.field)].name, len(item.ids))
                for item in row.changes.all()
                if (item.table, item.field) in REGISTRY
            ],
            "values": [(queries.field_label(name), old, new) for name, (old, new) in values.items()],
            "may_undo": row.undone_at is None
            and self.now <= row.undo_until
            and self.actor.can(PartnerPermission.CHANGE_STATUS),
        }


class MergeUndo(ActionView):
    permission = PartnerPermission.CHANGE_STATUS
    message = _("Undone; both records go on.")
    query = staticmethod(queries.merge_by_ref)

    def perform(self, obj: PartnerMerge, data: Any) -> PartnerMerge:
        return service.undo_merge(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: PartnerMerge, result: Any) -> str:
        return self.url("partners:merge-detail", ref=obj.ref)
