"""Downloads for the public: by signature, or where a file is for everybody."""

from prm.files.links import read_signed
from prm.files.models import StoredFile
from prm.files.queries import file_by_id, public_file
from prm.files.workspace.views import FileDownload
from prm.tenancy.scope import Audience, tenant_context


class PublicFile(FileDownload):
    """A file for everybody: a logo, a published sheet. Pictures are shown, the rest is saved."""

    public = True

    def query(self, ref: str) -> StoredFile | None:
        return public_file(ref)

    @property
    def inline(self) -> bool:
        return str(self.object.content_type).startswith("image/")


class SignedFile(FileDownload):
    """The one file a signature names. Unknown, foreign and expired signatures are all the same 404."""

    public = True

    def query(self, token: str) -> StoredFile | None:
        file_id = read_signed(token, self.vendor.pk)
        with tenant_context(Audience.VENDOR, self.vendor.pk):
            return file_by_id(file_id) if file_id else None
