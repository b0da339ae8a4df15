import pytest

from partners.models import Partner
from prm.imports.services.run import start_import, start_undo, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.lib.errors import Forbidden
from prm.outbox.models import OutboxEvent

FILE = b"""Company;Website;Country;City;Owner email;Engineers
Fabrikam GmbH;www.fabrikam.de;Germany;Ulm;sam@acme.example;8
Northwind;northwind.example;US;Denver;;
Tailspin;tailspin.example;GB;Leeds;nobody@acme.example;2
Fabrikam again;fabrikam.de;Germany;Ulm;;
;x.example;US;;;
Woodgrove;;US;Austin;;many
Lucerne;lucerne.ch;CH;Luzern;;3
"""


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(domain="northwind.com")
        yield world


def run(world, content=FILE, who="petra"):
    actor = {"actor": world.actor(who), "at": world.now}
    batch = upload_file("partners.partners", content, name="partners.csv", **actor)
    batch = work_through(set_mapping(batch, batch.mapping, **actor), **actor)
    return work_through(start_import(batch, **actor), **actor)


def test_partners_are_added_recognized_and_refused_row_by_row(acme):
    content = FILE.replace(b"northwind.example;", b"northwind.com;").replace(b"x.example;US", b"x.com;US")
    content = content.replace(b"tailspin.example", b"tailspin.com")
    batch = run(acme, content)
    assert (batch.created_count, batch.updated_count, batch.error_count) == (2, 1, 4)
    fabrikam = Partner.objects.get(domain="fabrikam.de")
    assert (fabrikam.name, fabrikam.country, fabrikam.owner, fabrikam.technical_people, fabrikam.source) == (
        "Fabrikam GmbH", "DE", acme.sam, 8, "import",
    )  # fmt: skip
    northwind = Partner.objects.get(pk=acme.northwind.pk)
    assert (northwind.city, northwind.owner) == ("Denver", acme.sam)
    assert OutboxEvent.objects.filter(name="partners.PartnersImported").count() == 1


def test_a_second_run_changes_nothing(acme):
    content = b"Name,Website,City\nFabrikam,fabrikam.de,Ulm\n"
    assert run(acme, content).created_count == 1
    again = run(acme, content + b"Contoso,,\n")
    assert (again.created_count, again.updated_count) == (0, 0)


def test_a_namesake_with_another_domain_is_another_company(acme):
    Partner.objects.filter(pk=acme.contoso.pk).update(domain="contoso.com")
    run(acme, b"Name,Website,Country\nContoso,contoso.co.uk,US\n")
    assert Partner.objects.filter(name="Contoso").count() == 2


def test_an_import_is_undone(acme):
    batch = run(acme, b"Name,Website,City\nFabrikam,fabrikam.de,Ulm\nNorthwind,northwind.com,Reno\n")
    actor = {"actor": acme.actor("petra"), "at": acme.now}
    work_through(start_undo(batch, **actor), **actor)
    assert Partner.objects.filter(domain="fabrikam.de").count() == 0
    assert Partner.objects.get(pk=acme.northwind.pk).city == ""


def test_a_channel_manager_does_not_import(acme):
    with pytest.raises(Forbidden):
        run(acme, who="sam")
