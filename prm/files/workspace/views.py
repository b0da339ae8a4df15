"""Downloads of stored files, the same in both shells."""

from prm.files.models import StoredFile
from prm.files.queries import file_for_actor
from prm.files.services import read
from prm.ui.views import DownloadView


class FileDownload(DownloadView):
    """A file of the actor's scope. Which permission it needs is said by its kind, so the screen itself asks for none."""

    permission = None
    any_member = True

    def query(self, ref: str) -> StoredFile | None:
        return file_for_actor(ref, self.actor)

    def content(self, obj: StoredFile) -> tuple[str, str, bytes]:
        return obj.name, obj.content_type, read(obj)
