"""The audit log tells when somebody altered it: every entry hangs on the one before, and the heads are kept outside
(security.md T50, goal G15). Who tampers here is a superuser with all triggers off.
"""

import hashlib
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connections, models, transaction

from partners.models import Contact, Partner
from prm.audit import chain
from prm.audit.chain import Broken, anchors_in, head, verify
from prm.audit.models import AuditEntry, AuditLink
from prm.audit.services import record
from prm.audit.tasks import anchor, verify_chain
from prm.launch.cluster import ClusterError
from tests.reliability.scratch import wait_until
from tests.support.deals import submitted
from tests.support.racing import IS_RELEASE, PATIENCE, race

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ENTRIES = 8, 200 if IS_RELEASE else 10
# Another value of the same kind, as SQL.
OTHER = {
    models.CharField: "{0} || 'x'",
    models.UUIDField: "gen_random_uuid()",
    models.ForeignKey: "gen_random_uuid()",
    models.DateTimeField: "{0} + interval '1 microsecond'",
    models.JSONField: """jsonb_set({0}, '{{amount, 1}}', '"12.51"')""",
    models.BooleanField: "NOT {0}",
}


def write(world, summary, who="sam"):
    changes = {"tier": ["Silver", "Gold"], "amount": [None, "12.50"]}
    actor, northwind = world.actor(who), world.northwind
    return record(northwind, "tested", actor=actor, at=world.now, summary=summary, changes=changes)


def written_in_one(world, *summaries):
    with world.scope("acme"):
        return [write(world, summary) for summary in summaries]


@pytest.fixture
def written(world):
    """Nine entries of three transactions, after those the world itself wrote."""
    return [entry for number in range(3) for entry in written_in_one(world, *[f"{number}.{place}" for place in "abc"])]


@pytest.fixture
def tamper(owner_sql):
    return lambda sql: owner_sql(f"SET session_replication_role = replica; {sql}")


def links(world, vendor="acme"):
    with world.scope(vendor):
        return list(AuditLink.objects.order_by("sequence"))


def link_of(world, entry):
    with world.scope("acme"):
        return AuditLink.objects.get(entry=entry)


def verified(world, anchors=None, vendor="acme"):
    with world.scope(vendor):
        return verify(anchors)


def fault_of(world, anchors=None):
    with pytest.raises(Broken) as fault:
        verified(world, anchors)
    return str(fault.value)


def test_what_the_services_write_is_one_chain_for_each_vendor(world):
    for number in range(3):
        submitted(world, customer_name=f"Customer {number * 7919}", customer_domain=f"customer-{number}.example")
    assert len(links(world)) > 5
    for vendor in ("acme", "globex"):
        chained = links(world, vendor)
        with world.scope(vendor):
            entries = sorted(AuditEntry.objects.values_list("pk", flat=True))
        assert entries
        assert sorted(link.entry_id for link in chained) == entries
        assert [link.sequence for link in chained] == list(range(1, len(chained) + 1))
        assert verified(world, vendor=vendor).sequence == len(chained)


def test_entries_of_one_transaction_are_linked_in_the_order_they_were_written(world, written):
    tail = links(world)[-len(written) :]
    assert [link.entry_id for link in tail] == [entry.pk for entry in written]
    assert all(link.previous == before.hash for before, link in pairwise(tail))


def test_what_is_taken_back_leaves_no_gap(world, written):
    before = verified(world).sequence
    with world.scope("acme"):
        write(world, "Never happened")
        transaction.set_rollback(True)
    with world.scope("acme"):
        with transaction.atomic():
            write(world, "Taken back")
            transaction.set_rollback(True)
        write(world, "Happened")
    assert verified(world).sequence == before + 1


def test_an_act_in_the_portal_is_linked_too(world, written):
    with world.scope("nina"):
        entry = write(world, "From the portal", "nina")
    assert link_of(world, entry).sequence == verified(world).sequence


