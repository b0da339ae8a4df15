"""The people at a partner, each once: contacts we keep and members who sign in, who are often the same person."""

from collections.abc import Iterable
from dataclasses import dataclass

from partners.models import Contact
from prm.accounts.models import Membership


@dataclass(frozen=True)
class Person:
    """Somebody at a partner. A contact is ours to edit; a member can sign in."""

    name: str
    contact: Contact | None = None
    member: Membership | None = None

    @property
    def below(self) -> str:
        """What the person is there: the job, and the role for those who sign in."""
        job = (self.contact and self.contact.title) or (self.member and self.member.title) or ""
        words = [job, self.member.role_label if self.member else ""]
        return " · ".join(filter(None, words)) or (self.contact.email if self.contact else "")


def people_of(contacts: Iterable[Contact], members: Iterable[Membership]) -> list[Person]:
    """One entry a person, told by the address: the first to call, then who can sign in, then the others, by name.

    Contacts without an address are nobody else. Two contacts of one address are both kept: each can be edited.
    """
    by_address = {member.email.lower(): member for member in members}
    known = [Person(row.name, row, by_address.get(row.email.lower()) if row.email else None) for row in contacts]
    met = {person.member.pk for person in known if person.member}
    others = [Person(member.name, None, member) for member in by_address.values() if member.pk not in met]
    return sorted([*known, *others], key=_order)


def _order(person: Person) -> tuple[bool, bool, str, str]:
    is_first = person.contact is not None and person.contact.is_primary
    return (not is_first, person.member is None, person.name.lower(), person.below)
