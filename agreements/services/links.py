"""Signing by link: somebody without an account signs one agreement, and sees nothing else."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.enums import Side
from agreements.lifecycle import is_superseded
from agreements.models import Agreement, SignLink
from agreements.permissions import AgreementPermission, PortalAgreementPermission
from agreements.services.drafting import locked
from agreements.services.signing import Assent, sign_agreement, statement_for
from agreements.services.wording import clauses_as_html
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, NotFound, Refused
from prm.tenancy.scope import public_intake

VALID = timedelta(days=7)


@dataclass(frozen=True)
class SignPage:
    """What the page behind a link shows: values of one agreement, no rows."""

    title: str
    partner: str
    clauses: list[dict[str, Any]]
    sha256: str
    version: int
    statement: str
    name: str
    email: str
    state: str


@transaction.atomic
def make_sign_link(agreement: Agreement, *, name: str, email: str, actor: Actor, at: datetime) -> tuple[SignLink, str]:
    """A link for one person, one text and seven days; answers with the link and its token, which is kept nowhere.

    Refuses an agreement that is not out for the partner's signature, and one whose signers are named: they sign in the
    portal. A newer link takes the place of older ones.
    """
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not send agreements."))
    row = locked(agreement)
    if row.status != "sent":
        raise Refused(_("There is nothing for the partner to sign now."))
    if row.seats:
        raise Refused(_("Its signers are named; each of them signs in the portal."))
    SignLink.objects.filter(agreement=row, used_at=None, revoked_at=None).update(revoked_at=at)
    token = secrets.token_urlsafe(32)
    link: SignLink = SignLink.objects.create(
        agreement=row, token_sha256=_digest(token), document_sha256=row.text_sha256, name=name, email=email,
        expires_at=at + VALID, created_by=actor.label[:160],
    )  # fmt: skip
    record(row, "agreement.link_made", actor=actor, at=at, summary=f"{name} <{email}>", visible_to_partner=True)
    return link, token


@public_intake
def open_sign_link(token: str, *, at: datetime) -> SignPage:
    """What the holder of a link may read. Raises NotFound for what is unknown, used up, revoked or run out alike."""
    link = _valid_link(token, at=at)
    row = link.agreement
    return SignPage(
        title=row.title, partner=row.partner.name, clauses=clauses_as_html(row.text), sha256=row.text_sha256,
        version=row.version_number, statement=statement_for(row, Side.PARTNER), name=link.name, email=link.email,
        state="changed" if row.status != "sent" or row.seats or is_superseded(row) else "open",
    )  # fmt: skip


@public_intake
@transaction.atomic
def sign_by_link(token: str, assent: Assent, *, at: datetime) -> str:
    """The signature of the link's holder; the link is used up. Answers with the agreement's title."""
    link = SignLink.objects.select_for_update().get(pk=_valid_link(token, at=at).pk)
    row = link.agreement
    holder = Actor(
        kind="token", label=assent.name or link.name, vendor_id=row.vendor_id, audience="portal",
        partner_id=row.partner_id, permissions=frozenset({PortalAgreementPermission.SIGN.value}),
    )  # fmt: skip
    sign_agreement(row, assent, actor=holder, at=at)
    link.used_at = at
    link.save(update_fields=["used_at"])
    return str(row.title)


def _valid_link(token: str, *, at: datetime) -> SignLink:
    found = SignLink.objects.filter(token_sha256=_digest(token), used_at=None, revoked_at=None, expires_at__gt=at)
    link = found.select_related("agreement__partner", "agreement__vendor").first()
    if link is None:
        raise NotFound(_("This link is not valid any more. Ask for a new one."))
    return link


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