def test_no_role_of_ours_writes_or_rewrites_a_link(world, written, owner_sql):
    last = links(world)[-1]
    forged = {name: getattr(last, name) for name in ("id", "vendor_id", "entry_id", "content", "previous", "hash")}
    attacks = (
        lambda: AuditLink.objects.update(sequence=0),
        lambda: AuditLink.objects.all().delete(),
        lambda: AuditLink(sequence=last.sequence + 1, **forged).save(force_insert=True),
    )
    for scope in ("acme", "nina"):
        for attack in attacks:
            with pytest.raises(ProgrammingError, match="permission denied"), world.scope(scope):
                attack()
    with pytest.raises(ProgrammingError, match="permission denied"), world.scope("nina"):
        AuditLink.objects.count()
    for table in ("audit_auditlink", "audit_auditentry"):
        for attack in (f"DELETE FROM {table}", f"UPDATE {table} SET created_at = now()", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(ClusterError, match="keeps every row as it was written"):
                owner_sql(f"SET ROLE prm_owner; {attack}")
    assert links(world)[-1] == last


def test_a_change_of_any_column_is_found(world, tamper):
    fields = AuditEntry._meta.local_fields
    entries = written_in_one(world, *[field.name for field in fields])
    found, expected = [], []
    # From the end: what is named is always the first fault.
    for field, entry in reversed(list(zip(fields, entries, strict=True))):
        place = link_of(world, entry).sequence
        value = next(sql for kind, sql in OTHER.items() if isinstance(field, kind)).format(field.column)
        tamper(f"UPDATE audit_auditentry SET {field.column} = {value} WHERE id = '{entry.pk}'")
        what = "was deleted" if field.name in ("id", "vendor") else "is not as it was written"
        expected.append(f"link {place}: entry {entry.pk} {what}")
        found.append(fault_of(world))
    assert found == expected


@pytest.mark.parametrize("chunk", [1, 4, 2000])
def test_the_first_fault_is_named_however_many_links_are_read_at_once(
    world, written, tamper, monkeypatch, django_assert_num_queries, chunk
):
    monkeypatch.setattr(chain, "CHUNK", chunk)
    count = len(links(world))
    with world.scope("acme"), django_assert_num_queries(-(-count // chunk) + 2):
        assert verify().sequence == count
    for entry in (written[7], written[3], written[5]):
        tamper(f"UPDATE audit_auditentry SET summary = 'Nothing happened' WHERE id = '{entry.pk}'")
    assert fault_of(world) == (
        f"link {link_of(world, written[3]).sequence}: entry {written[3].pk} is not as it was written"
    )


def test_a_deleted_entry_is_found_with_and_without_its_link(world, written, tamper):
    place = link_of(world, written[4]).sequence
    tamper(f"DELETE FROM audit_auditentry WHERE id = '{written[4].pk}'")
    assert fault_of(world) == f"link {place}: entry {written[4].pk} was deleted"
    tamper(f"DELETE FROM audit_auditlink WHERE id = '{written[4].pk}'")
    assert fault_of(world) == f"link {place} is missing"


def test_a_gap_that_was_closed_is_found(world, written, tamper):
    place = link_of(world, written[4]).sequence
    tamper(f"DELETE FROM audit_auditentry WHERE id = '{written[4].pk}'")
    tamper(f"DELETE FROM audit_auditlink WHERE id = '{written[4].pk}'")
    for number in range(place + 1, len(links(world)) + 2):
        tamper(f"UPDATE audit_auditlink SET sequence = {number - 1} WHERE sequence = {number} AND {of_acme(world)}")
    assert fault_of(world) == f"link {place} does not follow link {place - 1}"


def of_acme(world):
    return f"vendor_id = '{world.acme.pk}'"


def test_entries_in_another_order_are_found(world, written, tamper):
    first, second = link_of(world, written[2]), link_of(world, written[3])
    for link, number in ((first, 0), (second, first.sequence), (first, second.sequence)):
        tamper(f"UPDATE audit_auditlink SET sequence = {number} WHERE id = '{link.pk}'")
    assert fault_of(world) == f"link {first.sequence} does not follow link {first.sequence - 1}"


def copy_of(entry, pk):
    """SQL that writes the entry once more under another id."""
    columns = ", ".join(field.column for field in AuditEntry._meta.local_fields if field.name != "id")
    return f"INSERT INTO audit_auditentry (id, {columns}) SELECT '{pk}', {columns} FROM audit_auditentry WHERE id = '{entry.pk}'"


FORGED = "00000000-0000-7000-8000-000000000000"


def test_an_entry_put_in_between_is_found(world, written, tamper):
    tamper(copy_of(written[4], FORGED))
    assert fault_of(world) == f"entry {FORGED} has no link"
    before = link_of(world, written[4])
    for number in range(len(links(world)), before.sequence, -1):
        tamper(f"UPDATE audit_auditlink SET sequence = {number + 1} WHERE sequence = {number} AND {of_acme(world)}")
    with world.scope("acme"):
        text = chain._rows(f"SELECT {chain.CONTENT} FROM audit_auditentry e WHERE id = %s", [FORGED])[0][0]
    forge(tamper, before, hashlib.sha256(text.encode()).digest())
    assert fault_of(world) == f"link {before.sequence + 2} does not follow link {before.sequence + 1}"


def forge(tamper, before, content):
    """A link that is right in itself, for the forged entry."""
    sequence, previous = before.sequence + 1, bytes(before.hash)
    digest = hashlib.sha256(previous + sequence.to_bytes(8, "big") + content).digest()
    hexes = ", ".join(f"'\\x{value.hex()}'" for value in (content, previous, digest))
    tamper(
        "INSERT INTO audit_auditlink (id, entry_id, vendor_id, created_at, sequence, content, previous, hash)"
        f" VALUES ('{FORGED}', '{FORGED}', '{before.vendor_id}', now(), {sequence}, {hexes})"
    )


@pytest.mark.parametrize("column", ["content", "previous", "hash"])
def test_an_altered_link_is_found(world, written, tamper, column):
    link = links(world)[-1]
    tamper(f"UPDATE audit_auditlink SET {column} = sha256('x') WHERE id = '{link.pk}'")
    assert (
        fault_of(world)
        == {
            "content": f"link {link.sequence}: entry {link.entry_id} is not as it was written",
            "previous": f"link {link.sequence} does not follow link {link.sequence - 1}",
            "hash": f"link {link.sequence} was altered",
        }[column]
    )


def cut_off(tamper, world, entries):
    for entry in entries:
        tamper(
            f"DELETE FROM audit_auditlink WHERE id = '{entry.pk}'; DELETE FROM audit_auditentry WHERE id = '{entry.pk}'"
        )


def test_a_tail_that_was_cut_off_is_found_by_its_anchor_alone(world, written, tamper):
    with world.scope("acme"):
        anchored = head()
    cut_off(tamper, world, written[-3:])
    end = verified(world)
    assert end.sequence == anchored.sequence - 3
    anchors = {anchored.sequence: anchored.hash}
    assert fault_of(world, anchors) == (
        f"the end is missing: link {anchored.sequence} was anchored, the chain ends at {end.sequence}"
    )
    written_in_one(world, "Something", "else", "happened", "there")
    assert verified(world, {end.sequence: end.hash}).sequence == anchored.sequence + 1
    assert fault_of(world, anchors) == f"link {anchored.sequence} is not the one that was anchored"


def test_the_command_names_the_first_broken_place_and_fails(world, written, tamper, capsys, tmp_path):
    with world.scope("acme"):
        acme = head()
    with world.scope("globex"):
        globex = head()
    anchors = tmp_path / "process.log"
    lines = [f"audit head acme {acme}", f"audit head globex {globex}"]
    anchors.write_text("\n".join(json.dumps({"event": line, "level": "info"}) for line in lines))
    call_command("verify_audit", anchors=anchors)
    assert capsys.readouterr().out == (
        f"acme: whole, 1 anchors met, head {acme}\nglobex: whole, 1 anchors met, head {globex}\n"
    )
    cut_off(tamper, world, written[-1:])
    call_command("verify_audit", vendor="acme")
    with pytest.raises(CommandError, match=r"The audit log is broken at acme\.") as refusal:
        call_command("verify_audit", anchors=anchors)
    assert refusal.value.returncode == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"acme: the end is missing: link {acme.sequence} was anchored, the chain ends at {acme.sequence - 1}",
        f"globex: whole, 1 anchors met, head {globex}",
    ]
    with pytest.raises(CommandError, match="no such vendor"):
        call_command("verify_audit", vendor="nobody")


def test_the_jobs_tell_the_head_and_a_break_to_the_log(world, written, tamper, caplog):
    caplog.set_level(logging.INFO, "prm.audit.tasks")
    anchor.run_now(vendor_id=world.acme.pk)
    verify_chain.run_now(vendor_id=world.acme.pk)
    last = links(world)[-1]
    assert anchors_in(caplog.messages) == {"acme": {last.sequence: bytes(last.hash)}}
    assert caplog.messages[1] == f"audit verified acme {last}"
    tamper(f"UPDATE audit_auditentry SET summary = 'x' WHERE id = '{last.entry_id}'")
    verify_chain.run_now(vendor_id=world.acme.pk)
    assert (caplog.records[-1].levelname, caplog.messages[-1]) == (
        "ERROR",
        f"audit broken acme: link {last.sequence}: entry {last.entry_id} is not as it was written",
    )


def test_writers_at_once_make_one_chain(world):
    before = verified(world).sequence

    def work(place):
        heads = []
        for number in range(ENTRIES):
            written_in_one(world, *[f"{place}.{number}.{half}" for half in "ab"])
            with world.scope("acme"):
                heads.append(head())
        return heads

    anchors = {told.sequence: told.hash for heads in race(WRITERS, work) for told in heads}
    assert verified(world, anchors).sequence == before + 2 * WRITERS * ENTRIES
    summaries = {f"{place}.{number}" for place in range(WRITERS) for number in range(ENTRIES)}
    with world.scope("acme"):
        told = list(
            AuditLink.objects.filter(sequence__gt=before).order_by("sequence").values_list("entry__summary", flat=True)
        )
    # No other transaction comes between the entries of one.
    assert {(first[:-2], second[:-2]) for first, second in zip(told[::2], told[1::2], strict=True)} == {
        (summary, summary) for summary in summaries
    }


def test_the_chain_is_taken_after_everything_else_was_waited_for(world, owner_sql):
    """One has a partner locked and writes an entry; another has written an entry and then a row of that partner, whose
    key is checked as it commits. Were the chain taken before that check, each would wait for the other."""
    is_locked, may_go = Event(), Event()

    def holds_the_partner():
        with world.scope("acme"):
            Partner.objects.select_for_update().get(pk=world.northwind.pk)
            write(world, "Locked")
            is_locked.set()
            assert may_go.wait(PATIENCE)

    def refers_to_it():
        with world.scope("acme"):
            write(world, "Referred")
            Contact.objects.create(partner=world.northwind, name="Ann")

    def run(work):
        try:
            work()
        finally:
            connections.close_all()

    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    before = verified(world).sequence
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run, holds_the_partner)]
        assert is_locked.wait(PATIENCE)
        runs.append(pool.submit(run, refers_to_it))
        try:
            wait_until(lambda: owner_sql(waiting) == "1", "the second waits for the partner")
        finally:
            may_go.set()
        for done in runs:
            done.result(PATIENCE)
    assert verified(world).sequence == before + 2
