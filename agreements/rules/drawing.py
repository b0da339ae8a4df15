"""A drawn signature: what a browser sends as a data URL, made anew as a small plain PNG."""

import base64
import binascii
from io import BytesIO

from PIL import Image, UnidentifiedImageError

PREFIX = "data:image/png;base64,"
MOST_BYTES = 200_000
MOST_PIXELS = 1600 * 800


class NotADrawing(ValueError):
    """What was sent is no drawing, or nothing was drawn."""


def drawing_from(data_url: str) -> bytes:
    """The picture re-encoded, so that nothing but pixels is kept. Raises NotADrawing; an empty canvas is none."""
    if not data_url.startswith(PREFIX) or len(data_url) > MOST_BYTES * 4 // 3 + len(PREFIX):
        raise NotADrawing
    try:
        raw = base64.b64decode(data_url[len(PREFIX) :], validate=True)
        with Image.open(BytesIO(raw), formats=["PNG"]) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise NotADrawing
            picture = sent.convert("RGBA")
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotADrawing from error
    if picture.getchannel("A").getbbox() is None:
        raise NotADrawing
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    clean = BytesIO()
    ground.convert("L").save(clean, "PNG", optimize=True)
    return clean.getvalue()
