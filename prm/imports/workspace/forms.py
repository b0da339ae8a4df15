from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prm.imports.kinds import kinds_for
from prm.imports.models import ImportBatch
from prm.lib.actor import Actor


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is in the file"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with a header line, up to 30 MB and 200,000 rows. Any delimiter and encoding."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds_for(actor)]


class ColumnsForm(forms.Form):
    """One select a field of the kind, with the file's columns and a value of each to choose from."""

    def __init__(self, *args: Any, batch: ImportBatch, sample: Sequence[Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns: list[tuple[str, Any]] = [("", _("- not in the file -"))]
        for place, heading in enumerate(batch.header):
            value = next((row[place] for row in sample if row[place]), "")
            columns.append((str(place), f"{heading} ({value[:40]})" if value else heading))
        for item in batch.import_kind.columns:
            self.fields[item.name] = forms.ChoiceField(
                label=item.label, required=item.required, choices=columns, help_text=item.help
            )

    def mapping(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place != ""}
