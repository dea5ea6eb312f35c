"""Photographs without where and when: read to their pixels, and written anew from these alone.

Whatever else the file carried (EXIF, XMP, comments, thumbnails, a second file behind the picture)
is not carried over, because nothing but colours is. All of it happens in memory, within bounds.
"""

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000  # a telephone's largest; 150 MB of memory while it is read
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/jpeg"}
"""What is read, and as what it is written."""
QUALITY = 88
_one_at_a_time = threading.Lock()  # for the memory; warnings are told to a whole process, too


class NotAPictureError(Exception):
    """Not a photograph that can be read safely: another format, broken, or far too large."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of colours alone. `type` is a media type."""

    content: bytes
    type: str
    width: int
    height: int


def clean(content: bytes) -> Picture:
    """The picture without anything but its pixels, upright; raises NotAPictureError."""
    if len(content) > MOST_BYTES:
        raise NotAPictureError
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _clean(content)
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        OverflowError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as broken:
        raise NotAPictureError from broken


def _clean(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as read:
        kind = read.format or ""
        if read.width * read.height > MOST_PIXELS or getattr(read, "n_frames", 1) > 1:
            raise NotAPictureError
        upright = ImageOps.exif_transpose(read)
        keeps_holes = kind == "PNG" and upright.has_transparency_data
        pixels = upright.convert("RGBA" if keeps_holes else "RGB")
        bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    out = io.BytesIO()
    if FORMATS[kind] == "image/png":
        bare.save(out, "PNG")
    else:
        bare.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), FORMATS[kind], *bare.size)
