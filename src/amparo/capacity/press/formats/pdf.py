"""PDF: tagged (PDF/UA-1), the same bytes each time, on four kinds of sheet."""

import dataclasses
import datetime
import hashlib
import io
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pikepdf
import typst
from django.utils.translation import gettext as _

from . import fonts, tree
from .book import Book, CannotWriteError, Chapter
from .extraction import repaired
from .matter import Matter
from .running import label, string, words
from .running import name as name_of
from .typeset import Typesetter, settled
from .typography import Tongue, first_digit, tongue

LOOK = Path(__file__).with_name("handbook.typ")
KEPT = 8  # books on sheets that a process remembers
CHAPTER = "ch-"
IMPORT = '#import "handbook.typ": *\n'
AT = re.compile(r"(ch-[^\s/:]+\.typ):(\d+)")
MEASURES = ("width", "height", "inside", "outside", "top", "bottom")
WAYS = ("mirrored", "justify", "hyphenate")
Places = dict[str, list[tuple[str, int]]]  # of each line of a file: chapter and line
NO_GLYPH = re.compile(r"the text (?P<quoted>\".*?\"|'.*?'|\S+) could not be displayed", re.DOTALL)
NO_WORDS = re.compile(r"\w+://\S+|\[\^[^\]]+\]|\]\([^)]*\)|`[^`]*`")
MARKED = re.compile("Amiri")  # whose marks above letters are drawn apart


class Sheet(NamedTuple):
    """A kind of sheet, in millimetres and points. `signs`: about how many fit on a line."""

    kind: str
    width: int
    height: int
    inside: int
    outside: int
    top: int
    bottom: int
    size: float
    signs: int
    depth: int = 1  # levels of headings in the contents
    mirrored: bool = True
    justify: bool = True
    hyphenate: bool = True


A4 = Sheet("a4", 210, 297, 34, 40, 30, 32, 11, 78, depth=2)
PHONE = Sheet("phone", 90, 160, 7, 7, 9, 12, 11.5, 40, mirrored=False, justify=False)
LARGE = Sheet(
    "large", 210, 297, 20, 20, 22, 24, 18.5, 44, mirrored=False, justify=False, hyphenate=False
)
A5 = Sheet("a5", 148, 210, 19, 16, 19, 20, 9.6, 70)
ONE = Sheet("sheet", 148, 210, 14, 14, 13, 14, 9.4, 72, mirrored=False)


def write_a4(book: Book) -> bytes:
    """The book as a PDF of A4 pages. Raises CannotWriteError, AbsentError."""
    return compiled(book, A4)


def write_phone(book: Book) -> bytes:
    """The book as a PDF of pages the size of a phone. Raises CannotWriteError, AbsentError."""
    return compiled(book, PHONE)


def write_large(book: Book) -> bytes:
    """The book as a PDF in large print, 18 points. Raises CannotWriteError, AbsentError."""
    return compiled(book, LARGE)


def write_sheet(book: Book) -> bytes:
    """One chapter (the book's first) on A5 sheets. Raises CannotWriteError, AbsentError.

    What would end on its second page is set a little smaller, if it then fits on one.
    """
    usual = made = compiled(book, ONE)
    for size in (9.0, 8.5, 8.0):
        if _pages(usual) != 2 or _pages(made) == 1:
            break
        made = compiled(book, ONE._replace(size=size))
    return made if _pages(made) == 1 else usual


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def absent(language: str) -> str:
    """Why there can be no PDF in a language here, in plain words; "" when there can."""
    return fonts.absent(tongue(language).script)


def version() -> dict[str, str]:
    """With what PDFs are made: Typst, the look, each face."""
    look = hashlib.sha256(LOOK.read_bytes()).hexdigest()
    return {"typst": metadata.version("typst"), "look": look, **fonts.digests()}


