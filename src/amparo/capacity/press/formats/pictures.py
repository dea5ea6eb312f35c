"""Pictures for formats that take no drawings: as PNG or JPEG, with their size."""

import struct
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .book import CannotWriteError, Picture

DOTS_AN_INCH = 144
POINTS = 72
PNG = b"\x89PNG\r\n\x1a\n"


class Drawn(NamedTuple):
    """A picture as points: its name in a file, its bytes, its size at 96 points an inch."""

    name: str
    content: bytes
    width: int
    height: int


def drawn(picture: Picture, name: str, chapter: str) -> Drawn:
    """A picture as PNG or JPEG; `name` without its ending. Raises CannotWriteError."""
    if picture.media_type == "image/jpeg":
        width, height = jpeg_size(picture.content)
        return Drawn(f"{name}.jpg", picture.content, width, height)
    content, scale = picture.content, 1.0
    if not content.startswith(PNG):
        content, scale = _rastered(picture, chapter), DOTS_AN_INCH / 96
    width, height = struct.unpack(">II", content[16:24])
    return Drawn(f"{name}.png", content, max(1, int(width / scale)), max(1, int(height / scale)))


@lru_cache(maxsize=32)
def _rastered(picture: Picture, chapter: str) -> bytes:
    """A drawing as PNG, by the typesetter that draws it in PDF too."""
    import typst  # noqa: PLC0415  (large, and needed for few pictures)

    with tempfile.TemporaryDirectory() as place:
        name = "picture." + picture.name.rpartition(".")[2]
        (Path(place) / name).write_bytes(picture.content)
        main, png = Path(place) / "main.typ", Path(place) / "picture.png"
        main.write_text(
            f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", alt: "x")\n',
            encoding="utf-8",
        )
        try:
            typst.compile(
                main,
                png,
                root=Path(place),
                format="png",
                ppi=float(DOTS_AN_INCH),
                ignore_system_fonts=True,
            )
        except (typst.TypstError, RuntimeError) as problem:
            reason = f"figure {picture.name}: {problem}"
            raise CannotWriteError(reason, chapter=chapter) from None
        return png.read_bytes()


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height of a JPEG in points; 640 by 480 when it does not say."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return max(1, width), max(1, height)
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return 640, 480
