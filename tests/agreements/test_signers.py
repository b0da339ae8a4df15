"""Several sign for the partner: in their order, passed on with a reason, asked again, or declined."""

from datetime import timedelta

import pytest

from agreements.models import Agreement, Signature, Signer
from agreements.queries.papers import signed_now, who_is_asked
from agreements.services.drafting import negotiate_terms
from agreements.services.links import make_sign_link
from agreements.services.paper import PaperSigner, record_paper
from agreements.services.sealing import agreement_pdf
from agreements.services.signers import ask_again, delegate_signing, name_signers
from agreements.services.signing import (
    countersign_agreement,
    decline_agreement,
    recall_agreement,
    request_changes,
    send_agreement,
    sign_agreement,
    void_agreement,
)
from prm.accounts.services.vendor import add_member
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.services import drain
from tests.agreements.conftest import TERMS, assent_of
from tests.agreements.test_paper import SCAN
from tests.support.api import api
from tests.support.pdf import text_of
from tests.support.world import make_user

DAY = timedelta(days=1)


@pytest.fixture
def fiona(world):
    """Northwind's head of finance: she reads agreements, and signs none unless she is named."""
    user = make_user("fiona", "northwind")
    with world.scope("acme"):
        world.members["fiona"] = add_member(
            user, audience="portal", role="finance", partner_id=world.partners["northwind"].pk
        )
    return world.members["fiona"]


@pytest.fixture
def in_order(world, draft, fiona):
    """Fiona signs first, then Bob."""
    with world.scope("acme"):
        name_signers(draft, [fiona, world.members["bob"]], actor=world.actor("sam"), at=world.now)
        return send_agreement(draft, actor=world.actor("sam"), at=world.now)


def sign(world, row, name, **more):
    with world.scope(name):
        sign_agreement(row, assent_of(world, name, row), actor=world.actor(name), at=more.pop("at", world.now))
    with world.scope("acme"):
        return Agreement.objects.get(pk=row.pk)


def told(world, name):
    drain(world.acme.pk)
    with world.scope("acme"):
        return Notification.objects.filter(recipient=world.members[name], kind="agreements.sent").count()


def test_each_is_asked_when_the_one_before_has_signed(world, in_order):
    assert (told(world, "fiona"), told(world, "bob")) == (1, 0)
    with world.scope("bob"), pytest.raises(Forbidden):
        sign_agreement(in_order, assent_of(world, "bob", in_order), actor=world.actor("bob"), at=world.now)
    row = sign(world, in_order, "fiona", at=world.now + DAY)
    assert (row.status, row.turn, row.partner_signed_at, row.asked_at) == ("sent", 2, None, world.now + DAY)
    assert (told(world, "fiona"), told(world, "bob")) == (1, 1)
    with world.scope("fiona"), pytest.raises(Forbidden):
        sign_agreement(row, assent_of(world, "fiona", row), actor=world.actor("fiona"), at=world.now)
    row = sign(world, row, "bob", at=world.now + 2 * DAY)
    assert (row.status, row.partner_signed_at) == ("partly_signed", world.now + 2 * DAY)
    with world.scope("acme"):
        row = countersign_agreement(row, assent_of(world, "alice", row), actor=world.actor("alice"), at=world.now)
        assert list(signed_now(row).order_by("side", "place").values_list("side", "place", "signer_name")) == [
            ("partner", 1, "Fiona"), ("partner", 2, "Bob"), ("vendor", 1, "Alice"),
        ]  # fmt: skip
        assert [signer.signed_at for signer in Signer.objects.order_by("place")] == [
            world.now + DAY, world.now + 2 * DAY,
        ]  # fmt: skip


def test_nobody_named_leaves_it_to_whoever_may_sign(world, sent, fiona):
    with world.scope("acme"):
        assert [member.name for member in who_is_asked(sent)] == ["Bob"]
    with world.scope("fiona"), pytest.raises(Forbidden):
        sign_agreement(sent, assent_of(world, "fiona", sent), actor=world.actor("fiona"), at=world.now)


