"""What a party is searched by."""

from dataclasses import dataclass
from functools import lru_cache

from prm.matching.compare import SHORTEST_ACRONYM
from prm.matching.domains import company_domain
from prm.matching.names import Name, parse_name
from prm.matching.score import Party
from prm.matching.tokens import COMMON

LONGEST_ACRONYM = 8
# Trigrams two keys must share to be compared at all. One slip in a short key costs it half of them.
SHORT_KEY, SIMILARITY_OF_SHORT, SIMILARITY = 8, 0.3, 0.4


@dataclass(frozen=True)
class Keys:
    """The searchable forms of a party; an empty one finds nothing.

    `initials` are those of a name of several words, `acronym` the one short word that may be the initials of another.
    """

    name: str
    initials: str
    acronym: str
    domain: str
    city: str
    state: str

    @property
    def similarity(self) -> float:
        return SIMILARITY_OF_SHORT if len(self.name) <= SHORT_KEY else SIMILARITY


@lru_cache(maxsize=50_000)
def keys_of(party: Party) -> Keys:
    parsed, place = parse_name(party.name), party.place
    initials, words = parsed.initials, parsed.core
    is_acronym = len(words) == 1 and SHORTEST_ACRONYM <= len(words[0].text) <= LONGEST_ACRONYM
    return Keys(
        name=name_key(parsed)[:300],
        initials=initials if SHORTEST_ACRONYM <= len(initials) <= LONGEST_ACRONYM else "",
        acronym=words[0].text if is_acronym else "",
        domain=company_domain(party.domain),
        city=place.city[:120],
        state=place.state[:120],
    )


def name_key(name: Name) -> str:
    """The words that tell this name apart; common ones only where there are no others.

    Without "city", "county" or "bank" in it the key of "City of Springfield" is short and rare, and the trigram index
    gives a few hundred rows instead of every city.
    """
    words = [token.text for token in name.core if token.kind != COMMON]
    if not any(len(word) > 2 for word in words):
        words = [token.text for token in name.core or name.tokens]
    return " ".join(words)
