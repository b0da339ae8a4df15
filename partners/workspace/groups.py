"""Smart groups: filters of the partner list under a name, which is a filter of the list itself."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.models import Partner, PartnerGroup
from partners.permissions import PartnerPermission
from partners.services import group as service
from prm.ui.views import ActionView, Choice, Column, Empty, FormView, ListView, Search

NAME = "group"


def params_of(rule: dict[str, list[str]]) -> QueryDict:
    params = QueryDict(mutable=True)
    for name, values in rule.items():
        params.setlist(name, values)
    return params


def rule_filters(view: Any) -> list[Any]:
    """The list's filters that a rule may name: all but the groups, so that none goes in a circle."""
    return [item for item in view.filters if item.name != NAME]


def rule_in(view: Any, params: QueryDict) -> dict[str, list[str]]:
    """What of an address are filters of the list."""
    names = [f"{item.name}{end}" for item in rule_filters(view) for end in ("", "_from", "_to")]
    return {name: params.getlist(name) for name in names if any(params.getlist(name))}


def forgotten(view: Any, rule: dict[str, list[str]]) -> list[Choice]:
    """Filters of a rule of whose values none is on offer today: a tag removed, a country nobody is in. Nobody belongs then,
    whereas the list itself passes over a value it does not know."""
    params = params_of(rule)
    choices = [item for item in rule_filters(view) if isinstance(item, Choice) and rule.get(item.name)]
    return [item for item in choices if not item.chosen(view, params)]


@dataclass(frozen=True)
class GroupFilter(Choice):
    """Partners that the rule of one of the chosen groups finds."""

    def apply(self, rows: QuerySet[Any], view: Any, params: QueryDict) -> QuerySet[Any]:
        chosen = self.chosen(view, params)
        if not chosen:
            return rows
        found = Q(pk__in=[])
        for group in PartnerGroup.objects.filter(ref__in=chosen).order_by("key"):
            members: QuerySet[Any] = Partner.objects.all()
            for item in rule_filters(view):
                members = item.apply(members, view, params_of(group.rule))
            if forgotten(view, group.rule):
                members = members.none()
            found |= Q(pk__in=members.values("pk"))
        return rows.filter(found)


def groups(view: Any) -> list[tuple[str, str]]:
    return queries.group_choices()


class GroupForm(forms.ModelForm):
    class Meta:
        model = PartnerGroup
        fields = ("name",)

    def _post_clean(self) -> None:
        """The service writes, not the form."""


def the_list(screen: Any) -> Any:
    """The partner list of this request, for its filters and what they call their values."""
    from partners.workspace.partners import PartnerList

    view = PartnerList()
    view.setup(screen.request, **screen.kwargs)
    return view


def in_words(view: Any, rule: dict[str, list[str]]) -> str:
    params = params_of(rule)
    words = [f"{chip.label}: {chip.value}" for item in rule_filters(view) for chip in item.chips(view, params)]
    search = next((item for item in view.filters if isinstance(item, Search)), None)
    text = search.text(params) if search else ""
    words += [f"{item.heading}: {_('nothing of today')}" for item in forgotten(view, rule)]
    return "; ".join([*words, *([f"{_('Search')}: {text}"] if text else [])])


class GroupList(ListView):
    permission = PartnerPermission.VIEW
    title = _("Groups of partners")
    intro = _("Filters of the partner list under a name. Whoever they find belongs, from the day they do.")
    default_sort = "key"
    filters = (Search("name"),)
    empty = Empty(
        "users-group", _("No groups yet"), _("Filter the partner list and save the filters as a group."),
        "partners:partner-list", _("Open partners"),
    )  # fmt: skip

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        partners = the_list(self)
        return (
            Column("name", _("Group"), link=True, sort="key"),
            Column("rule", _("Whoever is"), value=lambda row: in_words(partners, row.rule)),
            Column("made_by", _("By"), wide_only=True),
        )

    def query(self) -> QuerySet[PartnerGroup]:
        return queries.groups_for_list()

    def row_url(self, row: PartnerGroup) -> str:
        return self.url("partners:group-edit", ref=row.ref)


class GroupCreate(FormView):
    """Names the filters that stand in the address, where the list put them."""

    permission = PartnerPermission.EDIT
    title = _("Save as a group")
    template_name = "partners/group.html"
    form_class = GroupForm
    submit_label = _("Save group")
    message = _("Saved; it is a filter of the list now.")

    def context(self, **extra: Any) -> dict[str, Any]:
        view = the_list(self)
        return {"rule": in_words(view, rule_in(view, self.request.GET))}

    def perform(self, form: Any) -> PartnerGroup:
        rule = rule_in(the_list(self), self.request.GET)
        return service.save_group(name=form.cleaned_data["name"], rule=rule, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return f"{self.url('partners:partner-list')}?{NAME}={result.ref}"

    def cancel_url(self) -> str:
        return self.url("partners:partner-list")


class GroupEdit(FormView):
    permission = PartnerPermission.VIEW
    title = _("Group of partners")
    template_name = "partners/group.html"
    form_class = GroupForm
    object_name = "group"
    message = _("Saved.")
    query = staticmethod(queries.group_by_ref)

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def context(self, **extra: Any) -> dict[str, Any]:
        view, row = the_list(self), self.object
        members = GroupFilter(NAME, choices=groups).apply(Partner.objects.all(), view, params_of({NAME: [row.ref]}))
        return {
            "rule": in_words(view, row.rule),
            "count": members.count(),
            "members_url": f"{self.url('partners:partner-list')}?{NAME}={row.ref}",
            "may_edit": self.actor.can(PartnerPermission.EDIT),
        }

    def perform(self, form: Any) -> PartnerGroup:
        return service.save_group(group=self.object, name=form.cleaned_data["name"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("partners:group-list")

    def cancel_url(self) -> str:
        return self.success_url(None)


class GroupRemove(ActionView):
    permission = PartnerPermission.EDIT
    message = _("Group removed; its partners stay as they are.")
    query = staticmethod(queries.group_by_ref)

    def perform(self, obj: PartnerGroup, data: Any) -> None:
        service.remove_group(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: PartnerGroup, result: Any) -> str:
        return self.url("partners:group-list")