def test_who_cannot_be_named(world, draft, fiona):
    members = world.members
    with world.scope("acme"):
        for people in ([members["nina"]], [members["carl"]], [members["sam"]], [fiona, fiona]):
            with pytest.raises(Invalid):
                name_signers(draft, people, actor=world.actor("sam"), at=world.now)
        with pytest.raises(Forbidden):
            name_signers(draft, [fiona], actor=world.actor("fay"), at=world.now)
        assert Signer.objects.count() == 0
        row = send_agreement(draft, actor=world.actor("sam"), at=world.now)
        with pytest.raises(Refused):
            name_signers(row, [fiona], actor=world.actor("sam"), at=world.now)


def test_a_signer_passes_it_on_and_the_evidence_says_so(world, sent, fiona):
    assert (told(world, "bob"), told(world, "fiona")) == (1, 0)
    with world.scope("bob"):
        for to, why in ((fiona, " "), (world.members["nina"], "Away"), (world.members["bob"], "Away")):
            with pytest.raises(Invalid):
                delegate_signing(sent, to=to, why=why, actor=world.actor("bob"), at=world.now)
        delegate_signing(sent, to=fiona, why="I travel until April", actor=world.actor("bob"), at=world.now)
        with pytest.raises(Forbidden):
            sign_agreement(sent, assent_of(world, "bob", sent), actor=world.actor("bob"), at=world.now)
    assert told(world, "fiona") == 1
    with world.scope("fiona"), pytest.raises(Refused):
        delegate_signing(sent, to=world.members["bob"], why="No", actor=world.actor("fiona"), at=world.now)
    row = sign(world, sent, "fiona")
    assert row.status == "partly_signed"
    with world.scope("acme"):
        signature = Signature.objects.get()
        assert signature.signer_name == "Fiona"
        words = "Signs for Bob <bob@northwind.example>, who passed the signature on at 2026-03-17 10:00:00 UTC"
        assert signature.delegation == f"{words}: I travel until April"
        row = countersign_agreement(row, assent_of(world, "alice", row), actor=world.actor("alice"), at=world.now)
        assert "I travel until April" in " ".join(text_of(agreement_pdf(row)).split())


def test_what_was_passed_on_falls_back_with_the_next_text(world, in_order):
    user = make_user("nora", "northwind")
    with world.scope("acme"):
        nora = add_member(user, audience="portal", role="finance", partner_id=world.partners["northwind"].pk)
    with world.scope("fiona"):
        delegate_signing(in_order, to=nora, why="On leave", actor=world.actor("fiona"), at=world.now)
    with world.scope("acme"):
        assert [member.name for member in who_is_asked(Agreement.objects.get(pk=in_order.pk))] == ["Nora"]
        recall_agreement(in_order, actor=world.actor("sam"), at=world.now)
        row = send_agreement(in_order, actor=world.actor("sam"), at=world.now)
        assert [member.name for member in who_is_asked(row)] == ["Fiona"]
        assert Signer.objects.get(place=1).delegated_why == ""


def test_a_named_signer_passes_on_the_own_place_only(world, in_order):
    with world.scope("bob"), pytest.raises(Forbidden):
        delegate_signing(in_order, to=world.members["fiona"], why="No", actor=world.actor("bob"), at=world.now)
    with world.scope("fiona"), pytest.raises(Invalid):
        delegate_signing(in_order, to=world.members["bob"], why="He can", actor=world.actor("fiona"), at=world.now)


def test_another_partner_cannot_be_let_sign(world, sent):
    with world.scope("bob"), pytest.raises(Invalid):
        delegate_signing(sent, to=world.members["carl"], why="Friends", actor=world.actor("bob"), at=world.now)


