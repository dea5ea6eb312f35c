"""What a language's files must pass: each could be made, prints, can be read out, is valid EPUB."""

import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.capacity.press.formats import epub_check, lanes, tree
from amparo.capacity.press.formats.book import AbsentError, Book
from amparo.capacity.press.models import Build, Edition, Format, Gate, Made
from amparo.capacity.press.queries import builds as files
from amparo.ground.texts.markdown import inline
from amparo.ground.texts.markdown.nodes import walk

from .building import as_it_comes_out, plan_builds
from .gates import LONGEST_WHERE, LONGEST_WORDS, MOST, Found

ENOUGH = 0.99  # of the words
SEVERE = ("FATAL", "ERROR", "WARNING")
# How the typesetter's refusals of a character begin (formats/pdf.py), as lanes say them.
NO_GLYPH = ("None of our fonts can show this", "The file holds fonts that are none of ours")
TOGETHER = re.compile("([\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
TURNED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WORD = re.compile(r"[^\W_]+")
# A word that goes on in the next line, with the hyphen that was set or one of its own.
BROKEN = re.compile("[-\u2010\u00ad]\\s*\n\\s*")


def file_gates(edition: Edition, language: str) -> list[Found]:
    """What stands against giving out an edition's files in a language.

    Looks at files made of the words worked on (`plan_builds`, `make`); what has not been made yet
    stands against them. Takes seconds: not inside a transaction.
    """
    rows = plan_builds(edition, [language], released=False)
    found = [*_not_made(rows)]
    by_format = {row.format: row for row in rows if row.state == Made.MADE and not row.chapter}
    if Format.EPUB in by_format:
        found += _epub(by_format[Format.EPUB])
    if Format.A4 in by_format:
        found += _extraction(by_format[Format.A4], edition, language)
    return [Found(one.gate, one.where[:LONGEST_WHERE], one.words[:LONGEST_WORDS]) for one in found]


def check_epubs(builds: Iterable[Build]) -> None:
    """Run epubcheck on each EPUB that it has not seen, several at a time; its words stay with the

    file's row. Where epubcheck cannot run, nothing is written."""
    todo = [
        row
        for row in builds
        if row.format == Format.EPUB and row.state == Made.MADE and "epubcheck" not in row.tools
    ]
    if not todo or epub_check.absent():
        return
    contents = {row.pk: files.content(row) for row in todo}
    with ThreadPoolExecutor(lanes.how_many()) as pool:
        told = pool.map(checked, (contents[row.pk] or b"" for row in todo))
        for row, words in zip(todo, told, strict=True):
            row.tools = {**row.tools, "epubcheck": words}
            Build.objects.filter(pk=row.pk).update(tools=row.tools)


def checked(content: bytes) -> list[tuple[str, str]]:
    """What epubcheck has against a file: places in it, and words; [] for nothing."""
    with tempfile.TemporaryDirectory(prefix="amparo-epub-") as folder:
        path = Path(folder) / "file.epub"
        path.write_bytes(content)
        try:
            told = epub_check.check([path])
        except (AbsentError, subprocess.TimeoutExpired) as problem:
            return [("", f"{type(problem).__name__}: {problem}")]
    return [(one.where, f"{one.code}: {one.words}") for one in told if one.severity in SEVERE]


def read_out(content: bytes) -> str | None:
    """The words that can be read out of a PDF; None where pdftotext is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="amparo-words-") as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(content)
        done = subprocess.run(
            [program, "-enc", "UTF-8", "-nopgbrk", str(path), "-"],
            capture_output=True,
            timeout=120,
            check=False,
        )
    return done.stdout.decode("utf-8", "replace")


def words_of(text: str) -> Counter[str]:
    """The words of a text, however it is set: folded, without marks that are only seen.

    Where words are not set apart, each sign counts as one.
    """
    # Marks that turn the direction stand where words meet, often without a space.
    text = TURNED.sub(" ", text)
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    bare = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in flat
        if unicodedata.category(sign) not in {"Mn", "Cf"} and sign != "\u0640"
    )
    return Counter(WORD.findall(TOGETHER.sub(r" \1 ", bare)))


def share_read(expected: Counter[str], told: str) -> tuple[float, list[str]]:
    """How much of the expected words a text gives back (0 to 1), and which it does not."""
    found = words_of(told) | words_of(BROKEN.sub("", told)) | words_of(BROKEN.sub("-", told))
    missing = expected - found
    total = expected.total()
    return (1 - missing.total() / total if total else 1.0), list(missing)


def words_in(book: Book) -> Counter[str]:
    """The words that stand in a book's chapters. Raises CannotWriteError.

    Not our own labels, nor what describes a figure: in a PDF that is said of the figure, not set.
    """
    expected: Counter[str] = Counter()
    for chapter in book.chapters:
        made = tree.built(book, chapter)
        nodes = [*walk((*made.nodes, *made.notes.values()))]
        unset = {id(part) for one in nodes if one.tag == "figure" for part in one.children[:1]}
        for node in nodes:
            if node.tokens and node.way != "solid" and id(node) not in unset:
                expected += words_of(inline.plain(node.tokens))
    return expected


def _not_made(rows: Iterable[Build]) -> Iterator[Found]:
    count = 0
    for row in rows:
        later = row.format == Format.AUDIO and row.state == Made.WAITING  # nothing waits for it
        if row.state in {Made.MADE, Made.ABSENT} or later or count == MOST:
            continue
        count += 1
        told = row.failure or {}
        reason = str(told.get("reason") or _("It has not been made yet."))
        gate = Gate.GLYPHS if reason.startswith(NO_GLYPH) else Gate.BUILT
        yield Found(gate, place_of(row), f"{Format(row.format).label}: {reason}")


def place_of(row: Build) -> str:
    """The block that a build failed at: the chapter, and the line if it is known."""
    told = row.failure or {}
    chapter, line = str(told.get("chapter") or row.chapter), told.get("line")
    return f"{chapter}:{line}" if chapter and line else chapter


def _epub(row: Build) -> Iterator[Found]:
    check_epubs([row])
    if "epubcheck" not in row.tools:
        words = _("epubcheck could not run here: %(lacking)s is missing.")
        yield Found(Gate.EPUB, "", words % {"lacking": epub_check.absent()})
        return
    for where, words in row.tools["epubcheck"][:MOST]:
        yield Found(Gate.EPUB, where, words)


def _extraction(row: Build, edition: Edition, language: str) -> Iterator[Found]:
    told = read_out(files.content(row) or b"")
    if told is None:
        words = _("pdftotext is not installed here (Debian: poppler-utils), so nobody has looked.")
        yield Found(Gate.EXTRACTION, "", words)
        return
    book = as_it_comes_out(edition, language, released=False)
    share, missing = share_read(words_in(book), told)
    if share < ENOUGH:
        words = _(
            "%(share)s%% of the words can be read out of the PDF; not, for example: %(words)s"
        )
        some = ", ".join(missing[:5])
        yield Found(Gate.EXTRACTION, "", words % {"share": f"{share * 100:.1f}", "words": some})
