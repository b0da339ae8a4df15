"""Finding a file, for those who may open it."""

from uuid import UUID

from prm.files.kinds import kind_of
from prm.files.models import StoredFile
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden


def file_for_actor(ref: str, actor: Actor) -> StoredFile | None:
    """A file within the actor's scope; a partner's own stays hidden from the vendor.

    Raises Forbidden where its kind asks for a permission the actor has not.
    """
    files = StoredFile.objects.filter(ref=ref)
    if actor.audience == "vendor":
        files = files.exclude(visibility=StoredFile.Visibility.PARTNER)
    file = files.first()
    if file and not actor.can(kind_of(file.kind).permissions.get(actor.audience)):
        raise Forbidden("")
    return file


def file_by_id(file_id: UUID) -> StoredFile | None:
    """For signed links, which name one file."""
    return StoredFile.objects.filter(pk=file_id).first()


def public_file(ref: str) -> StoredFile | None:
    return StoredFile.objects.filter(ref=ref, visibility=StoredFile.Visibility.PUBLIC).first()
