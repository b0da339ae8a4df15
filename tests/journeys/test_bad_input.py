"""What people send by mistake or in bad faith, over HTTP: a sentence, the right status, and nothing changed.

What stands elsewhere: a quiz handed in twice (tests/enablement/portal/test_quizzes), a superseded version and a double
signature (tests/agreements), garbage uploads by content (tests/deals/portal), an invitation used or taken back
(tests/platform/accounts), a foreign reference in any address (tests/isolation).
"""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from deals.models import Registration
from deals.services.opportunity import win_opportunity
from deals.services.policy import publish_policy
from incentives.models import Fact
from partners.models import Partner
from prm.accounts.invitations import invitation_token
from prm.accounts.models import Membership, User
from prm.accounts.services.invitation import invite_member
from prm.audit.models import AuditEntry
from prm.imports.models import ImportBatch
from prm.lib.tabular import MAX_BYTES
from prm.outbox.models import OutboxEvent
from tests.deals.portal.test_deals import form
from tests.support.deals import approved, submitted

HEADING = b"Name,Web domain\n"


def send(world, content, who="petra", kind="partners.partners", name="partners.csv"):
    data = {"kind": kind, "file": SimpleUploadedFile(name, content, content_type="text/csv")}
    return world.client(who).post("/w/acme/imports/new/", data)


def traces(world):
    """Everything a request could have left."""
    with world.scope("acme"):
        return [model.objects.count() for model in (AuditEntry, OutboxEvent, ImportBatch, Partner, Fact, Registration)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 200, "This is"),
        (HEADING + b"\x81\x8d\x8f\x90\x9d" * 40 + b",x\n", "encoding"),
        (b"PK\x03\x04" + b"\x00" * 100, "workbook"),
        (b",".join(b"c%d" % n for n in range(300)) + b"\n" + b"x," * 299 + b"x\n", "200 columns"),
        (HEADING + b"a" * 30_000 + b",x\n", "cannot be read"),
        (HEADING + b"x,y\n" * (MAX_BYTES // 4 + 1), "30"),
    ],
    ids=["a program", "no encoding", "a broken workbook", "too wide", "a cell too long", "too large"],
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(world, content, sentence):
    before = traces(world)
    answer = send(world, content)
    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert traces(world) == before


def test_hostile_cells_are_text_and_never_formulas_or_markup(world):
    cells = ['=cmd|"/c calc"!A1', "<script>alert(1)</script>", "+1+1", "@SUM(1)", "a\u202egnp.exe"]
    rows = "".join('"{}",no domain at all\n'.format(cell.replace('"', '""')) for cell in cells)
    assert send(world, HEADING + rows.encode()).status_code == 302
    with world.scope("acme"):
        batch = ImportBatch.objects.get()
    petra = world.client("petra")
    columns = dict.fromkeys(batch.mapping, "") | {"name": "0", "domain": "1"}
    url = f"/w/acme/imports/{batch.ref}/"
    petra.post(f"{url}columns/", columns)
    from prm.imports.services.run import work_through

    with world.scope("acme"):
        work_through(batch, actor=world.actor("petra"), at=world.now)
        assert Partner.objects.filter(source="import").count() == 0
    page = petra.get(url).content.decode()
    assert ("<script>alert" in page, "is not a web domain" in page) == (False, True)
    sent_back = petra.get(f"{url}not-taken.csv").content.decode("utf-8-sig")
    first_cells = [row[0] for row in csv.reader(io.StringIO(sent_back))]
    assert [cell[0] for cell in first_cells] == ["N", "'", "<", "'", "'", "a"]


def test_the_same_line_at_a_customer_is_refused_where_only_new_customers_count(world, time_machine):
    with world.scope("acme"):
        publish_policy(world.programs["acme"], {"is_new_logo_only": True}, actor=world.actor("petra"), at=world.now)
    won = approved(world, who="carl", partnership="contoso")
    with world.scope("sam"):
        win_opportunity(won.opportunities.get(), actor=world.actor("sam"), at=world.now + timedelta(days=1))
    time_machine.move_to(world.now + timedelta(days=2))
    nina, data = world.client("nina"), form(world)
    before = traces(world)
    answer = nina.post("/p/acme/deals/new/", data)
    page = answer.content.decode()
    assert (answer.status_code, "We ran the pilot." in page) == (409, True)
    assert ("New customer for this product line" in page, "Contoso" in page, won.ref in page) == (True, False, False)
    assert traces(world) == before


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_second_click_on_a_decision_changes_nothing(world, time_machine, action):
    time_machine.move_to(world.now + timedelta(hours=2))
    row = submitted(world)
    sam, url = world.client("sam"), f"/w/acme/deals/registrations/{row.ref}/{action}/"
    typed = {"reason": "clear" if action == "approve" else "direct", "note": "Ours"}
    first = sam.post(url, typed)
    before = traces(world)
    second = sam.post(url, typed)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "already" in second.content.decode().lower() or row.ref in second.content.decode()
    assert traces(world) == before


def test_a_foreign_deal_in_a_form_is_answered_like_one_that_does_not_exist(world):
    """In the body and not in the address: an extension, a product and a partnership of somebody else."""
    held = approved(world, who="carl", partnership="contoso")
    nina = world.client("nina")
    data = form(world)
    before = traces(world)
    foreign = nina.post("/p/acme/deals/new/", {**data, "partnership": str(world.partnerships["contoso"].pk)})
    missing = nina.post("/p/acme/deals/new/", {**data, "partnership": "00000000-0000-7000-8000-000000000000"})
    assert (foreign.status_code, missing.status_code) == (400, 400)
    assert nina.post(reverse("portal:deals:registration-extend", args=["acme", held.ref])).status_code == 404
    assert traces(world) == before


def test_an_invitation_that_ran_out_opens_nothing(world, time_machine):
    time_machine.move_to(world.now, tick=False)
    with world.scope("alice"):
        invitation = invite_member(email="late@acme.example", role="viewer", actor=world.actor("alice"), at=world.now)
    path, before = f"/join/{invitation_token(invitation.pk)}/", traces(world)
    stranger = Client()
    assert stranger.get(path).status_code == 200
    time_machine.move_to(world.now + timedelta(days=7, seconds=1), tick=False)
    for answer in (stranger.get(path), stranger.post(path, {"name": "Late", "password": "a good long sentence"})):
        assert answer.status_code == 410
        assert "This invitation no longer holds" in answer.text
        assert "Ask whoever invited you for a new one." in answer.text
    assert traces(world) == before
    assert not User.objects.filter(email="late@acme.example").exists()
    with world.scope("acme"):
        assert not Membership.objects.filter(email="late@acme.example").exists()
