from dataclasses import replace
from datetime import timedelta

import pytest

from agreements.models import Agreement
from agreements.services.drafting import generate_agreement
from agreements.services.signing import Assent, countersign_agreement, send_agreement, sign_agreement
from agreements.services.template import create_template, publish_version

BODY = """# Resale agreement

Between {{ vendor.legal_name }} and {{ partner.legal_name }} ({{ program.name }}).

## 1. Protection {#protection}

We protect an approved registration for {{ protection_days }} days and decide within {{ decision_days }} business days.

## 2. Money {#money}

We pay approved earnings within {{ payment_terms_days }} days.

## 3. Term {#term}

{{ term_months }} months. {{#if auto_renew}}It renews unless notice is given {{ notice_days }} days before.{{/if}}
"""
TERMS = {"protection_days": 90, "payment_terms_days": 30, "term_months": 12, "auto_renew": True, "notice_days": 60}


def published(world, vendor, author):
    with world.scope(vendor):
        template = create_template(
            name="Resale agreement", type="resale", body=BODY, parameters=TERMS, actor=world.actor(author), at=world.now
        )
        publish_version(template.versions.get(), actor=world.actor(author), at=world.now)
        return template


@pytest.fixture
def template(world):
    return published(world, "acme", "alice")


@pytest.fixture
def draft(world, template):
    with world.scope("acme"):
        return generate_agreement(world.partnerships["northwind"], actor=world.actor("sam"), at=world.now)


def assent_of(world, person, agreement, **more):
    member = world.members[person]
    given = Assent(
        name=member.name, title="Director", email=member.email, has_authority=True,
        document_sha256=agreement.text_sha256, ip="192.0.2.7", user_agent="Test browser",
    )  # fmt: skip
    return replace(given, **more)


@pytest.fixture
def sent(world, draft):
    with world.scope("acme"):
        return send_agreement(draft, actor=world.actor("sam"), at=world.now)


@pytest.fixture
def signed(world, sent):
    with world.scope("bob"):
        sign_agreement(sent, assent_of(world, "bob", sent), actor=world.actor("bob"), at=world.now + timedelta(hours=1))
    with world.scope("acme"):
        return Agreement.objects.get(pk=sent.pk)


@pytest.fixture
def executed(world, signed):
    with world.scope("acme"):
        return countersign_agreement(
            signed, assent_of(world, "alice", signed), actor=world.actor("alice"), at=world.now + timedelta(hours=2)
        )
