"""Which modules somebody has: what navigation, pages and rules ask."""

from collections.abc import Callable, Iterable

from prm.lib.actor import Actor
from prm.packs.models import ModuleChoice
from prm.packs.modules import Module, has_module
from prm.packs.sources import types_of

MEMO = "_packs_modules"


def chosen_modules() -> frozenset[tuple[str, str]]:
    """The (type, module) pairs of optional modules this vendor uses."""
    return frozenset(ModuleChoice.objects.values_list("type", "module"))


def modules_for(types: Iterable[str], chosen: frozenset[tuple[str, str]] | None = None) -> frozenset[Module]:
    """Every module that one of the types has."""
    kinds = list(types)
    known = chosen_modules() if chosen is None else chosen
    return frozenset(module for module in Module if any(has_module(kind, module, known) for kind in kinds))


def modules_of_actor(actor: Actor) -> frozenset[Module]:
    """A partner's modules by its partnerships; a vendor's by all it works with, and all where it has none yet.

    Remembered on the actor, which lives as long as its request: the navigation asks once an entry.
    """
    memo = vars(actor)
    if MEMO not in memo:
        kinds = types_of(actor.partner_id)
        starting = not kinds and actor.audience == "vendor"
        memo[MEMO] = frozenset(Module) if starting else modules_for(kinds)
    found: frozenset[Module] = memo[MEMO]
    return found


def uses(*modules: Module) -> Callable[[Actor], bool]:
    """For `nav.register(when=uses(Module.LEADS))` and the like: shown where one of the modules is there."""
    wanted = frozenset(modules)

    def is_used(actor: Actor) -> bool:
        return bool(wanted & modules_of_actor(actor))

    return is_used
