"""The compliance report: what is found of each partnership is the worst that holds."""

import pytest

from agreements.compliance import partnerships_by_compliance
from agreements.models import Agreement
from agreements.services.signing import void_agreement
from agreements.services.template import publish_version, save_draft
from programs.models import Partnership
from tests.agreements.conftest import BODY, TERMS

URL = "/w/acme/agreements/compliance/"


def found(world, name="northwind"):
    with world.scope("acme"):
        row = partnerships_by_compliance().get(pk=world.partnerships[name].pk)
    return row.finding, row.paper_ref


def test_without_a_paper_or_with_a_void_one_there_is_none(world, draft):
    assert found(world, "contoso") == ("none", None)
    assert found(world) == ("unsigned", draft.ref)
    with world.scope("acme"):
        void_agreement(draft, reason="Wrong name", actor=world.actor("sam"), at=world.now)
    assert found(world) == ("none", None)


def test_a_paper_in_force_is_in_order_until_its_words_are_older_or_it_ends(world, executed, template):
    assert found(world) == ("fine", executed.ref)
    alice = {"actor": world.actor("alice"), "at": world.now}
    with world.scope("acme"):
        publish_version(save_draft(template, body=BODY + "\n\nMore.", parameters=TERMS, **alice), **alice)
    assert found(world) == ("older", executed.ref)
    with world.scope("acme"):
        row = partnerships_by_compliance().get(pk=executed.partnership_id)
        assert (row.paper_version, row.current_version) == (1, 2)
        Agreement.objects.filter(pk=executed.pk).update(status="expiring")
    assert found(world) == ("expiring", executed.ref)
    with world.scope("acme"):
        Agreement.objects.filter(pk=executed.pk).update(status="expired")
    assert found(world) == ("ended", executed.ref)
    with world.scope("acme"):
        Partnership.objects.filter(pk=executed.partnership_id).update(status="ended")
        assert not partnerships_by_compliance().filter(pk=executed.partnership_id).exists()


@pytest.mark.parametrize("who", ["sam", "fay"])
def test_the_report_filters_opens_and_exports(world, executed, template, who):
    client = world.client(who)
    page = client.get(URL).content.decode()
    assert ("Contoso" in page, "No agreement" in page) == (True, True)
    assert f'href="/w/acme/programs/partnerships/{world.partnerships["contoso"].ref}/"' in page
    fine = client.get(f"{URL}?finding=fine").content.decode()
    assert (executed.ref in fine, "Contoso" in fine) == (True, False)
    assert f'href="/w/acme/agreements/{executed.ref}/"' in fine
    export = client.get(f"{URL}?export=csv&view=all").content.decode()
    assert ("In order" in export, "No agreement" in export) == (True, True)
    assert world.client("nina").get(URL).status_code == 404


def test_the_version_says_that_a_newer_one_is_in_use(world, executed, template):
    alice = {"actor": world.actor("alice"), "at": world.now}
    with world.scope("acme"):
        publish_version(save_draft(template, body=BODY + "\n\nMore.", parameters=TERMS, **alice), **alice)
    assert "1 of 2" in world.client("sam").get(f"{URL}?finding=older").content.decode()