def test_the_partner_declines_and_the_vendor_revises(world, sent):
    with world.scope("bob"):
        with pytest.raises(Invalid):
            decline_agreement(sent, reason=" ", actor=world.actor("bob"), at=world.now)
        decline_agreement(sent, reason="Liability is unlimited", actor=world.actor("bob"), at=world.now)
        with pytest.raises(WrongState):
            sign_agreement(sent, assent_of(world, "bob", sent), actor=world.actor("bob"), at=world.now)
    drain(world.acme.pk)
    with world.scope("acme"):
        row = Agreement.objects.get(pk=sent.pk)
        assert (row.status, row.change_request) == ("declined", "Liability is unlimited")
        heard = Notification.objects.filter(kind="agreements.declined")
        assert [(item.recipient, item.body) for item in heard] == [(world.members["sam"], "Liability is unlimited")]
        negotiate_terms(row, {**TERMS, "notice_days": 30}, why="Shorter", actor=world.actor("sam"), at=world.now)
        row = send_agreement(row, actor=world.actor("sam"), at=world.now)
        assert (row.status, row.change_request) == ("sent", "")


def test_a_declined_paper_may_be_sent_as_it_stands_or_voided(world, sent):
    with world.scope("bob"):
        decline_agreement(sent, reason="No", actor=world.actor("bob"), at=world.now)
    with world.scope("acme"):
        row = send_agreement(sent, actor=world.actor("sam"), at=world.now)
        assert row.text_sha256 == sent.text_sha256
    with world.scope("bob"):
        decline_agreement(row, reason="No again", actor=world.actor("bob"), at=world.now)
    with world.scope("acme"):
        assert void_agreement(row, reason="They will not", actor=world.actor("sam"), at=world.now).status == "void"


def test_only_who_is_at_turn_declines_or_asks_for_changes(world, in_order):
    for answer in (decline_agreement, request_changes):
        with world.scope("bob"), pytest.raises(Forbidden):
            answer(in_order, reason="No", actor=world.actor("bob"), at=world.now)
    with world.scope("fiona"):
        assert decline_agreement(in_order, reason="No", actor=world.actor("fiona"), at=world.now).status == "declined"


def test_the_same_words_sent_again_ask_for_assent_anew(world, in_order):
    """Recalled after a signature and sent unchanged: the first signs again, and the signature before counts no more."""
    sign(world, in_order, "fiona")
    with world.scope("acme"):
        recall_agreement(in_order, actor=world.actor("sam"), at=world.now)
        row = send_agreement(in_order, actor=world.actor("sam"), at=world.now + DAY)
        assert (row.text_sha256, row.turn, list(signed_now(row))) == (in_order.text_sha256, 1, [])
        assert Signer.objects.filter(signed_at=None).count() == 2
    row = sign(world, row, "fiona")
    assert row.turn == 2
    with world.scope("acme"):
        assert Signature.objects.filter(place=1).count() == 2


def test_the_vendor_asks_again_once_a_day_and_five_times_at_most(world, sent):
    assert told(world, "bob") == 1
    with world.scope("acme"):
        with pytest.raises(Refused):
            ask_again(sent, actor=world.actor("sam"), at=world.now + timedelta(hours=23))
        for day in range(1, 5):
            row = ask_again(sent, actor=world.actor("sam"), at=world.now + day * DAY)
        assert row.asked_times == 5
        with pytest.raises(Refused):
            ask_again(sent, actor=world.actor("sam"), at=world.now + 9 * DAY)
        with pytest.raises(Forbidden):
            ask_again(sent, actor=world.actor("fay"), at=world.now + 9 * DAY)
    assert told(world, "bob") == 5


def test_no_link_signs_past_the_order(world, in_order):
    with world.scope("acme"), pytest.raises(Refused):
        make_sign_link(in_order, name="Olga", email="olga@northwind.example", actor=world.actor("sam"), at=world.now)


