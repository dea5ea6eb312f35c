"""A book, or a whole library in one language, as a ZIM file: Kiwix shows it without a network, and
searches in it."""

import io
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib import metadata
from pathlib import Path

from django.utils.translation import gettext as _
from libzim.writer import (  # type: ignore[import-untyped]
    Creator,
    Hint,
    Item,
    StringProvider,
)

from . import html, tree, words
from .book import Book, CannotWriteError, Chapter, Picture
from .markup import Markup

ICON = 48  # points: what every ZIM must carry
TEAL, PAPER = (13, 92, 86), (250, 247, 241)
NO_DAY = "2000-01-01"


class _Page(Item):  # type: ignore[misc]
    """One entry of the file."""

    def __init__(
        self, path: str, title: str, content: str | bytes, mimetype: str, *, front: bool = False
    ) -> None:
        super().__init__()
        self.path = path
        self.title = title
        self.content = content
        self.mimetype = mimetype
        self.front = front

    def get_path(self) -> str:
        return self.path

    def get_title(self) -> str:
        return self.title

    def get_mimetype(self) -> str:
        return self.mimetype

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self.content)

    def get_hints(self) -> dict[Hint, bool]:
        return {Hint.FRONT_ARTICLE: self.front}


def write(book: Book) -> bytes:
    """One book as a ZIM. Raises CannotWriteError. Its bytes differ a little each time."""
    title = words.title(book).words
    return _made(
        lambda: _pages_of(book, ""),
        language=book.language,
        main=f"{book.slug}/index.html",
        name=f"{book.slug}_{book.language}",
        title=title,
        summary=book.summary.words or title,
        house=book.house,
        licence=book.licence,
        day=str(book.released or NO_DAY),
    )


def write_library(books: Sequence[Book], *, house: str) -> bytes:
    """All books of one language as a ZIM; the first page lists them. Raises CannotWriteError."""
    if not books:
        raise CannotWriteError(_("There is no book in this language."))
    language = books[0].language
    with tree.labels(books[0]):
        title = _("Library of %(house)s") % {"house": tree.fit(house)}
        summary = _("Handbooks and guides, to read without a network.")

    def pages() -> Iterator[_Page]:
        yield _Page("index.html", title, _shelf(books, title), "text/html", front=True)
        yield _style()
        for book in books:
            yield from _pages_of(book, "../index.html")

    days = [str(book.released) for book in books if book.released]
    return _made(
        pages,
        language=language,
        main="index.html",
        name=f"library_{language}",
        title=title,
        summary=summary,
        house=house,
        licence=", ".join(sorted({book.licence for book in books if book.licence})),
        day=max(days, default=NO_DAY),
    )


def version() -> dict[str, str]:
    """The version of what it is made with."""
    return {"libzim": metadata.version("libzim")}


def iso639_3(language: str) -> str:
    """The three letters ZIM wants for a language, which also choose the stemmer of its search."""
    first = language.split("-", maxsplit=1)[0].lower()
    return THREE_LETTERS.get(first, first)


# Of the languages we meet; others keep their own tag, which is right for those of three letters.
THREE_LETTERS = {
    "am": "amh", "ar": "ara", "az": "aze", "be": "bel", "bn": "ben", "de": "deu", "dz": "dzo",
    "el": "ell", "en": "eng", "es": "spa", "fa": "fas", "fr": "fra", "ha": "hau", "he": "heb",
    "hi": "hin", "ht": "hat", "hy": "hye", "id": "ind", "it": "ita", "ja": "jpn", "ka": "kat",
    "kk": "kaz", "km": "khm", "ko": "kor", "ku": "kur", "ky": "kir", "lo": "lao", "ms": "msa",
    "my": "mya", "ne": "nep", "nl": "nld", "om": "orm", "pa": "pan", "pl": "pol", "ps": "pus",
    "pt": "por", "qu": "que", "ro": "ron", "ru": "rus", "rw": "kin", "si": "sin", "so": "som",
    "sq": "sqi", "sr": "srp", "sw": "swa", "ta": "tam", "te": "tel", "tg": "tgk", "th": "tha",
    "ti": "tir", "tl": "tgl", "tr": "tur", "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie",
    "zh": "zho", "zu": "zul",
}  # fmt: skip