def compiled(book: Book, sheet: Sheet) -> bytes:
    """A book set on a kind of sheet, as a PDF.

    Raises CannotWriteError with the chapter and the line, AbsentError when faces are missing.
    """
    if sheet.kind == ONE.kind:
        book = dataclasses.replace(book, chapters=book.chapters[:1])
    faces = fonts.loaded(tongue(book.language).script)
    files, places = written(book, sheet)
    day = book.released
    made = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC) if day else 0
    kept = (book.slug, book.language, sheet.kind, book.only)
    with _one_at_a_time:
        case = _cases.pop(kept, None) or Case()
        _cases[kept] = case  # the one used last is the last to go
        if len(_cases) > KEPT:
            del _cases[next(iter(_cases))]
        try:
            done = case.set(files, faces, made)
        except typst.TypstError as error:
            raise _understood(error, places) from None
    return _checked(done)


class Case:
    """A typesetter that remembers how it set a book: what did not change is not set again.

    The files lie in a folder of its own, which is there only while it works: the process may be
    ended at any moment in between, and leaves nothing.
    """

    def __init__(self) -> None:
        self.root: Path | None = None
        self.compiler: typst.Compiler | None = None
        self.faces: typst.Fonts | None = None

    def set(
        self, files: Mapping[str, bytes], faces: typst.Fonts, made: datetime.datetime | int
    ) -> bytes:
        """The PDF. Raises TypstError."""
        root = self._folder()
        try:
            for name, content in files.items():
                (root / name).write_bytes(content)
            if self.compiler is None or self.faces is not faces:
                self.faces = faces
                self.compiler = typst.Compiler(root / "main.typ", root=root, font_paths=faces)
            done = self.compiler.compile(pdf_standards=["ua-1"], timestamp=made)
        finally:
            shutil.rmtree(root, ignore_errors=True)
        if not isinstance(done, bytes):
            raise TypeError("Typst gave no file")
        return done

    def _folder(self) -> Path:
        """The same folder each time: its path is how the typesetter knows its files again."""
        if self.root is not None:
            try:
                self.root.mkdir(mode=0o700)
            except FileExistsError:  # somebody else's by now
                self.compiler = None
            else:
                return self.root
        self.root = Path(tempfile.mkdtemp(prefix="amparo-pdf-"))
        return self.root


_cases: dict[tuple[str, str, str, str], Case] = {}
_one_at_a_time = threading.Lock()


def _checked(content: bytes) -> bytes:
    """A PDF in our faces alone, whose words come out as they went in."""
    names = fonts.used(content)
    strange = names - {face.name for face in fonts.FACES}
    if strange:
        told = _("The file holds fonts that are none of ours: %(names)s.")
        raise CannotWriteError(told % {"names": ", ".join(sorted(strange))})
    return repaired(content) if any(map(MARKED.match, names)) else content


def written(book: Book, sheet: Sheet) -> tuple[dict[str, bytes], Places]:
    """The files Typst sets a book from, by name, and where each line of the chapters is from.

    A chapter is a file of its own: Typst remembers how it set those that did not change.
    """
    with tree.labels(book) as labels_in:
        setter = Typesetter(
            book, labels_in, printed=sheet.kind in {"a4", "a5", "sheet"}, width=sheet.signs
        )
        zero = first_digit(book.language, _sample(book, setter))
        matter = Matter(book, setter, zero)
        alone = sheet.kind == ONE.kind
        files, places = {}, {}
        for number, chapter in enumerate(book.chapters, start=1):
            file = f"{CHAPTER}{name_of(chapter.slug)}.typ"
            marked = _chapter(setter, matter, chapter, 0 if alone else number)
            source, places[file] = settled(marked)
            files[file] = source.encode()
        before = "" if alone else matter.cover() + matter.front() + matter.contents(sheet.depth)
        after = (
            matter.foot()
            if alone
            else f"#set page(header: running-head(none, none))\n{matter.colophon()}"
        )
        settings = _settings(book, sheet, zero, matter.urgent())
    included = "".join(f"#include {string(file)}\n" for file in files)
    files["settings.typ"] = (
        f"#let tongues = ({', '.join(_told(tongue(tag)) for tag in sorted(setter.tongues))},)\n"
        f"#let sheet = (\n{settings})\n"
    ).encode()
    files["handbook.typ"] = _look()
    files["main.typ"] = (
        f"{IMPORT}#show: make.with({_named(book, sheet)})\n{before}{included}{after}".encode()
    )
    return files | setter.pictures, places


