"""A decision on Northwind's partnership."""

from prm.decisions.services import record_decision
from prm.decisions.values import Condition


def prepare(world):
    with world.scope("acme"):
        world.things["decision"] = record_decision(
            world.partnerships["northwind"], rule="test.rule", version="1", result="approve of Northwind alone",
            conditions=[Condition("Northwind pays in time", True)], actor=world.system(), at=world.now,
        )  # fmt: skip


SAMPLES = {"api:decisions:decision-detail": lambda w: {"id": w.decision.pk}}
