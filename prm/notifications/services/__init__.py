"""Telling people: `notify` is what handlers of every room call."""

from prm.notifications.services.notice import notify

__all__ = ["notify"]
