from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import ProgrammingError, transaction

from agreements.models import Agreement, Commitment, Signature
from agreements.queries.papers import accepted_version, signed_now, who_accepted
from agreements.queries.terms import agreement_in_force
from agreements.services.drafting import generate_agreement, move_to_current_version, negotiate_terms, prepare_renewal
from agreements.services.signing import (
    countersign_agreement,
    recall_agreement,
    request_changes,
    send_agreement,
    sign_agreement,
    void_agreement,
)
from agreements.services.template import publish_version, save_draft
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.models import OutboxEvent
from programs.models import Partnership
from tests.agreements.conftest import BODY, TERMS, assent_of


def publish_again(world, template, body=BODY + "\nNew words."):
    with world.scope("acme"):
        version = save_draft(template, body=body, parameters=TERMS, actor=world.actor("alice"), at=world.now)
        return publish_version(version, actor=world.actor("alice"), at=world.now)


def reread(world, agreement):
    with world.scope("acme"):
        return Agreement.objects.get(pk=agreement.pk)


def test_sending_freezes_the_merged_text_and_its_hash(world, sent):
    assert "Between Acme and Northwind (Acme Resale)." in sent.text
    assert "for 90 days and decide within 2 business days" in sent.text
    assert "It renews unless notice is given 60 days before." in sent.text
    assert sent.text_sha256 == sha256(sent.text.encode()).hexdigest()
    assert sent.status == "sent"


def test_the_partner_cannot_see_a_draft(world, draft):
    with world.scope("bob"):
        assert list(Agreement.objects.all()) == []


def test_the_partner_signs_and_we_countersign(world, signed, executed):
    assert signed.status == "partly_signed"
    assert executed.status == "executed"
    assert (executed.effective_on, executed.ends_on, executed.action_on) == (
        date(2026, 3, 17), date(2027, 3, 16), date(2027, 1, 15),
    )  # fmt: skip
    with world.scope("acme"):
        evidence = list(
            signed_now(executed).values_list("side", "signer_name", "ip", "user_agent", "version_number", "method")
        )
    assert evidence == [
        ("partner", "Bob", "192.0.2.7", "Test browser", 1, "typed"),
        ("vendor", "Alice", "192.0.2.7", "Test browser", 1, "typed"),
    ]


def test_execution_contracts_the_partnership_and_says_so(world, template):
    with world.scope("acme"):
        partnership = world.partnerships["contoso"]
        Partnership.objects.filter(pk=partnership.pk).update(status="approved", contracted_at=None, activated_at=None)
        draft = generate_agreement(partnership, actor=world.actor("sam"), at=world.now)
        sent = send_agreement(draft, actor=world.actor("sam"), at=world.now)
    with world.scope("carl"):
        sign_agreement(sent, assent_of(world, "carl", sent), actor=world.actor("carl"), at=world.now)
    with world.scope("acme"):
        countersign_agreement(sent, assent_of(world, "alice", sent), actor=world.actor("alice"), at=world.now)
        assert Partnership.objects.get(pk=partnership.pk).contracted_at == world.now
        names = list(OutboxEvent.objects.filter(partner_id=partnership.partner_id).values_list("name", flat=True))
    assert "agreements.AgreementExecuted" in names
    assert "programs.PartnershipContracted" in names


def test_commitments_of_both_sides_are_listed_with_their_clauses(world, executed):
    with world.scope("acme"):
        rows = list(Commitment.objects.values_list("side", "term", "value", "clause").order_by("side", "term"))
    assert rows == [
        ("partner", "certified_people", 1, ""),
        ("vendor", "decision_days", 2, "protection"),
        ("vendor", "payment_terms_days", 30, "money"),
        ("vendor", "protection_days", 90, "protection"),
        ("vendor", "review_months", 12, ""),
    ]


def test_the_agreement_in_force_is_known_by_day(world, executed):
    pk = executed.partnership_id
    with world.scope("acme"):
        assert agreement_in_force(pk, date(2026, 3, 16)) is None
    with world.scope("bob"):
        assert agreement_in_force(pk, date(2026, 6, 1)) == executed
    with world.scope("carl"):
        assert agreement_in_force(pk, date(2026, 6, 1)) is None


def test_negotiated_terms_are_overrides_with_a_reason(world, draft):
    with world.scope("acme"):
        terms = {**TERMS, "protection_days": 120}
        with pytest.raises(Invalid):
            negotiate_terms(draft, terms, actor=world.actor("sam"), at=world.now)
        row = negotiate_terms(draft, terms, actor=world.actor("sam"), at=world.now, why="Long sales cycle")
        assert (row.status, row.negotiated) == ("negotiation", {"protection_days": 120})
        row = send_agreement(row, actor=world.actor("sam"), at=world.now)
    assert "for 120 days" in row.text


def test_a_signature_on_a_superseded_version_is_refused_and_changes_nothing(world, template, sent):
    publish_again(world, template)
    with world.scope("bob"), pytest.raises(Refused) as refusal:
        sign_agreement(sent, assent_of(world, "bob", sent), actor=world.actor("bob"), at=world.now)
    assert refusal.value.status == 409
    assert "Version 1 was replaced by version 2" in str(refusal.value)
    assert reread(world, sent).status == "sent"
    with world.scope("acme"):
        assert Signature.objects.count() == 0


def test_a_countersignature_on_a_superseded_version_is_refused(world, template, signed):
    publish_again(world, template)
    with world.scope("acme"), pytest.raises(Refused):
        countersign_agreement(signed, assent_of(world, "alice", signed), actor=world.actor("alice"), at=world.now)


