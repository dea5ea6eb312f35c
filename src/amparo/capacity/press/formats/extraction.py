"""Words that come out of a PDF as they went in: repairs what marks above letters break.

A mark set above its letter on a height of its own is drawn apart from it, and each of the two is
then said to be both: whoever copies or listens gets the letter twice. Here a mark is told to be
the mark alone, and its letter the letter alone.
"""

import io
import re
import unicodedata

import pikepdf

ENTRY = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{8,})>")


def repaired(content: bytes) -> bytes:
    """The same PDF, its marks and letters told apart; the same bytes each time."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0":
                _repair(thing)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            recompress_flate=False,
        )
    return out.getvalue()


def _repair(font: pikepdf.Object) -> None:
    cmap = font.ToUnicode.read_bytes()
    wide = _with_width(font.DescendantFonts[0])
    told = {int(code, 16): _text(text) for code, text in ENTRY.findall(cmap)}
    marked = {text for code, text in told.items() if code not in wide}

    def alone(found: re.Match[bytes]) -> bytes:
        text = told[int(found.group(1), 16)]
        if int(found.group(1), 16) not in wide:
            said = "".join(sign for sign in text if _is_mark(sign))
        elif text in marked:
            said = "".join(sign for sign in text if not _is_mark(sign))
        else:
            return found.group()
        if not said:
            return found.group()
        return b"<%s> <%s>" % (found.group(1), said.encode("utf-16-be").hex().upper().encode())

    font.ToUnicode.write(ENTRY.sub(alone, cmap))


def _text(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn"


def _with_width(font: pikepdf.Object) -> set[int]:
    """The glyphs that are as wide as something; marks are not."""
    found: set[int] = set()
    widths = list(font.get("/W", []))
    while widths:
        first = int(widths.pop(0))
        second = widths.pop(0)
        if isinstance(second, pikepdf.Array):
            found.update(first + at for at, width in enumerate(second) if float(width))
        elif float(widths.pop(0)):
            found.update(range(first, int(second) + 1))
    return found
