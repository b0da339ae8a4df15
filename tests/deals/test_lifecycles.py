"""Every state x every action of every lifecycle of deals, through the table that drives buttons, API and 409s."""

from types import SimpleNamespace

import pytest

from deals.lifecycle import EXTENSION, OPPORTUNITY, REFERRAL, REGISTRATION
from deals.permissions import DealPermission
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, WrongState
from prm.lib.ids import uuid7

ALLOWED = {
    "deals.registration": {
        "draft": {"submit"},
        "submitted": {"cancel", "start_review", "approve", "return", "reject", "mark_duplicate"},
        "in_review": {"cancel", "approve", "return", "reject", "mark_duplicate"},
        "returned": {"resubmit", "cancel", "reject", "undo"},
        "approved": {"undo", "extend", "withdraw", "expire", "win", "lose"},
        "rejected": {"undo"},
        "duplicate": {"undo", "reconsider"},
        "expired": {"win", "lose"},
        "cancelled": set(),
        "won": set(),
        "lost": set(),
        "withdrawn": set(),
    },
    "deals.extension": {"requested": {"grant", "decline"}, "granted": set(), "declined": set()},
    "deals.opportunity": {"open": {"move", "win", "lose"}, "won": set(), "lost": set()},
    "deals.referral": {
        "submitted": {"accept", "reject", "mark_duplicate", "withdraw"},
        "accepted": {"qualify", "reject", "withdraw"},
        "qualified": {"open_opportunity", "reject", "withdraw"},
        "opportunity": {"win", "lose"},
        "won": {"pay"},
        "paid": set(),
        "lost": set(),
        "rejected": set(),
        "duplicate": set(),
        "withdrawn": set(),
    },
}
LIFECYCLES = (REGISTRATION, EXTENSION, OPPORTUNITY, REFERRAL)
CASES = [
    (machine, state, action) for machine in LIFECYCLES for state in machine.states for action in machine.transitions
]


def actor(*permissions):
    return Actor("person", "Sam", uuid7(), "vendor", permissions=frozenset(permissions))


@pytest.mark.parametrize(
    ("machine", "state", "action"), CASES, ids=[f"{m.name}-{state}-{action}" for m, state, action in CASES]
)
def test_each_state_allows_exactly_its_actions(machine, state, action):
    row = SimpleNamespace(status=state)
    able = actor(*DealPermission)
    if action in ALLOWED[machine.name][state]:
        assert machine.check(row, action, able).target in machine.states
        assert action in {item.action for item in machine.allowed_actions(row, able)}
    else:
        with pytest.raises(WrongState):
            machine.check(row, action, able)


@pytest.mark.parametrize("machine", LIFECYCLES, ids=lambda machine: machine.name)
def test_without_the_right_nothing_is_allowed_and_the_state_is_not_told(machine):
    for state in machine.states:
        row = SimpleNamespace(status=state)
        assert machine.allowed_actions(row, actor()) == ()
        for action in machine.transitions:
            with pytest.raises(Forbidden):
                machine.check(row, action, actor())


def test_every_state_can_be_reached():
    for machine in LIFECYCLES:
        reached = {machine.initial} | {item.target for item in machine.transitions.values()}
        assert reached == set(machine.states)