def test_the_rest_may_sign_by_hand(world, in_order):
    sign(world, in_order, "fiona")
    with world.scope("acme"):
        row = record_paper(
            in_order, upload=SCAN, signed_on=world.now.date(), partner=PaperSigner("Bob", "Owner", ""),
            vendor=PaperSigner("Alice", "Chief", ""), says_the_same=True, actor=world.actor("alice"), at=world.now,
        )  # fmt: skip
        assert list(signed_now(row).order_by("side", "place").values_list("signer_name", "method")) == [
            ("Fiona", "typed"), ("Bob", "paper"), ("Alice", "paper"),
        ]  # fmt: skip


def test_the_pages_of_both_sides(world, draft, fiona):
    sam, ours, theirs = world.client("sam"), f"/w/acme/agreements/{draft.ref}/", f"/p/acme/agreements/{draft.ref}/"
    page = sam.get(f"{ours}signers/").content.decode()
    assert ("Fiona" in page, "Nina" in page, "Carl" in page) == (True, False, False)
    assert sam.post(f"{ours}signers/", {"first": fiona.pk, "second": fiona.pk}).status_code == 400
    assert sam.post(f"{ours}signers/", {"first": fiona.pk, "second": world.bob.pk}).status_code == 302
    assert f'value="{fiona.pk}" selected' in sam.get(f"{ours}signers/").content.decode()
    sam.post(f"{ours}send/")
    page = sam.get(ours).content.decode()
    assert ("1. Fiona" in page, "2. Bob" in page, "Ask again" in page, "Signing link" in page) == (
        True, True, True, False,
    )  # fmt: skip
    assert sam.post(f"{ours}resend/").status_code == 409
    bob, nina = world.client("bob"), world.client("nina")
    assert [bob.get(f"{theirs}{page}/").status_code for page in ("sign", "decline", "delegate", "changes")] == [403] * 4
    assert "Read and sign" not in bob.get(theirs).content.decode()
    assert f"{theirs}sign/" not in bob.get("/p/acme/today/").content.decode()
    assert nina.get(f"{theirs}sign/").status_code == 403
    client = world.client("fiona")
    assert f"{theirs}sign/" in client.get("/p/acme/today/").content.decode()
    page = client.get(theirs).content.decode()
    assert [words in page for words in ("Read and sign", "Let somebody else sign", "Decline")] == [True] * 3
    page = client.get(f"{theirs}delegate/").content.decode()
    assert ("Bob" in page, "Nina" in page) == (True, False)
    assert client.post(f"{theirs}delegate/", {"to": world.bob.pk, "why": "x"}).status_code == 400
    assert client.post(f"{theirs}decline/", {"reason": ""}).status_code == 400
    assert client.post(f"{theirs}decline/", {"reason": "Not these terms"}).status_code == 302
    assert "Not these terms" in client.get(theirs).content.decode()
    page = sam.get(ours).content.decode()
    assert [words in page for words in ("Why the partner declined", "Not these terms", "Send for signature")] == [
        True
    ] * 3
    assert draft.ref in sam.get("/w/acme/agreements/?status=declined").content.decode()
    assert "Not these terms" in sam.get("/w/acme/today/").content.decode()


def test_the_api_declines_asks_again_and_names_the_signers(world, in_order):
    with world.scope("acme"):
        Agreement.objects.filter(pk=in_order.pk).update(asked_at=world.now - timedelta(days=3000))
    sam, bob = api(world, "sam"), api(world, "bob")
    path = f"/api/v1/agreements/agreements/{in_order.ref}/"
    answer = sam.post(f"{path}actions/resend/").json()
    assert [(item["place"], item["name"], item["delegated_by"]) for item in answer["signers"]] == [
        (1, "Fiona", ""), (2, "Bob", ""),
    ]  # fmt: skip
    assert (answer["turn"], answer["status"]) == (1, "sent")
    assert bob.post(f"{path}actions/decline/", {"reason": "No"}).status_code == 403
