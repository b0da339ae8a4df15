"""The personal link of an invitation. It is computed, never stored: the table holds its hash and nothing else."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.urls import reverse

SECRET_PREFIX = "invitation:"


def hash_token(raw: str) -> str:
    """What the tables keep of a token. Tokens are 256 random bits, so a plain hash is enough."""
    return sha256(raw.encode()).hexdigest()


def invitation_token(invitation_id: UUID) -> str:
    """256 bits that only this installation's key can make of the invitation's id."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{SECRET_PREFIX}{invitation_id}".encode(), sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def secret_of(invitation_id: UUID) -> str:
    """How an outbox row names the link without holding it."""
    return f"{SECRET_PREFIX}{invitation_id}"


def invitation_path(secret: str) -> str:
    """The address behind such a name."""
    token = invitation_token(UUID(secret.removeprefix(SECRET_PREFIX)))
    return reverse("public:accounts:join", kwargs={"token": token})
