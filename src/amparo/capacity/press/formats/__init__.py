"""An edition in one language as a file: pure writers, from a `Book` to bytes.

`WRITERS` has one for each format that is made of a book alone (an archive is made of the files).
A writer may raise `CannotWriteError` (naming the block) or `AbsentError`.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType

from .book import AbsentError, Book, CannotWriteError

__all__ = [
    "MEDIA_TYPES",
    "WRITERS",
    "AbsentError",
    "Book",
    "CannotWriteError",
    "absent",
    "version",
]

# Where each writer is. Modules are read when they are first needed: some bring much with them.
PLACES: Mapping[str, tuple[str, str]] = {
    "html": ("html", "write"),
    "epub": ("epub", "write"),
    "phone": ("pdf", "write_phone"),
    "a4": ("pdf", "write_a4"),
    "large": ("pdf", "write_large"),
    "booklet": ("booklet", "write"),
    "docx": ("docx", "write"),
    "text": ("text", "write"),
    "zim": ("zim", "write"),
    "audio": ("audio", "write"),
    "braille": ("braille", "write"),
    "page": ("html", "write_page"),
    "sheet": ("pdf", "write_sheet"),
    "slip": ("text", "write"),
    "archive": ("archive", ""),
}
MEDIA_TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "epub": "application/epub+zip",
    "phone": "application/pdf",
    "a4": "application/pdf",
    "large": "application/pdf",
    "booklet": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text": "text/plain; charset=utf-8",
    "zim": "application/x-zim",
    "audio": "audio/ogg; codecs=opus",
    "braille": "text/x-brf; charset=us-ascii",
    "page": "text/html; charset=utf-8",
    "sheet": "application/pdf",
    "slip": "text/plain; charset=utf-8",
    "archive": "application/zip",
}


def _module(fmt: str) -> ModuleType:
    return import_module(f"{__name__}.{PLACES[fmt][0]}")


def _writer(fmt: str) -> Callable[[Book], bytes]:
    def write(book: Book) -> bytes:
        made: bytes = getattr(_module(fmt), PLACES[fmt][1])(book)
        return made

    write.__name__ = f"write_{fmt}"
    return write


WRITERS: Mapping[str, Callable[[Book], bytes]] = {
    fmt: _writer(fmt) for fmt, (_module_name, name) in PLACES.items() if name
}


def absent(fmt: str, language: str) -> str:
    """What this machine lacks to make a format in a language, as a sentence; "" for nothing."""
    lacking: Callable[[str], str] | None = getattr(_module(fmt), "absent", None)
    return lacking(language) if lacking else ""


def version(fmt: str) -> dict[str, str]:
    """With what a format is made: the version of each tool (and the SHA-256 of each font)."""
    told: Callable[[], dict[str, str]] | None = getattr(_module(fmt), "version", None)
    return told() if told else {}
