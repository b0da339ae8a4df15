import pytest

from prm.audit.models import AuditEntry
from prm.lib.errors import Forbidden, Invalid
from prm.packs.modules import MATRIX, TYPES, Level, Module, has_module
from prm.packs.queries import modules_for, modules_of_actor, uses
from prm.packs.registry import METRIC_MODULES, PACKS
from prm.packs.services import switch_module
from prm.packs.types import PartnershipType as Type

REFERRALS = frozenset({("resale", "referrals")})


def test_the_matrix_covers_every_type_and_module():
    assert set(MATRIX) == {(kind, module) for kind in TYPES for module in Module}
    assert set(PACKS) == set(Type.values)


@pytest.mark.parametrize(
    ("kind", "core"),
    [
        ("resale", {"deal_registration", "leads", "tiers", "certification", "funds", "co_marketing"}),
        ("technology", {"co_sell", "integrations", "tiers", "co_marketing"}),
        ("referral", {"referrals"}),
        (
            "distribution",
            {"leads", "sell_through", "special_prices", "business_plans", "tiers", "certification", "funds", "co_marketing"},
        ),
        ("alliance", {"co_sell", "business_plans", "certification", "funds", "co_marketing"}),
        ("oem", {"design_wins", "tiers", "certification"}),
    ],
)  # fmt: skip
def test_what_belongs_to_a_type(kind, core):
    assert {module.value for module in Module if MATRIX[kind, module].level is Level.CORE} == core


def test_optional_is_a_choice_and_off_is_none():
    assert [has_module("resale", "referrals", chosen) for chosen in (frozenset(), REFERRALS)] == [False, True]
    assert has_module("oem", "leads", frozenset({("oem", "leads")})) is False


def test_metrics_of_a_pack_live_by_modules_it_may_have():
    for pack in PACKS.values():
        levels = {
            metric: MATRIX[pack.type, METRIC_MODULES[metric]].level
            for metric in pack.metrics
            if metric in METRIC_MODULES
        }
        assert Level.OFF not in levels.values(), (pack.type, levels)


def test_a_partner_has_the_modules_of_its_partnerships(world):
    with world.scope("nina"):
        found = modules_of_actor(world.actor("nina"))
        assert found == modules_for(["resale"], frozenset())
        assert Module.DEAL_REGISTRATION in found
        assert Module.DESIGN_WINS not in found


def test_switching_a_module_on_shows_it_and_is_recorded(world):
    with world.scope("acme"):
        switch_module("resale", "referrals", is_on=True, actor=world.actor("petra"), at=world.now)
        switch_module("resale", "referrals", is_on=True, actor=world.actor("petra"), at=world.now)
        assert AuditEntry.objects.get(action="packs.module_switched").changes == {"resale referrals": [False, True]}
    with world.scope("nina"):
        assert uses(Module.REFERRALS)(world.actor("nina"))
    with world.scope("acme"):
        switch_module("resale", "referrals", is_on=False, actor=world.actor("petra"), at=world.now)
    with world.scope("nina"):
        assert not uses(Module.REFERRALS)(world.actor("nina"))


@pytest.mark.parametrize(
    ("kind", "module"), [("resale", "tiers"), ("oem", "leads"), ("resale", "nothing"), ("nobody", "tiers")]
)
def test_only_optional_modules_are_a_choice(world, kind, module):
    with world.scope("acme"), pytest.raises(Invalid):
        switch_module(kind, module, is_on=True, actor=world.actor("petra"), at=world.now)


def test_choosing_modules_is_a_right(world):
    with world.scope("acme"), pytest.raises(Forbidden):
        switch_module("resale", "referrals", is_on=True, actor=world.actor("sam"), at=world.now)


def test_a_vendor_without_any_partnership_starts_with_everything(world):
    with world.scope("acme"):
        actor = world.actor("sam")
        assert Module.DESIGN_WINS not in modules_of_actor(actor)
