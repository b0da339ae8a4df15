"""What stands between a public form and robots: a field people do not see, the time it takes to fill in, a limit."""

from typing import Any

from django import forms
from django.core import signing
from django.core.cache import cache
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.lib.errors import DomainError

SALT = "prm.forms.guard"
FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600


class TooMany(DomainError):
    status = 429
    code = "too-many"


class Guarded(forms.Form):
    """Refuses what was filled in by a robot, with everything typed kept. Drawn by forms/guard.html."""

    # Left empty by people, who do not see it, and filled in by robots.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    started = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["started"] = signing.dumps("form", salt=SALT)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("website") or not self._took_its_time():
            raise forms.ValidationError(
                _now("This looked like a robot. Your answers are kept here: wait a moment and send them again.")
            )
        return data

    def _took_its_time(self) -> bool:
        """Not sent within seconds of being opened, nor a day later. A forged or missing stamp counts as too quick."""
        try:
            signing.loads(self.data.get("started", ""), salt=SALT, max_age=LONGEST_SECONDS)
        except signing.BadSignature:
            return False
        try:
            signing.loads(self.data.get("started", ""), salt=SALT, max_age=FASTEST_SECONDS)
        except signing.SignatureExpired:
            return True
        return False


def refuse_floods(what: str, request: Any, vendor_id: Any, *, an_hour: int) -> None:
    """Counts one form sent from this address. Raises TooMany beyond `an_hour`."""
    key = f"throttle:{what}:{vendor_id}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 3600)
    if cache.incr(key) > an_hour:
        raise TooMany(_now("Too many forms came from your network. Try again in an hour."))
