"""The clause library: written once, inserted by key, and pinned by each version of a template."""

import pytest
from django.db import ProgrammingError, transaction

from agreements.models import ClauseVersion, LibraryClause, TemplateVersion
from agreements.queries.templates import clauses_with_use, pinned_in, pins_of
from agreements.queries.terms import terms_in_force
from agreements.rules.library import clause_text, expand, keys_in
from agreements.services.drafting import generate_agreement
from agreements.services.library import create_clause, revise_clause
from agreements.services.signing import countersign_agreement, send_agreement, sign_agreement
from agreements.services.template import publish_version, save_draft
from agreements.services.wording import problems_of_version
from prm.lib.errors import Forbidden, Invalid, Refused
from tests.agreements.conftest import BODY, TERMS, assent_of
from tests.support.api import api

LIABILITY = (
    "Neither side owes more than it earned in {{ term_months }} months.{{#if auto_renew}} Each term anew.{{/if}}"
)


def by(world, name="alice"):
    return {"actor": world.actor(name), "at": world.now}


@pytest.fixture
def clause(world):
    with world.scope("acme"):
        return create_clause(key="liability", title="Liability", body=LIABILITY, **by(world))


def draft_of(world, template, source):
    with world.scope("acme"):
        return save_draft(template, body=source, parameters=TERMS, **by(world))


def test_clauses_stand_in_their_places():
    assert keys_in("a {{> one}} b {{>two-2}} {{ one }}") == {"one", "two-2"}
    text = expand("a\n\n{{> one}}\n\n{{> no}}", {"one": clause_text("one", "First", " words \n")})
    assert text == "a\n\n## First {#one}\n\nwords\n\n{{> no}}"


def test_a_version_has_the_words_of_the_clauses_it_inserts(world, template, clause):
    row = draft_of(world, template, BODY + "\n{{> liability}}\n")
    assert row.source.endswith("{{> liability}}\n")
    assert f"## Liability {{#liability}}\n\n{LIABILITY}" in row.body
    with world.scope("acme"):
        assert problems_of_version(row) == []
        publish_version(row, **by(world))
        sam = by(world, "sam")
        paper = send_agreement(generate_agreement(world.partnerships["northwind"], **sam), **sam)
        assert "Neither side owes more than it earned in 12 months. Each term anew." in paper.text
    with world.scope("bob"):
        sign_agreement(paper, assent_of(world, "bob", paper), **by(world, "bob"))
    with world.scope("acme"):
        countersign_agreement(paper, assent_of(world, "alice", paper), **by(world))
        held = terms_in_force(world.partnerships["northwind"], world.now.date())
        assert held["term_months"].clause.id == "term"


def test_a_term_that_stands_in_a_clause_alone_is_found_there(world, template):
    with world.scope("acme"):
        create_clause(key="reviews", title="Reviews", body="Every {{ review_months }} months.", **by(world))
    row = draft_of(world, template, BODY + "\n{{> reviews}}\n")
    with world.scope("acme"):
        publish_version(row, **by(world))
        sam = by(world, "sam")
        paper = send_agreement(generate_agreement(world.partnerships["northwind"], **sam), **sam)
    with world.scope("bob"):
        sign_agreement(paper, assent_of(world, "bob", paper), **by(world, "bob"))
    with world.scope("acme"):
        countersign_agreement(paper, assent_of(world, "alice", paper), **by(world))
        clause = terms_in_force(world.partnerships["northwind"], world.now.date())["review_months"].clause
    assert (clause.id, clause.title) == ("reviews", "Reviews")


def test_a_newer_clause_changes_no_template_by_itself(world, template, clause):
    row = draft_of(world, template, BODY + "\n{{> liability}}\n")
    with world.scope("acme"):
        publish_version(row, **by(world))
        revise_clause(clause, title="Liability", body="Nobody owes anything.", note="Simpler", **by(world))
        row.refresh_from_db()
        assert LIABILITY in row.body
        pin = pinned_in(row).get()
        assert (pin.clause_version.number, pin.newest) == (1, 2)
        assert [(item.version, item.clause_version.number) for item in pins_of(clause)] == [(row, 1)]
        found = clauses_with_use().get()
        assert (found.newest, found.newest_title, found.used) == (2, "Liability", 1)
    second = draft_of(world, template, row.source)
    with world.scope("acme"):
        assert "Nobody owes anything." in second.body
        assert [(item.version.number, item.clause_version.number) for item in pins_of(clause)] == [(3, 2), (2, 1)]


