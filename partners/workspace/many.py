"""What is done to the partners chosen in the list: the list posts them, a form asks what is still open."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partners import queries
from partners.forms import HandOverForm
from partners.models import Handover, Partner
from partners.permissions import PartnerPermission
from partners.services.handover import hand_over
from partners.services.tag import tag_partners, untag_partners
from prm.ui.views import FormView

MOST = 200


class TagsForm(forms.Form):
    tags = forms.CharField(
        label=_("Tags"), max_length=400, help_text=_("Separate several by commas. A new word becomes a new tag.")
    )

    def clean_tags(self) -> list[str]:
        return str(self.cleaned_data["tags"]).split(",")


class PartnersFormView(FormView):
    """A form about many partners. The first post comes from the list and shows the form; the second, from the form, acts."""

    permission = PartnerPermission.EDIT
    template_name = "partners/many.html"

    @cached_property
    def partners(self) -> list[Partner]:
        return queries.chosen_partners(self.request.POST.getlist("select")[:MOST])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.partners:
            self.tell(_("Choose partners in the list first."))
            return HttpResponseRedirect(self.success_url(None))
        if "asked" not in request.POST:
            return self.show(self.form_class(initial=self.initial(), **self.form_kwargs()))
        return super().post(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.success_url(None))

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"partners": self.partners}

    def success_url(self, result: Any) -> str:
        return self.url("partners:partner-list")

    def cancel_url(self) -> str:
        return self.success_url(None)


class PartnersTag(PartnersFormView):
    title = _("Add tags")
    form_class = TagsForm
    submit_label = _("Add tags")

    def perform(self, form: Any) -> int:
        return tag_partners(self.partners, form.cleaned_data["tags"], actor=self.actor, at=self.now)

    def success_message(self, result: int) -> str:
        return ngettext("%(count)d partner tagged.", "%(count)d partners tagged.", result) % {"count": result}


class PartnersHandOver(PartnersFormView):
    title = _("Hand over")
    form_class = HandOverForm
    submit_label = _("Hand over")
    message = _("Handed over; everybody concerned hears of it.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"must_name": True}

    def perform(self, form: Any) -> Handover:
        data = form.cleaned_data
        return hand_over(self.partners, data["owner"], note=data["note"], actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        made = isinstance(result, Handover)
        return self.url("partners:handover-detail", ref=result.ref) if made else super().success_url(result)


class PartnersUntag(PartnersFormView):
    title = _("Remove tags")
    form_class = TagsForm
    submit_label = _("Remove tags")

    def perform(self, form: Any) -> int:
        return untag_partners(self.partners, form.cleaned_data["tags"], actor=self.actor, at=self.now)

    def success_message(self, result: int) -> str:
        text = ngettext("Taken off %(count)d partner.", "Taken off %(count)d partners.", result)
        return text % {"count": result}
