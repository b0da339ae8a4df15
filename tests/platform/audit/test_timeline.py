from django.template import Context, Template

from prm.audit.queries import timeline_for
from prm.audit.services import record


def test_an_entry_reads_as_a_sentence_with_its_reason(world):
    with world.scope("acme"):
        record(world.northwind, "partner.suspend", actor=world.actor("petra"), at=world.now, summary="Late papers")
        record(world.northwind, "something.nobody_described", actor=world.actor("sam"), at=world.now)
        entries = {entry.action: entry for entry in timeline_for(world.northwind)}
    suspended, other = entries["partner.suspend"], entries["something.nobody_described"]
    assert suspended.sentence == "<b>Petra</b> suspended <b>Northwind</b>"
    assert (suspended.detail, suspended.icon, suspended.tone) == ("Late papers", "player-pause", "warn")
    assert other.sentence == "<b>Sam</b>: nobody described, <b>Northwind</b>"


def test_what_people_wrote_is_escaped(world):
    with world.scope("acme"):
        world.northwind.name = "<script>alert(1)</script> 100 %s"
        record(world.northwind, "partner.contact_saved", actor=world.actor("sam"), at=world.now, summary="<i>Ann</i>")
        record(world.northwind, "partner.changed", actor=world.actor("sam"), at=world.now)
        html = Template("{% load prm %}{% timeline entries %}").render(
            Context({"entries": timeline_for(world.northwind), "now": world.now})
        )
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;i&gt;Ann&lt;/i&gt;" in html
    assert "100 %s" in html
