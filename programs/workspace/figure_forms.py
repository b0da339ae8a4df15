"""A program's own figures as forms, one for each kind: what a file writes of a figure comes in and goes out again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from programs.document.figures import HOWS, NAME, RESERVED, FigureReader
from programs.rules.windows import parse_window

# Rows left empty at the end of a list, to be filled.
SPARE_ROWS = 2
HOW_LABELS = {
    "sum": _("added up"), "count": _("counted, every row"), "people": _("people, each once"), "median": _("the median"),
    "average": _("the average"), "largest": _("the largest"), "smallest": _("the smallest"), "latest": _("the latest"),
}  # fmt: skip
TENURES = [
    ("months_since", _("months since a date (joined, approved, activated)")),
    ("months_at", _("months at a level")),
]
WINDOW_HELP = _(
    "“last 12 months”, “last 90 days”, “last 4 full quarters”, “this year”, “previous year” or “ever”; "
    "“calendar” before the unit leaves the program's own year."
)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _lines(value: Any) -> str:
    return "\n".join(map(_plain, value if isinstance(value, list) else [value] if value is not None else []))


def clean_window(text: str) -> str:
    text = " ".join(text.split())
    if text:
        try:
            parse_window(text)
        except ValueError:
            raise forms.ValidationError(
                _now("“%(text)s” is no window. Write it like %(help)s") % {"text": text[:40], "help": WINDOW_HELP}
            ) from None
    return text


class FigureForm(forms.Form):
    """`figures` are those one can be made of; `entry` is the figure as it is written so far."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Small letters, digits and underscores, as in retention_rate.")
    )

    def __init__(
        self, *args: Any, name: str, entry: Mapping[str, Any], figures: list[tuple[str, str]], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.entry, self.figures = entry, figures
        if name:
            self.fields["name"].disabled, self.fields["name"].initial = True, name
        self.build()

    def build(self) -> None:
        """Adds the fields of the kind."""

    def written(self) -> dict[str, Any]:
        raise NotImplementedError

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if not NAME.fullmatch(name) or name in RESERVED:
            raise forms.ValidationError(_now("A figure's name has small letters, digits and underscores."))
        return name

    def clean(self) -> None:
        """What does not read as a figure is told in the words of the file's reader."""
        if not self.errors:
            reader = FigureReader()
            reader.figure(self.written())
            for text in reader.problems:
                self.add_error(None, text)

    def is_same(self) -> bool:
        """Whether what was typed means what was written before, so that this can stay as it was."""
        return bool(self.entry) and FigureReader().figure(self.entry) == FigureReader().figure(self.written())

    def alone(self) -> list[Any]:
        """The fields that stand for themselves, and in `listed` those of each row of a list."""
        return [bound for bound in self if ":" not in bound.name]

    def listed(self) -> list[list[Any]]:
        rows: dict[str, list[Any]] = {}
        for bound in self:
            if ":" in bound.name:
                rows.setdefault(bound.name.partition(":")[2], []).append(bound)
        return list(rows.values())

    def choose(self, name: str, label: Any, value: Any, *, required: bool = True) -> None:
        known = dict(self.figures)
        others = [(value, value)] if value and value not in known else []
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", _("Choose...")), *self.figures, *others], initial=value, required=required
        )


class MeasureForm(FigureForm):
    def build(self) -> None:
        how = next((key for key in HOWS if key in self.entry), "sum")
        self.fields["how"] = forms.ChoiceField(label=_("Facts are"), choices=list(HOW_LABELS.items()), initial=how)
        self.choose("metric", _("Metric"), self.entry.get(how))
        self.fields["window"] = forms.CharField(
            label=_("Window"), max_length=60, required=False, initial=self.entry.get("window"), help_text=WINDOW_HELP
        )
        rows = list((self.entry.get("where") or {}).items())
        self.rows = max(len(rows), _typed_rows(self.data, "label")) + SPARE_ROWS
        for index in range(self.rows):
            label, value = rows[index] if index < len(rows) else ("", None)
            days = value if isinstance(value, dict) else {}
            for key, text, initial, kind in (
                ("label", _("Only where"), label, forms.CharField),
                ("values", _("is one of, a line each"), None if days else _lines(value), forms.CharField),
                ("from", _("or a day from"), days.get("from"), forms.DateField),
                ("before", _("and before"), days.get("before"), forms.DateField),
            ):
                self.fields[f"{key}:{index}"] = kind(label=text, required=False, initial=initial)
            self.fields[f"values:{index}"].widget = forms.Textarea(attrs={"rows": "2"})

    def clean_window(self) -> str:
        return clean_window(self.cleaned_data["window"])

    def written(self) -> dict[str, Any]:
        of = self.cleaned_data
        where: dict[str, Any] = {}
        for index in range(self.rows):
            if label := of[f"label:{index}"].strip():
                days = {key: day.isoformat() for key in ("from", "before") if (day := of[f"{key}:{index}"])}
                where[label] = days or [line.strip() for line in of[f"values:{index}"].splitlines() if line.strip()]
        return {
            of["how"]: of["metric"],
            **({"where": where} if where else {}),
            **({"window": of["window"]} if of["window"] else {}),
        }


