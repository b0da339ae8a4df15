"""Calling the API as somebody of the cast: `api(world, "sam").get("/api/v1/me/")`."""

import json
from typing import Any

from django.test import Client

from prm.accounts.permissions import permissions_for
from prm.accounts.services.token import create_token
from prm.lib.actor import Actor


def key_for(world: Any, name: str, scopes: Any = None) -> str:
    """A key of this member, with these scopes or all of its role."""
    member = world.members[name]
    wanted = permissions_for(member.audience, member.role) if scopes is None else scopes
    maker = Actor(
        kind="system", label="test", vendor_id=member.vendor_id, audience=member.audience,
        partner_id=member.partner_id, trusted=True,
    )  # fmt: skip
    with world.scope(name):
        _row, raw = create_token(member, name="test", scopes=wanted, actor=maker, at=world.now)
    return raw


class ApiClient:
    """Django's test client with the key in the header and JSON both ways."""

    def __init__(self, key: str) -> None:
        self.client = Client()
        self.key = key

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(path, params, headers=self._headers())

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("post", path, data, headers)

    def patch(self, path: str, data: Any = None) -> Any:
        return self._send("patch", path, data, {})

    def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Any:
        send = getattr(self.client, method)
        body = data if isinstance(data, bytes) else json.dumps(data or {})
        return send(path, body, content_type="application/json", headers=self._headers(**headers))

    def _headers(self, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.key}",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }


def api(world: Any, name: str, scopes: Any = None) -> ApiClient:
    return ApiClient(key_for(world, name, scopes))
