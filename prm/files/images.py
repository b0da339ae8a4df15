"""Images are opened and written anew, so that nothing hidden behind or inside of them stays. Pure."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from prm.lib.errors import Invalid

MOST_PIXELS = 40_000_000
FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}


def check_image(data: bytes, extension: str) -> bytes:
    """The image written anew in the same format, upright, without metadata. Raises Invalid where it is too large
    (told before a pixel is unpacked) or no whole image."""
    kind = FORMATS[extension]
    if not is_whole(data, extension):
        raise _refused(_("This image is cut off. Save it again and upload it anew."))
    try:
        with warnings.catch_warnings():
            # The size is judged below, by our own limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[kind])
        width, height = image.size
        if width * height * getattr(image, "n_frames", 1) > MOST_PIXELS:
            raise _refused(_("This image has too many pixels. Make it smaller and upload it anew."))
        image.load()
        upright = ImageOps.exif_transpose(image) or image
        if kind == "JPEG" and upright.mode not in ("L", "RGB"):
            upright = upright.convert("RGB")
        written = io.BytesIO()
        extra = {"quality": 92} if kind in ("JPEG", "WEBP") else {}
        upright.save(written, kind, **extra)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _refused(_("This image is damaged and cannot be read.")) from error
    return written.getvalue()


def is_whole(data: bytes, extension: str) -> bool:
    """Whether the format's own end is there. Pillow is not asked: a library in the same process may have told it to
    fill missing parts with grey."""
    match extension:
        case "png":
            return b"IEND" in data
        case "jpg":
            return data.rfind(b"\xff\xd9") > 0
        case "webp":
            return int.from_bytes(data[4:8], "little") + 8 <= len(data)
        case _:
            return b"\x3b" in data[-1024:]


def _refused(reason: str) -> Invalid:
    return Invalid(reason, code="file-refused", fields={"file": [reason]})
