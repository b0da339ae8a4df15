from decimal import Decimal as D

import pytest

from incentives.models import Fact
from prm.imports.services.run import start_import, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.lib.errors import Forbidden
from tests.support.deals import approved, submitted


def run(world, rows, who="fay"):
    content = "Number,Date,Deal,Net amount,Currency,Kind\n" + "".join(f"{row}\n" for row in rows)
    with world.scope("acme"):
        actor = {"actor": world.actor(who), "at": world.now}
        batch = upload_file("incentives.invoices", content.encode(), name="invoices.csv", **actor)
        batch = work_through(set_mapping(batch, batch.mapping, **actor), **actor)
        return work_through(start_import(batch, **actor), **actor)


def facts(world):
    with world.scope("acme"):
        return list(
            Fact.objects.order_by("source_key").values_list(
                "source_key", "partner__name", "amount", "is_registered_deal"
            )
        )


def test_each_row_finds_its_partner_through_its_deal(world):
    granted, waiting = approved(world), submitted(world, who="carl", partnership="contoso")
    batch = run(
        world,
        [
            f"R-1,2026-03-10,{granted.ref},100.50,USD,", f"P-1,2026-03-11,{granted.ref.lower()},100.50,usd,Payment received",
            f"R-2,2026-03-12,{waiting.ref},7,USD,Invoice", "R-3,2026-03-12,REG-000000,7,USD,", f"R-4,soon,{granted.ref},7,USD,",
        ],
    )  # fmt: skip
    assert (batch.created_count, batch.error_count) == (3, 2)
    assert facts(world) == [
        ("invoice:R-1", "Northwind", D("100.5"), True), ("invoice:R-2", "Contoso", D(7), False),
        ("payment:P-1", "Northwind", D("100.5"), True),
    ]  # fmt: skip


def test_a_second_run_adds_nothing_and_another_amount_is_refused(world):
    deal = approved(world)
    run(world, [f"R-1,2026-03-10,{deal.ref},100,USD,"])
    again = run(world, [f"R-1,2026-03-10,{deal.ref},100,USD,"])
    changed = run(world, [f"R-1,2026-03-10,{deal.ref},900,USD,", f"R-1C,2026-03-10,{deal.ref},-100,USD,"])
    assert [(b.created_count, b.error_count) for b in (again, changed)] == [(0, 0), (1, 1)]
    assert [(key, amount) for key, _partner, amount, _registered in facts(world)] == [
        ("invoice:R-1", D(100)), ("invoice:R-1C", D(-100)),
    ]  # fmt: skip


def test_a_deal_of_another_vendor_is_nobodys(world):
    deal = approved(world)
    content = f"Number,Date,Deal,Net amount,Currency\nR-1,2026-03-10,{deal.ref},100,USD\n".encode()
    with world.scope("globex"):
        actor = {"actor": world.actor("eve"), "at": world.now}
        batch = upload_file("incentives.invoices", content, name="invoices.csv", **actor)
        batch = work_through(set_mapping(batch, batch.mapping, **actor), **actor)
        assert batch.error_count == 1
        assert Fact.objects.count() == 0


def test_only_finance_imports(world):
    deal = approved(world)
    with pytest.raises(Forbidden):
        run(world, [f"R-1,2026-03-10,{deal.ref},100,USD,"], who="sam")
    assert facts(world) == []
