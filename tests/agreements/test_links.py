from dataclasses import replace
from datetime import timedelta

import pytest

from agreements.models import Agreement, Signature, SignLink
from agreements.services.links import make_sign_link, open_sign_link, sign_by_link
from agreements.services.signing import Assent, recall_agreement
from prm.lib.errors import Forbidden, NotFound, Refused, WrongState
from prm.tenancy.scope import Audience, tenant_context


@pytest.fixture
def link(world, sent):
    with world.scope("acme"):
        return make_sign_link(
            sent, name="Olga Owner", email="olga@northwind.example", actor=world.actor("sam"), at=world.now
        )


def public(world, vendor="acme"):
    return tenant_context(Audience.PUBLIC, world.vendors[vendor].pk)


def assent(page):
    return Assent(
        name="Olga Owner", title="Owner", email="olga@northwind.example", has_authority=True,
        document_sha256=page.sha256,
    )  # fmt: skip


def test_the_holder_reads_one_agreement_and_signs_it(world, sent, link):
    _row, token = link
    with public(world):
        page = open_sign_link(token, at=world.now)
        assert (page.title, page.partner, page.name, page.state) == (
            "Resale agreement",
            "Northwind",
            "Olga Owner",
            "open",
        )
        assert sign_by_link(token, assent(page), at=world.now) == "Resale agreement"
    with world.scope("acme"):
        assert Agreement.objects.get(pk=sent.pk).status == "partly_signed"
        signature = Signature.objects.get()
        assert (signature.signer_name, signature.member_id) == ("Olga Owner", None)


def test_a_link_works_once(world, link):
    _row, token = link
    with public(world):
        page = open_sign_link(token, at=world.now)
        sign_by_link(token, assent(page), at=world.now)
        with pytest.raises(NotFound):
            sign_by_link(token, assent(page), at=world.now)


def test_unknown_expired_replaced_and_foreign_links_look_the_same(world, sent, link):
    _row, token = link
    with world.scope("acme"):
        _second, newer = make_sign_link(sent, name="O", email="o@x.example", actor=world.actor("sam"), at=world.now)
    answers = []
    for vendor, wanted, at in (
        ("acme", "unknown", world.now),
        ("acme", token, world.now),
        ("acme", newer, world.now + timedelta(days=7)),
        ("globex", newer, world.now),
    ):
        with public(world, vendor), pytest.raises(NotFound) as refusal:
            open_sign_link(wanted, at=at)
        answers.append(str(refusal.value))
    assert len(set(answers)) == 1
    with public(world):
        assert open_sign_link(newer, at=world.now).name == "O"


def test_the_token_is_kept_nowhere(world, link):
    row, token = link
    with world.scope("acme"):
        stored = SignLink.objects.get(pk=row.pk)
    assert token not in [str(value) for value in stored.__dict__.values()]


def test_words_changed_meanwhile_are_not_signed(world, sent, link):
    _row, token = link
    with public(world):
        page = open_sign_link(token, at=world.now)
        with pytest.raises(Refused):
            sign_by_link(token, replace(assent(page), document_sha256="0" * 64), at=world.now)
    with world.scope("acme"):
        recall_agreement(sent, actor=world.actor("sam"), at=world.now)
    with public(world):
        assert open_sign_link(token, at=world.now).state == "changed"
        with pytest.raises(WrongState):
            sign_by_link(token, assent(page), at=world.now)


def test_only_those_who_send_agreements_make_links(world, sent):
    with world.scope("acme"), pytest.raises(Forbidden):
        make_sign_link(sent, name="O", email="o@x.example", actor=world.actor("fay"), at=world.now)


def test_there_is_no_link_to_what_is_not_out(world, draft):
    with world.scope("acme"), pytest.raises(Refused):
        make_sign_link(draft, name="O", email="o@x.example", actor=world.actor("sam"), at=world.now)