class TotalForm(FigureForm):
    def build(self) -> None:
        terms: list[dict[str, Any]] = []
        for sign, key in ((1, "add"), (-1, "subtract")):
            for item in self.entry.get(key) or []:
                term = dict(item) if isinstance(item, dict) else {"of": item}
                terms.append({"per": 1, **term, "give": Decimal(str(term.get("give", 1))) * sign})
        self.rows = max(len(terms), _typed_rows(self.data, "of")) + SPARE_ROWS
        for index in range(self.rows):
            term = terms[index] if index < len(terms) else {}
            self.choose(f"of:{index}", _("Figure"), term.get("of"), required=False)
            for key, label in (("give", _("gives (with a minus, takes away)")), ("per", _("for every"))):
                self.fields[f"{key}:{index}"] = forms.DecimalField(
                    label=label, required=False, max_digits=35, decimal_places=20, initial=term.get(key, 1)
                )
            self.fields[f"blocks:{index}"] = forms.BooleanField(
                label=_("only for whole ones"), required=False, initial=term.get("blocks") == "whole"
            )

    def written(self) -> dict[str, Any]:
        of = self.cleaned_data
        terms = []
        for index in range(self.rows):
            if figure := of[f"of:{index}"]:
                give, per = of[f"give:{index}"], of[f"per:{index}"]
                term = {"of": figure, "per": 1 if per is None else per, "give": 1 if give is None else give}
                terms.append({**term, **({"blocks": "whole"} if of[f"blocks:{index}"] else {})})
        return {"add": [term["of"] if term == {"of": term["of"], "per": 1, "give": 1} else term for term in terms]}


class ShareForm(FigureForm):
    def build(self) -> None:
        self.choose("percent", _("The part"), self.entry.get("percent"))
        self.choose("of", _("as a percentage of"), self.entry.get("of"))

    def written(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("percent", "of")}


class ExtremeForm(FigureForm):
    def build(self) -> None:
        kind = "lowest" if "lowest" in self.entry else "highest"
        choices = [("highest", _("The highest")), ("lowest", _("The lowest"))]
        self.fields["kind"] = forms.ChoiceField(label=_("Which counts"), choices=choices, initial=kind)
        self.choose("figure", _("of the figure"), self.entry.get(kind))
        self.fields["by"] = forms.CharField(
            label=_("by"), required=False, max_length=60, initial=self.entry.get("by"),
            help_text=_("A label such as region, or month, quarter, half-year or year: one value for each is compared."),
        )  # fmt: skip
        self.fields["over"] = forms.CharField(
            label=_("over the windows, a line each"), required=False, initial=_lines(self.entry.get("over")),
            widget=forms.Textarea(attrs={"rows": "3"}), help_text=WINDOW_HELP,
        )  # fmt: skip

    def clean_over(self) -> list[str]:
        return [text for line in self.cleaned_data["over"].splitlines() if (text := clean_window(line))]

    def written(self) -> dict[str, Any]:
        of = self.cleaned_data
        rest = {key: of[key] for key in ("by", "over") if of[key]}
        return {of["kind"]: of["figure"], **rest}


class TenureForm(FigureForm):
    def build(self) -> None:
        kind = "months_at" if "months_at" in self.entry else "months_since"
        self.fields["kind"] = forms.ChoiceField(label=_("Whole months"), choices=TENURES, initial=kind)
        self.fields["of"] = forms.CharField(
            label=_("Date or level"), max_length=60, initial=self.entry.get(kind),
            help_text=_("joined is the day of the contract. A level counts with those above it, without a gap."),
        )  # fmt: skip

    def written(self) -> dict[str, Any]:
        return {self.cleaned_data["kind"]: self.cleaned_data["of"]}


# What one may add, in the words of the link, and the form for it.
KINDS: dict[str, tuple[Any, type[FigureForm]]] = {
    "measure": (_("Facts of a metric"), MeasureForm),
    "total": (_("Sum or points"), TotalForm),
    "share": (_("Percentage"), ShareForm),
    "extreme": (_("Best or worst of several"), ExtremeForm),
    "tenure": (_("Time served"), TenureForm),
}


def kind_of(entry: Mapping[str, Any]) -> str:
    words = {"add": "total", "percent": "share", "highest": "extreme", "lowest": "extreme"}
    words |= {"months_since": "tenure", "months_at": "tenure"}
    return next((words[key] for key in entry if key in words), "measure")


def _typed_rows(data: Mapping[str, Any], key: str) -> int:
    """Rows that came back filled, however many there were; no more than a page of them."""
    filled = [int(name.partition(":")[2]) for name in data if name.startswith(f"{key}:") and name[-1:].isdigit()]
    return min(max(filled, default=-1) + 1, 60)