def test_a_signature_on_words_changed_meanwhile_is_refused(world, sent):
    seen = assent_of(world, "bob", sent)
    with world.scope("acme"):
        recall_agreement(sent, actor=world.actor("sam"), at=world.now)
        negotiate_terms(
            sent, {**TERMS, "payment_terms_days": 45}, actor=world.actor("sam"), at=world.now, why="Cash flow"
        )
        again = send_agreement(sent, actor=world.actor("sam"), at=world.now)
    with world.scope("bob"), pytest.raises(Refused) as refusal:
        sign_agreement(again, seen, actor=world.actor("bob"), at=world.now)
    assert "was changed after you opened it" in str(refusal.value)


def test_each_version_asks_for_fresh_assent(world, template, signed):
    second = publish_again(world, template)
    with world.scope("acme"):
        row = move_to_current_version(signed, actor=world.actor("sam"), at=world.now)
        assert (row.status, row.version_number, row.superseded_by, row.partner_signed_at) == ("draft", 2, None, None)
        row = send_agreement(row, actor=world.actor("sam"), at=world.now)
        assert list(signed_now(row)) == []
    with world.scope("bob"):
        later = world.now + timedelta(days=2)
        sign_agreement(row, assent_of(world, "bob", row), actor=world.actor("bob"), at=later)
    with world.scope("acme"), self_counting() as queries:
        first = template.versions.get(number=1)
        queries.clear()
        assert [(s.signer_name, s.partner.name) for s in who_accepted(first, world.now + timedelta(days=1))] == [
            ("Bob", "Northwind")
        ]
        assert len(queries) == 1
        assert [s.version_number for s in who_accepted(second, world.now + timedelta(days=1))] == []
        assert [s.version_number for s in accepted_version(signed.partner_id, later)] == [2, 1]


def test_the_agreement_text_kept_with_the_partner_is_not_writable_from_the_portal(world, sent):
    with world.scope("bob"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Agreement.objects.update(text="other words")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Agreement.objects.update(negotiated={"protection_days": 999})


def test_signatures_are_never_changed(world, signed):
    with world.scope("acme"), pytest.raises(ProgrammingError), transaction.atomic():
        Signature.objects.update(signer_name="Somebody")


@pytest.mark.parametrize(
    ("more", "field"),
    [({"name": " "}, "name"), ({"title": ""}, "title"), ({"has_authority": False}, "has_authority")],
)
def test_a_signature_names_its_signer_title_and_authority(world, sent, more, field):
    with world.scope("bob"), pytest.raises(Invalid) as refusal:
        sign_agreement(sent, assent_of(world, "bob", sent, **more), actor=world.actor("bob"), at=world.now)
    assert list(refusal.value.fields) == [field]


def test_a_second_signature_is_refused(world, signed):
    with world.scope("bob"), pytest.raises(WrongState):
        sign_agreement(signed, assent_of(world, "bob", signed), actor=world.actor("bob"), at=world.now)


def test_a_seller_may_not_sign(world, sent):
    with world.scope("nina"), pytest.raises(Forbidden):
        sign_agreement(sent, assent_of(world, "nina", sent), actor=world.actor("nina"), at=world.now)


def test_a_channel_manager_may_not_countersign(world, signed):
    with world.scope("acme"), pytest.raises(Forbidden):
        countersign_agreement(signed, assent_of(world, "sam", signed), actor=world.actor("sam"), at=world.now)


def test_another_partner_cannot_reach_it(world, sent):
    with world.scope("carl"), pytest.raises(Agreement.DoesNotExist):
        sign_agreement(sent, assent_of(world, "carl", sent), actor=world.actor("carl"), at=world.now)


def test_the_partner_asks_for_changes(world, sent):
    with world.scope("bob"):
        with pytest.raises(Invalid):
            request_changes(sent, reason=" ", actor=world.actor("bob"), at=world.now)
        request_changes(sent, reason="120 days, please", actor=world.actor("bob"), at=world.now)
    row = reread(world, sent)
    assert (row.status, row.change_request) == ("negotiation", "120 days, please")


def test_one_paper_in_the_making_for_each_partnership(world, draft):
    with world.scope("acme"), pytest.raises(Refused):
        generate_agreement(world.partnerships["northwind"], actor=world.actor("sam"), at=world.now)


def test_a_void_paper_makes_room_for_another(world, sent):
    with world.scope("acme"):
        void_agreement(sent, reason="Wrong entity", actor=world.actor("sam"), at=world.now)
        other = generate_agreement(world.partnerships["northwind"], actor=world.actor("sam"), at=world.now)
    assert other.pk != sent.pk


def test_a_renewal_takes_the_place_of_the_one_it_renews(world, executed):
    later = world.now + timedelta(days=300)
    with world.scope("acme"):
        renewal = send_agreement(
            prepare_renewal(executed, actor=world.actor("sam"), at=later), actor=world.actor("sam"), at=later
        )
    with world.scope("bob"):
        sign_agreement(renewal, assent_of(world, "bob", renewal), actor=world.actor("bob"), at=later)
    with world.scope("acme"):
        countersign_agreement(renewal, assent_of(world, "alice", renewal), actor=world.actor("alice"), at=later)
        before = Agreement.objects.get(pk=executed.pk)
        assert (before.status, before.ended_on) == ("expired", date(2027, 1, 10))
        assert agreement_in_force(executed.partnership_id, date(2027, 1, 10)) == before
        assert agreement_in_force(executed.partnership_id, date(2027, 1, 11)) == renewal


def self_counting():
    from contextlib import contextmanager

    from django.db import connection

    @contextmanager
    def counting():
        seen = []

        def note(execute, sql, params, many, context):
            seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield seen

    return counting()
