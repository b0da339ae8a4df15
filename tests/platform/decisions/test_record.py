from decimal import Decimal as D

import pytest
from django.db import ProgrammingError, transaction

from prm.decisions.models import Decision
from prm.decisions.queries import latest_decision
from prm.decisions.services import content_hash, record_decision, record_decisions
from prm.decisions.values import Condition, Draft, Input, Step


def test_a_decision_reads_back_as_it_was_written(world):
    with world.scope("acme"):
        partnership = world.partnerships["northwind"]
        record_decision(
            partnership,
            rule="test.rule",
            version="v1",
            result="approve",
            inputs=[Input("amount", D("12.40"), "REG-000001")],
            conditions=[Condition("Partner active", True), Condition("Same domain", None, "a person must look")],
            steps=[Step("Net", "10 x 2 %", "0.20")],
            counterfactual="USD 12,400 more: Gold",
            actor=world.actor("sam"),
            at=world.now,
        )
        found = latest_decision(partnership, "test.rule")
    assert found.inputs == [Input("amount", "12.40", "REG-000001")]
    assert [c.outcome for c in found.conditions] == [True, None]
    assert found.steps == [Step("Net", "10 x 2 %", "0.20")]
    assert (found.decided_by, found.partner_id) == ("Sam", world.northwind.pk)
    assert found.content_hash == content_hash(found.content)


def test_a_partner_reads_its_own_decisions_only(world):
    with world.scope("acme"):
        pairs = [(world.partnerships[name], Draft("test.rule", "v1", name)) for name in ("northwind", "contoso")]
        assert len(record_decisions(pairs, actor=world.system(), at=world.now)) == 2
    with world.scope("nina"):
        assert [d.result for d in Decision.objects.all()] == ["northwind"]


def test_a_decision_stands(world):
    with world.scope("acme"):
        record_decision(world.northwind, rule="r", version="1", result="x", actor=world.system(), at=world.now)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Decision.objects.update(result="y")
