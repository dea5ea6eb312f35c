"""A booklet to print at home: A5 pages two by two on A4, in the order in which they are folded.

Print both sides, turned over the short edge; fold each bundle of sheets in the middle. Tags are
lost where pages are put together, so this form is for paper alone.
"""

import io
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf

from . import pdf
from .book import Book

POINTS = 72 / 25.4  # in a millimetre
WIDTH, HEIGHT = 297 * POINTS, 210 * POINTS
MOST = 64  # pages that can be folded as one
BUNDLE = 32  # pages of each bundle of a thicker book: eight sheets


def absent(language: str) -> str:
    """Why there can be no booklet in a language here; "" when there can."""
    return pdf.absent(language)


def version() -> dict[str, str]:
    """With what booklets are made."""
    return {**pdf.version(), "pikepdf": pikepdf.__version__}


class Side(NamedTuple):
    """One side of a sheet: the pages on its left and right, from 0; None is empty paper."""

    left: int | None
    right: int | None


def write(book: Book) -> bytes:
    """The book as a booklet. Raises CannotWriteError, AbsentError."""
    return imposed(pdf.compiled(book, pdf.A5), rtl=book.direction == "rtl")


def order(pages: int, *, rtl: bool) -> list[Side]:
    """The sides to print, in order, of a book of so many pages.

    The number is filled up to a multiple of four with empty paper before the last page, so that
    the cover and the last page lie outside. Thick books are folded in bundles.
    """
    full = -(-pages // 4) * 4
    places: list[int | None] = [*range(pages - 1), *([None] * (full - pages)), pages - 1]
    size = full if full <= MOST else BUNDLE
    sides: list[Side] = []
    for start in range(0, full, size):
        sides += _folded(places[start : start + size])
    return [Side(side.right, side.left) for side in sides] if rtl else sides


def _folded(places: list[int | None]) -> Iterator[Side]:
    """A bundle: its outermost sheet first, front and back."""
    last = len(places) - 1
    for first in range(0, len(places) // 2, 2):
        yield Side(places[last - first], places[first])
        yield Side(places[first + 1], places[last - first - 1])


def imposed(content: bytes, *, rtl: bool) -> bytes:
    """A PDF of A5 pages as one of A4 sides to print and fold; the same bytes each time."""
    with pikepdf.open(io.BytesIO(content)) as single, pikepdf.new() as sheets:
        forms = [sheets.copy_foreign(pikepdf.Page(page).as_form_xobject()) for page in single.pages]
        for side in order(len(forms), rtl=rtl):
            sheets.pages.append(_side(sheets, side, forms))
        root = single.Root
        if "/Lang" in root:
            sheets.Root.Lang = pikepdf.String(str(root.Lang))
        direction = pikepdf.Name.R2L if rtl else pikepdf.Name.L2R
        sheets.Root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.DuplexFlipShortEdge,
            Direction=direction,
            PrintScaling=pikepdf.Name("/None"),
        )
        for key in ("/Title", "/Author", "/CreationDate"):
            if key in single.docinfo:
                sheets.docinfo[key] = str(single.docinfo[key])
        out = io.BytesIO()
        sheets.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _side(sheets: pikepdf.Pdf, side: Side, forms: list[pikepdf.Object]) -> pikepdf.Page:
    resources = pikepdf.Dictionary()
    drawn = []
    for name, at, x in (("/L", side.left, 0.0), ("/R", side.right, WIDTH / 2)):
        if at is not None:
            resources[name] = forms[at]
            drawn.append(f"q 1 0 0 1 {x:.3f} 0 cm {name} Do Q")
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, round(WIDTH, 3), round(HEIGHT, 3)],
        Resources=pikepdf.Dictionary(XObject=resources),
        Contents=sheets.make_stream("\n".join(drawn).encode()),
    )
    return pikepdf.Page(sheets.make_indirect(page))