def _made(
    pages: Callable[[], Iterable[_Page]],
    *,
    language: str,
    main: str,
    name: str,
    title: str,
    summary: str,
    house: str,
    licence: str,
    day: str,
) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "book.zim"
        creator = Creator(path)
        creator.config_indexing(True, iso639_3(language))
        creator.config_nbworkers(1)
        creator.config_verbose(False)
        creator.config_compression("zstd")
        creator.set_mainpath(main)
        with creator:
            for page in pages():
                creator.add_item(page)
            creator.add_illustration(ICON, _icon())
            told = {
                "Name": name,
                "Title": _short(tree.fit(title), 30),
                "Description": _short(tree.fit(summary), 80),
                "LongDescription": _short(tree.fit(summary), 4000),
                "Language": iso639_3(language),
                "Creator": tree.fit(house) or "-",
                "Publisher": tree.fit(house) or "-",
                "Date": day,
                "License": licence or "-",
                "Scraper": "amparo",
            }
            for key, value in told.items():
                creator.add_metadata(key, value)
        return path.read_bytes()


def _short(said: str, most: int) -> str:
    said = " ".join(said.split())
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def _pages_of(book: Book, up: str) -> Iterator[_Page]:
    """A book's pages under its own name: its first page, its chapters, its pictures."""
    top = book.slug
    pictures: dict[str, Picture] = {}

    def picture(found: Picture) -> str:
        pictures[found.name] = found
        return f"figures/{found.name}"

    markup = Markup(
        book,
        url=lambda slug, anchor: f"{slug}.html" + (f"#{anchor}" if anchor else ""),
        picture=picture,
    )
    if not up:
        yield _style()
    with tree.labels(book):
        title = words.title(book)
        head = html.cover(book, markup)
        listed = html.contents(book, markup, lambda slug: f"{slug}.html")
        shelf = f'<p class="up"><a href="{up}">{escape(_("Library"))}</a></p>' if up else ""
        first = _page(book, title.words, f"{shelf}{head}{listed}{html.colophon(book)}")
        yield _Page(f"{top}/index.html", title.words, first, "text/html", front=True)
        for at, chapter in enumerate(book.chapters):
            inside = _chapter(book, at, chapter, markup)
            name = tree.fit(chapter.title.words)
            yield _Page(
                f"{top}/{chapter.slug}.html", name, _page(book, name, inside), "text/html",
                front=True,
            )  # fmt: skip
    for name, found in sorted(pictures.items()):
        yield _Page(f"{top}/figures/{name}", name, found.content, found.media_type)


def _chapter(book: Book, at: int, chapter: Chapter, markup: Markup) -> str:
    parts = [
        f'<p class="up"><a href="index.html">{escape(words.title(book).words)}</a></p>',
        f"<main>{markup.told('h1', chapter.title)}{markup.whole(chapter)}</main>",
    ]
    if at + 1 < len(book.chapters):
        after = book.chapters[at + 1]
        link = markup.told("a", after.title, f' href="{escape(after.slug)}.html"')
        parts.append(f'<p class="up">{escape(_("Next:"))} {link}</p>')
    return "\n".join(parts)


def _page(book: Book, title: str, inside: str, *, sheet: str = "../style.css") -> str:
    tag = escape(tree.bcp47(book.language))
    return (
        f'<!doctype html>\n<html lang="{tag}" dir="{book.direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{sheet}"></head>\n'
        f"<body>{inside}</body></html>\n"
    )


def _shelf(books: Sequence[Book], title: str) -> str:
    lines = []
    for book in books:
        markup = Markup(book, url=lambda _slug, _anchor: "", picture=lambda _picture: "")
        link = markup.told("a", words.title(book), f' href="{escape(book.slug)}/index.html"')
        lines.append(f"<h2>{link}</h2>{markup.told('p', book.summary)}")
    inside = f"<main><h1>{escape(title)}</h1>{''.join(lines)}</main>"
    return _page(books[0], title, inside, sheet="style.css")


def _style() -> _Page:
    return _Page("style.css", "style", html.style(), "text/css")


@cache
def _icon() -> bytes:
    """The mark as a PNG of 48 by 48 points, drawn point by point."""
    rows = []
    for y in range(ICON):
        row = bytearray(b"\0")
        for x in range(ICON):
            row += bytes(TEAL if _on_the_mark(x + 0.5, y + 0.5) else PAPER)
        rows.append(bytes(row))
    return png(ICON, ICON, b"".join(rows))


def _on_the_mark(x: float, y: float) -> bool:
    """Two arches, one in the other, standing on the ground."""
    if y > 43:
        return False
    away = ((x - 24) ** 2 + (y - 20) ** 2) ** 0.5 if y < 20 else abs(x - 24)
    return 13 <= away <= 17 or 5 <= away <= 8


def png(width: int, height: int, rows: bytes) -> bytes:
    """A picture of three bytes a point, each row behind a null, as PNG."""
    made = io.BytesIO()
    made.write(b"\x89PNG\r\n\x1a\n")
    for name, content in (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ):
        made.write(struct.pack(">I", len(content)) + name + content)
        made.write(struct.pack(">I", zlib.crc32(name + content)))
    return made.getvalue()
