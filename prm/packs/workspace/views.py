"""Settings, partnership types: the module matrix with the vendor's choices, and what does not fit."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from prm.packs.linter import lint
from prm.packs.modules import MATRIX, TYPES, Level, Module
from prm.packs.permissions import PackPermission
from prm.packs.queries import chosen_modules
from prm.packs.registry import PACKS
from prm.packs.services import switch_module
from prm.packs.sources import all_designs, types_of
from prm.ui.views import ActionView, Screen


class Types(Screen):
    permission = PackPermission.MANAGE
    title = _("Partnership types")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen, used = chosen_modules(), types_of(None)
        rows = [(module, [self._cell(kind, module, chosen) for kind in TYPES]) for module in Module]
        packs = [(PACKS[kind], kind.value in used) for kind in TYPES]
        return self.render(
            "packs/types.html",
            {"types": TYPES, "rows": rows, "packs": packs, "findings": lint(all_designs(), chosen)},
        )

    def _cell(self, kind: Any, module: Module, chosen: frozenset[tuple[str, str]]) -> dict[str, Any]:
        cell = MATRIX[kind, module]
        is_on = cell.level is Level.CORE or (kind.value, module.value) in chosen
        return {"type": kind, "level": cell.level.value, "variant": cell.variant, "is_on": is_on}


class SwitchForm(forms.Form):
    type = forms.CharField(max_length=20)
    module = forms.CharField(max_length=30)
    is_on = forms.BooleanField(required=False)


class SwitchModule(ActionView):
    permission = PackPermission.MANAGE
    form_class = SwitchForm
    message = _("Saved. The portal of these partners follows at once.")

    def perform(self, obj: Any, data: Any) -> None:
        switch_module(data["type"], data["module"], is_on=data["is_on"], actor=self.actor, at=self.now)

    def success_url(self, obj: Any, result: Any) -> str:
        return self.url("packs:types")
