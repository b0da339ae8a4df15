"""What a level needs as a form: a tree of conditions and groups that grows and shrinks by submit buttons.

Each condition and group has a path, "r" for the outermost and "r-0-2" for the third part of its first one. The names of
the fields begin with it, so that what was typed says by itself what the tree looks like.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from programs.document.figures import NAME, RESERVED
from programs.rules.requirement import NOTHING, Asks, Group, Requirement, all_of, any_of
from programs.wording import Units, requirement_text

ROOT = "r"
# Deeper or larger trees are read from a file but not grown by hand.
DEEPEST_TYPED = 6
MANY_TYPED = 120
BOUND_LABELS = [
    ("at_least", _("at least")), ("more_than", _("more than")), ("at_most", _("at most")), ("less_than", _("less than")),
]  # fmt: skip
JOIN_LABELS = [("all", _("All of these")), ("any", _("One of these")), ("some", _("So many of these"))]


@dataclass
class Node:
    """A condition, or a group where it has a `join`; values as they are typed."""

    join: str = ""
    needed: str = ""
    parts: list["Node"] = field(default_factory=list)
    figure: str = ""
    bound: str = "at_least"
    amount: str = ""

    def walk(self, path: str = ROOT) -> Iterator[tuple[str, "Node"]]:
        yield path, self
        for index, part in enumerate(self.parts):
            yield from part.walk(f"{path}-{index}")


def node_of(requirement: Requirement) -> Node:
    if isinstance(requirement, Asks):
        return Node(
            figure=requirement.figure, bound=requirement.bound, amount=f"{requirement.amount.normalize():f}"
        )  # fmt: skip
    parts = [node_of(part) for part in requirement.parts]
    if requirement.is_all and len(parts) != 1:
        return Node("all", parts=parts)
    if requirement.needed == 1 and len(parts) > 1:
        return Node("any", parts=parts)
    return Node("some", str(requirement.needed), parts)


def tree_of(requirement: Requirement) -> Node:
    """The outermost is always a group, so that there is something to add to."""
    node = node_of(requirement)
    return node if node.join else Node("all", parts=[node])


def typed_tree(data: Mapping[str, str]) -> Node:
    """The tree the names of the fields tell of."""

    def read(path: str) -> Node | None:
        if f"{path}:figure" in data:
            figure, bound, amount = (data.get(f"{path}:{key}", "") for key in ("figure", "bound", "amount"))
            return Node(figure=figure, bound=bound, amount=amount)
        if f"{path}:join" not in data or path.count("-") > DEEPEST_TYPED * 5:
            return None
        node = Node(data[f"{path}:join"] or "all", data.get(f"{path}:needed", ""))
        while (part := read(f"{path}-{len(node.parts)}")) is not None:
            node.parts.append(part)
        return node

    return read(ROOT) or Node("all")


def change(root: Node, op: str) -> bool:
    """ "condition:PATH" and "group:PATH" add a part to a group, "remove:PATH" takes one away; False where it cannot be."""
    verb, _colon, path = op.partition(":")
    nodes = dict(root.walk())
    node = nodes.get(path)
    if node is None:
        return False
    if verb == "remove":
        above = nodes.get(path.rpartition("-")[0])
        if above is not None:
            above.parts = [part for part in above.parts if part is not node]
        return above is not None
    may_grow = node.join and len(nodes) < MANY_TYPED and path.count("-") < DEEPEST_TYPED
    if may_grow and verb in ("condition", "group"):
        node.parts.append(Node() if verb == "condition" else Node("any", parts=[Node(), Node()]))
        return True
    return False


@dataclass(frozen=True)
class Shown:
    """A part of the tree as it is drawn: its fields, and in words what it says so far."""

    path: str
    is_root: bool
    is_group: bool
    fields: Mapping[str, Any]
    parts: tuple["Shown", ...]
    sentence: str


class ConditionsForm(forms.Form):
    def __init__(self, *args: Any, root: Node, figures: list[tuple[str, str]], units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root, self.units = root, units
        nodes = dict(root.walk())
        known = {name for name, _label in figures}
        # As in a file, a figure nobody measures yet may be asked; the editor warns of it.
        others = sorted({node.figure for node in nodes.values() if NAME.fullmatch(node.figure)} - known - RESERVED)
        choices = [("", _("Choose...")), *figures, *((name, name) for name in others)]
        for path, node in nodes.items():
            if node.join:
                self.fields[f"{path}:join"] = forms.ChoiceField(
                    label=_("How many of these must hold"), choices=JOIN_LABELS, initial=node.join
                )
                self.fields[f"{path}:needed"] = forms.IntegerField(
                    label=_("How many"), min_value=1, required=node.join == "some", initial=node.needed or None,
                    max_value=max(1, len(node.parts)) if node.join == "some" else None,
                )  # fmt: skip
            else:
                self.fields[f"{path}:figure"] = forms.ChoiceField(
                    label=_("Figure"), choices=choices, initial=node.figure
                )
                self.fields[f"{path}:bound"] = forms.ChoiceField(
                    label=_("Comparison"), choices=BOUND_LABELS, initial=node.bound
                )
                self.fields[f"{path}:amount"] = forms.DecimalField(
                    label=_("Amount"), max_digits=35, decimal_places=20, initial=node.amount
                )

    def clean(self) -> None:
        for path, node in self.root.walk():
            if node.join and not node.parts and path != ROOT:
                self.add_error(f"{path}:join", _now("This group is empty: add a condition to it, or remove it."))

    def requirement(self) -> Requirement:
        return NOTHING if not self.root.parts else self._read(ROOT, self.root)

    def _read(self, path: str, node: Node) -> Requirement:
        of = self.cleaned_data
        if not node.join:
            amount = Decimal(of[f"{path}:amount"])
            return Asks(of[f"{path}:figure"], amount, of[f"{path}:bound"])
        parts = [self._read(f"{path}-{index}", part) for index, part in enumerate(node.parts)]
        if of[f"{path}:join"] == "some":
            return Group(tuple(parts), of[f"{path}:needed"])
        return all_of(*parts) if of[f"{path}:join"] == "all" else any_of(*parts)

    def shown(self) -> Shown:
        return self._shown(ROOT, self.root)

    def _shown(self, path: str, node: Node) -> Shown:
        keys = ("join", "needed") if node.join else ("figure", "bound", "amount")
        parts = tuple(self._shown(f"{path}-{index}", part) for index, part in enumerate(node.parts))
        requirement = _as_typed(node)
        return Shown(
            path, path == ROOT, bool(node.join), {key: self[f"{path}:{key}"] for key in keys}, parts,
            "" if requirement is None else requirement_text(requirement, self.units),
        )  # fmt: skip


def _as_typed(node: Node) -> Requirement | None:
    """What a node says, as far as it says something."""
    try:
        if not node.join:
            amount = Decimal(node.amount)
            is_whole = amount.is_finite() and node.figure and node.bound in dict(BOUND_LABELS)
            return Asks(node.figure, amount, node.bound) if is_whole else None  # type: ignore[arg-type]
        parts = [_as_typed(part) for part in node.parts]
        whole = tuple(part for part in parts if part is not None)
        if not whole or len(whole) < len(parts):
            return None
        needed = {"all": len(whole), "any": 1}.get(node.join) or int(node.needed)
        return Group(whole, needed) if len(whole) > 1 else whole[0]
    except (ArithmeticError, ValueError):
        return None
