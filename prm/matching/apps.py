from typing import Any

from django.apps import AppConfig

from prm.lib.serving import about_to_serve


class MatchingConfig(AppConfig):
    name = "prm.matching"

    def ready(self) -> None:
        about_to_serve.connect(read_vocabularies, dispatch_uid="prm.matching")


def read_vocabularies(**kwargs: Any) -> None:
    """Countries, legal forms and public suffixes: a quarter of a second that the first conflict check would wait."""
    from prm.matching.keys import keys_of
    from prm.matching.score import Party

    keys_of(Party("Acme Co. of Maine", "acme.com", "Rome", "ME", "US"))