def test_what_is_no_clause_is_a_problem_at_its_own_line(world, template, clause):
    row = draft_of(world, template, "{{> liability}}\nwords\n{{> nothing}}\n{{ partner.secret }}\n")
    with world.scope("acme"):
        assert problems_of_version(row) == ["Line 3: {{> nothing}}", "Line 4: partner.secret"]
        with pytest.raises(Refused):
            publish_version(row, **by(world))
    row = draft_of(world, template, "{{> liability}}\n\n{{> liability}}\n")
    with world.scope("acme"):
        assert problems_of_version(row) == ["The clause id liability stands twice."]


def test_a_text_written_before_there_was_a_library_stays_as_it_is(world, template):
    with world.scope("acme"):
        TemplateVersion.objects.filter(template=template).update(source="")
        assert problems_of_version(template.versions.get()) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"key": "Liability!"}, "key"),
        ({"title": " "}, "title"),
        ({"body": " "}, "body"),
        ({"body": "{{ partner.secret }}"}, "body"),
        ({"body": "{{#if auto_renew}} open"}, "body"),
        ({"body": "{{> other}}"}, "body"),
    ],
)
def test_what_is_not_saved(world, more, field):
    given = {"key": "other", "title": "Other", "body": "Words.", **more}
    with world.scope("acme"):
        with pytest.raises(Invalid) as refused, transaction.atomic():
            create_clause(**given, **by(world))
        assert list(refused.value.fields) == [field]
        assert LibraryClause.objects.count() == 0


def test_keys_are_taken_once_and_versions_never_change(world, clause):
    with world.scope("acme"):
        with pytest.raises(Refused):
            create_clause(key="liability", title="Again", body="Words.", **by(world))
        with pytest.raises(Forbidden):
            revise_clause(clause, title="Liability", body="Words.", **by(world, "sam"))
        with pytest.raises(ProgrammingError), transaction.atomic():
            ClauseVersion.objects.update(body="Other words")


def test_the_pages_and_the_api(world, template):
    alice, url = world.client("alice"), "/w/acme/agreements/clauses/"
    assert "No clauses yet" in alice.get(url).content.decode()
    given = {"key": "liability", "title": "Liability", "body": LIABILITY}
    assert alice.post(f"{url}new/", {**given, "body": "{{ nothing }}"}).status_code == 400
    answer = alice.post(f"{url}new/", given)
    assert answer.status_code == 302
    page = alice.get(answer.url).content.decode()
    assert ("in 12 months. Each term anew." in page, "{{&gt; liability}}" in page) == (True, True)
    assert "In no template yet." in page
    edit = f"/w/acme/agreements/templates/{template.ref}/edit/"
    assert (
        "{{&gt; liability}}" in alice.get(edit).content.decode() or "> liability}}" in alice.get(edit).content.decode()
    )
    saved = alice.post(edit, {**TERMS, "auto_renew": "on", "body": BODY + "\n{{> liability}}\n", "note": "Liability"})
    assert saved.status_code == 302
    assert "in 12 months. Each term anew." in alice.get(saved.url).content.decode()
    # The editor shows the key again, not the words.
    page = alice.get(edit).content.decode()
    assert ("&gt; liability}}" in page, "Neither side owes" in page) == (True, False)
    assert (
        alice.post(f"{answer.url}edit/", {"title": "Liability", "body": "Nothing.", "note": "Less"}).status_code == 302
    )
    page = alice.get(answer.url).content.decode()
    assert ("older" in page, "<del>" in page, "Less" in page) == (True, True, True)
    own = f"/w/acme/agreements/templates/{template.ref}/"
    assert "version 2 is there" in alice.get(own).content.decode()
    assert alice.post(f"{own}clauses/").status_code == 302
    assert "version 2 is there" not in alice.get(own).content.decode()
    with world.scope("acme"):
        assert "Nothing." in template.versions.get(status="draft").body
    sam = world.client("sam")
    assert [sam.get(url).status_code, sam.get(f"{url}new/").status_code, sam.post(f"{own}clauses/").status_code] == [
        200, 403, 403,
    ]  # fmt: skip
    rows = api(world, "sam").get("/api/v1/agreements/clauses/").json()["results"]
    assert [(row["key"], row["version"], row["used"]) for row in rows] == [("liability", 2, 0)]
