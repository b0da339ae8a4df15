"""The vendor's tags: which there are, how many partners have each, another name for one; and those of one partner."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.models import Partner, Tag
from partners.permissions import PartnerPermission
from partners.services import tag as service
from partners.workspace.partners import PartnerFormView
from prm.ui.views import ActionView, Column, Empty, FormView, ListView, Search


class TagForm(forms.ModelForm):
    class Meta:
        model = Tag
        fields = ("name",)

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class TagList(ListView):
    permission = PartnerPermission.VIEW
    title = _("Tags")
    intro = _("Words we put on partners to find them again. Partners do not see them.")
    default_sort = "key"
    columns = (
        Column("name", _("Tag"), link=True, sort="key"),
        Column("partners", _("Partners"), kind="number"),
    )
    filters = (Search("name"),)
    empty = Empty(
        "bookmark", _("No tags yet"), _("Choose partners in the list and add the first."), "partners:partner-list",
        _("Open partners"),
    )  # fmt: skip

    def query(self) -> QuerySet[Tag]:
        return queries.tags_for_list()

    def row_url(self, row: Tag) -> str:
        if self.actor.can(PartnerPermission.EDIT):
            return self.url("partners:tag-edit", ref=row.ref)
        return f"{self.url('partners:partner-list')}?tag={row.ref}"


class TagEdit(FormView):
    permission = PartnerPermission.EDIT
    title = _("Edit tag")
    template_name = "partners/tag.html"
    form_class = TagForm
    object_name = "tag"
    message = _("Renamed on every partner that has it.")
    query = staticmethod(queries.tag_by_ref)

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> Tag:
        return service.rename_tag(self.object, name=form.cleaned_data["name"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("partners:tag-list")

    def cancel_url(self) -> str:
        return self.success_url(None)


class TagRemove(ActionView):
    permission = PartnerPermission.EDIT
    message = _("Tag removed from every partner.")
    query = staticmethod(queries.tag_by_ref)

    def perform(self, obj: Tag, data: Any) -> None:
        service.remove_tag(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Tag, result: Any) -> str:
        return self.url("partners:tag-list")


class PartnerTagsForm(forms.Form):
    tags = forms.CharField(label=_("Tags"), max_length=400, required=False, help_text=_("Separate several by commas."))


class PartnerTags(PartnerFormView):
    """All tags of one partner in one field: what is new is put on, what is gone is taken off."""

    title = _("Tags of the partner")
    form_class = PartnerTagsForm
    message = _("Saved.")

    def initial(self) -> dict[str, Any]:
        return {"tags": ", ".join(queries.tags_of(self.object).values_list("name", flat=True))}

    def perform(self, form: Any) -> Partner:
        return service.set_tags(self.object, form.cleaned_data["tags"].split(","), actor=self.actor, at=self.now)
