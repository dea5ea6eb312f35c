"""A book in Braille, as embossers and Braille displays read it (BRF): where liblouis is installed.

Pages of 25 lines with 40 cells. The table is that of the language; a paragraph in another language
is written with that one's.
"""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from django.utils.translation import gettext as _

from . import text, tree
from .book import AbsentError, Book, CannotWriteError

PROGRAM = "lou_translate"
CELLS, LINES = 40, 25
PATIENCE = 120  # seconds for a book
DISPLAY = "en-us-brf.dis"  # the sixty-four signs of BRF
# liblouis' tables by language; uncontracted where readers learn that first.
TABLES = {
    "en": "en-ueb-g2.ctb",
    "ar": "ar-ar-g1.utb",
    "es": "es-g1.ctb",
    "fr": "fr-bfu-comp6.utb",
    "pt": "pt-pt-g1.utb",
    "ru": "ru-ru-g1.utb",
    "de": "de-g0.utb",
    "it": "it-it-comp6.utb",
    "tr": "tr-g1.ctb",
    "sw": "sw-ke-g1.utb",
    "zh": "zhcn-g1.ctb",
}


def absent(language: str) -> str:
    """What this machine lacks to write Braille in a language; "" for nothing."""
    if shutil.which(PROGRAM) is None:
        return _("The program %(program)s is not installed (Debian package %(package)s).") % {
            "program": PROGRAM,
            "package": "liblouis-bin",
        }
    if _table(language) is None:
        return _("There is no Braille table for this language.")
    return ""


def version() -> dict[str, str]:
    """The version of what it is made with."""
    if shutil.which(PROGRAM) is None:
        return {}
    return {"liblouis": _version(), "display": DISPLAY}


@cache
def _version() -> str:
    done = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else ""


def write(book: Book) -> bytes:
    """The Braille as ASCII. Raises AbsentError, CannotWriteError."""
    lacking = absent(book.language)
    if lacking:
        raise AbsentError(lacking)
    lines: list[str] = []
    spoken = list(text.spoken(book, codes=True))
    for language, group in groupby(spoken, key=lambda one: one[1]):
        table = _table(language) or _table(book.language) or ""
        for paragraph in _translated([words for words, _language in group], table):
            lines += _wrapped(paragraph)
    return "".join(_paged(lines)).encode("ascii", "replace")


def _table(language: str) -> str | None:
    return TABLES.get(tree.bcp47(language).split("-", maxsplit=1)[0])


def _translated(paragraphs: list[str], table: str) -> list[str]:
    """Each paragraph in Braille, by one call for all."""
    said = "\n".join(" ".join(one.split()) for one in paragraphs) + "\n"
    done = subprocess.run(
        [PROGRAM, "--forward", f"{DISPLAY},{table}"],
        input=said.encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotWriteError(f"{PROGRAM}: {reason[-1] if reason else done.returncode}")
    return done.stdout.decode("utf-8", "replace").splitlines()


def _wrapped(paragraph: str) -> Iterator[str]:
    """Lines of forty cells; a paragraph begins two cells in."""
    line = "  "
    for whole in paragraph.split():
        word = whole
        if line.strip() and len(line) + 1 + len(word) > CELLS:
            yield line.rstrip()
            line = ""
        while len(word) > CELLS:
            yield word[:CELLS]
            word = word[CELLS:]
        line = f"{line} {word}" if line.strip() else line + word
    if line.strip():
        yield line.rstrip()


def _paged(lines: list[str]) -> Iterator[str]:
    for at in range(0, len(lines), LINES):
        yield "".join(f"{line}\r\n" for line in lines[at : at + LINES]) + "\f"
