from partners.models import Partner
from prm.tenancy.models import RefModel, base


def test_refs_for_many_rows_are_free_and_no_two_alike(world, monkeypatch):
    """A vendor's 200,000 accounts met twenty times over when each drew its ref alone."""
    taken = world.northwind.ref
    drawn = iter([taken, "PAR-111111", "PAR-111111", "PAR-222222", "PAR-333333", "PAR-444444"])
    monkeypatch.setattr(base, "make_ref", lambda kind: next(drawn))
    with world.scope("acme"):
        assert sorted(Partner.free_refs(3)) == ["PAR-111111", "PAR-222222", "PAR-333333"]


def test_a_ref_that_is_taken_is_drawn_again(world, monkeypatch):
    drawn = iter([world.northwind.ref, "PAR-111111"])
    monkeypatch.setattr(base, "make_ref", lambda kind: next(drawn))
    with world.scope("acme"):
        partner = Partner.objects.create(name="New", domain="new.example")
        partner.name = "Newer"
        partner.save()
    assert (partner.ref, RefModel.__str__(partner)) == ("PAR-111111", "PAR-111111")