def _chapter(setter: Typesetter, matter: Matter, chapter: Chapter, number: int) -> str:
    """A chapter's file; by itself (number 0) it has the book's title above it."""
    title = setter.run(chapter.title.words, chapter.title.language)
    part = setter.run(*chapter.part) if chapter.part and number else ""
    summary = setter.run(*chapter.summary) if chapter.summary else ""
    place = f"label({string(label(chapter.slug, ''))})"
    head = f"#set page(header: running-head([{title}], {place}))\n"
    if not number:
        of = setter.run(setter.book.title.words, setter.book.title.language)
        head = f"#sheet-head([{title}], [{of}])\n{matter.notices(urgent_only=True)}\n"
    return (
        f"{IMPORT}\x00{chapter.slug}\x001\x00{head}"
        f"#chapter({number or 'none'}, {_or_none(part)}, [{title}], {_or_none(summary)}, {place})\n"
        f"{_untranslated(setter, chapter)}{setter.chapter(chapter)}\n"
    )


def _untranslated(setter: Typesetter, chapter: Chapter) -> str:
    """What stands under the title of a chapter of which nothing is translated."""
    book = setter.book
    told = any(said.language == book.language for said in chapter.said.values())
    if told or book.language == book.source_language:
        return ""
    said = setter.ours(_("This chapter is not yet translated; it is in the original language."))
    return f"#aside[{said}]\n"


def _or_none(content: str) -> str:
    return f"[{content}]" if content else "none"


def _named(book: Book, sheet: Sheet) -> str:
    """What the file says of itself to a program that lists it."""
    day, title = book.released, book.title.words or book.slug
    if sheet.kind == ONE.kind and book.chapters:
        title = f"{book.chapters[0].title.words} · {title}"
    date = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
    return f"{string(title)}, ({string(book.slug)},), {date}"


def _settings(book: Book, sheet: Sheet, zero: int, urgent: str) -> str:
    if urgent:  # its line stands above every page
        sheet = sheet._replace(top=sheet.top + (9 if sheet.kind == "phone" else 5))
    told = {
        "kind": string(sheet.kind),
        **{name: f"{getattr(sheet, name)}mm" for name in MEASURES},
        "size": f"{sheet.size}pt",
        **{name: str(getattr(sheet, name)).lower() for name in WAYS},
        "zero": str(zero),
        "language": string(book.language),
        "title": f"[{words(book.title.words)}]",
        "house": string(book.house),
        "house-content": f"[{words(book.house)}]",
        "urgent": f"[{urgent}]" if urgent else '""',
    }
    return "".join(f"  {name}: {value},\n" for name, value in told.items())


def _told(known: Tongue) -> str:
    return (
        f"{string(known.tag)}: (lang: {string(known.lang)}, region: {string(known.region)},"
        f" script: {string(known.script)}, rtl: {str(known.rtl).lower()})"
    )


def _sample(book: Book, setter: Typesetter) -> Iterable[str]:
    """Words in the book's own language, without addresses and names of footnotes."""
    for chapter in book.chapters:
        for segment in setter.documents[chapter.slug].segments:
            said = chapter.said.get(segment.position)
            if said is None and book.language == book.source_language:
                yield NO_WORDS.sub("", segment.text)
            elif said is not None and said.language == book.language:
                yield NO_WORDS.sub("", said.words)


@lru_cache(maxsize=1)
def _look() -> bytes:
    return LOOK.read_bytes()


def _understood(error: typst.TypstError, places: Places) -> CannotWriteError:
    """What Typst says, in plain words and with the place in the book."""
    chapter, line = "", 0
    for file, at in AT.findall("\n".join([error.diagnostic or "", *(error.trace or [])])):
        known = places.get(file, [])
        if 0 < int(at) <= len(known):
            chapter, line = known[int(at) - 1]
            break
    missing = NO_GLYPH.search(error.message)
    if missing:
        reason = _("None of our fonts can show this: %(words)s") % {
            "words": missing.group("quoted").strip("\"'")[:80]
        }
    else:
        reason = _("The page cannot be set: %(reason)s") % {"reason": error.message[:300]}
    return CannotWriteError(reason, chapter=chapter, line=line)
