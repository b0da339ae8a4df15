"""E-mail addresses that mail can be sent to.

Letters outside ASCII before the @ need SMTPUTF8 of every server on the way; where one lacks it the mail comes back, or is
lost. Such an address is refused where it is entered. A domain of such letters has an ASCII form, which is what is sent to.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from prm.lib.errors import Invalid


class Undeliverable(Invalid):
    """No mail can be sent to this address, now or later."""

    code = "undeliverable"


def envelope_address(address: str) -> str:
    """The address as mail servers take it. Raises Undeliverable."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        raise Undeliverable(_("“%(text)s” is no e-mail address.") % {"text": address[:80]})
    if letters := _foreign(local):
        raise Undeliverable(_refusal(letters))
    try:
        return f"{local}@{punycode(domain)}"
    except UnicodeError as error:
        raise Undeliverable(_("No mail server has the name “%(name)s”.") % {"name": domain}) from error


def validate_address(text: str) -> None:
    """Refuses what is no e-mail address, and what is one that mail does not reach, in words of its own."""
    if letters := _foreign(text.rpartition("@")[0]):
        raise ValidationError(_refusal(letters), code="undeliverable")
    validate_email(text)


def _foreign(local: str) -> str:
    return "".join(dict.fromkeys(letter for letter in local if not letter.isascii()))


def _refusal(letters: str) -> str:
    return _(
        "Before the @ of an e-mail address only plain letters are delivered, not “%(letters)s”. Give another one."
    ) % {"letters": letters[:20]}
