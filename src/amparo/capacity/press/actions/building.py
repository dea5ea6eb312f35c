"""Files, planned by what they are made of and made where there are none yet.

The same input is never built twice: its hash covers the book (words, figures, notices, colophon),
the writers' own code, our labels in that language, the tools and the fonts. A file lies in storage
under its own hash before its row says so.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Avg
from django.utils import timezone
from django.utils.translation import gettext_noop as _

import amparo
from amparo.capacity.press import formats
from amparo.capacity.press.formats import lanes, tree
from amparo.capacity.press.formats.book import Book
from amparo.capacity.press.models import Build, Edition, Format, Made
from amparo.capacity.press.queries import builds as files
from amparo.capacity.press.queries.books import WITHOUT_PICTURES
from amparo.capacity.press.queries.books import book as book_of
from amparo.ground.sealing.signing import Key
from amparo.ground.texts.markdown.reading import parse_bytes

from . import signing
from .figures import keep
from .releasing import tongues

Report = Callable[[float, str], None]
CODE = 10  # letters of a short address: 50 bits
# CPU seconds of a file before one of its kind was ever made; only their proportions matter.
EXPECTED = {
    Format.HTML: 0.5, Format.EPUB: 0.6, Format.PHONE: 4.0, Format.A4: 4.0, Format.LARGE: 4.5,
    Format.BOOKLET: 4.5, Format.DOCX: 3.0, Format.TEXT: 0.4, Format.ZIM: 1.5, Format.AUDIO: 60.0,
    Format.BRAILLE: 1.5, Format.PAGE: 0.1, Format.SHEET: 0.4, Format.SLIP: 0.1,
}  # fmt: skip
STEPS = {
    Format.EPUB: _("Making an EPUB"),
    Format.PHONE: _("Typesetting a PDF"),
    Format.A4: _("Typesetting a PDF"),
    Format.LARGE: _("Typesetting a PDF"),
    Format.BOOKLET: _("Typesetting a PDF"),
    Format.SHEET: _("Typesetting a PDF"),
    Format.DOCX: _("Making a Word document"),
    Format.AUDIO: _("Reading aloud"),
}
MAKING = _("Making files")
TO_MAKE = frozenset({Made.WAITING, Made.FAILED})
SOURCES = Path(amparo.__file__).parent


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that there ought to be: what it is, and the hash of all it is made of."""

    format: str
    chapter: str
    input_sha: str
    lacking: str  # what this machine has not got for it, as a sentence


def plan_builds(
    edition: Edition,
    languages: Iterable[str] | None = None,
    formats: Iterable[str] | None = None,
    *,
    released: bool,
) -> list[Build]:
    """A row for every file an edition ought to have, of the words readers have or those worked on.

    Rows that are there stay; new ones are waiting, or absent where this machine lacks something.
    Without languages or formats: all there are. Nothing is made. Call it outside a request.
    """
    signing.ensure_key()
    spoken = tongues(edition, released=released)
    rows: list[Build] = []
    for language in spoken if languages is None else [tag for tag in languages if tag in spoken]:
        book = as_it_comes_out(edition, language, released=released)
        rows += _rows(edition, language, list(_wanted(book, formats)))
    return rows


def make(
    builds: Sequence[Build],
    report: Report = lambda _fraction, _step: None,
    *,
    released: bool,
    most: int | None = None,
) -> None:
    """Make the files that are waiting or have failed, over the cores; each keeps its own outcome.

    `released` as they were planned. A build whose words have changed since is not made: its row
    goes. `report` hears the share of the work that is done (0 to 1); what it raises ends the rest,
    and what was made by then stays.
    """
    todo = {row.pk: row for row in builds if row.state in TO_MAKE}
    if not todo:
        return
    weights = _weights(todo.values())
    total, done, left = sum(weights.values()), 0.0, len(todo)
    key = signing.own_key()
    step = MAKING
    report(0.0, step)
    with closing(lanes.LANES.write(_batches(list(todo.values()), released), most=most)) as outcomes:
        for told in outcomes:
            if told is not None:
                task, outcome = told
                _keep(todo[task.key], outcome, key)
                done, left = done + weights[task.key], left - 1
                step = STEPS.get(Format(task.format), MAKING)
            report(done / total if left else 1.0, step)


def book_sha(book: Book) -> str:
    """The hash of everything in a book but its short address, the same wherever it is computed."""
    bare = replace(
        book,
        chapters=(),
        colophon=replace(book.colophon, code="", address=""),
    )
    parts = [_chapter_sha(chapter) for chapter in book.chapters]
    return sha_of([_plain(bare), parts])


def code_of(input_sha: str) -> str:
    """The short name printed in a file, out of the hash of its input."""
    return base64.b32encode(bytes.fromhex(input_sha)).decode("ascii")[:CODE].lower()


def address_of(code: str) -> str:
    """Where somebody can see whether a file is still current; "" when the house has no address."""
    return f"{settings.AMPARO_SITE}/k/{code}" if settings.AMPARO_SITE else ""


def as_it_comes_out(edition: Edition, language: str, *, released: bool) -> Book:
    """What files are made of. Words that are worked on are shown as if they came out today: so the

    file that passed the gates is the one that is given out."""
    book = book_of(edition, language, released=released)
    return book if book.released else replace(book, released=timezone.now().date())


def _wanted(book: Book, only: Iterable[str] | None) -> Iterator[Wanted]:
    chosen = set(Format.values if only is None else map(str, only))
    chosen &= settings.AMPARO_FORMATS or chosen
    shas: dict[tuple[str, bool], str] = {}
    for fmt in Format:
        if fmt not in chosen or fmt in files.OF_THE_SHELF:
            continue
        lacking = formats.absent(fmt, book.language)
        slugs = [row.slug for row in book.chapters] if fmt in files.ALONE else [""]
        for slug in slugs:
            kind = (slug, fmt in WITHOUT_PICTURES)
            if kind not in shas:
                shas[kind] = book_sha(_part(book, slug, fmt))
            yield Wanted(fmt, slug, _input_sha(fmt, book.language, shas[kind]), lacking)


def _part(book: Book, slug: str, fmt: str) -> Book:
    """What one file is made of: all of the book or one chapter, with pictures if it shows any."""
    if slug:
        book = _alone(book, slug)
    if fmt not in WITHOUT_PICTURES:
        return book
    return replace(book, chapters=tuple(replace(row, figures={}) for row in book.chapters))


def _alone(book: Book, slug: str) -> Book:
    """One chapter by itself, with its own count: the same until its own words change."""
    chapter = next(row for row in book.chapters if row.slug == slug)
    total = _segments(chapter.source)
    is_source = book.language == book.source_language
    told = list(chapter.said.values())
    return replace(
        book,
        only=slug,
        chapters=(chapter,),
        colophon=replace(
            book.colophon,
            segments=total,
            translated=total if is_source else len(told),
            stale=sum(1 for shown in told if shown.stale or shown.corrected),
        ),
    )


@lru_cache(maxsize=512)
def _segments(source: bytes) -> int:
    return len(parse_bytes(source).segments)


def _rows(edition: Edition, language: str, wanted: Sequence[Wanted]) -> list[Build]:
    """The rows of what is wanted, in that order; those that are missing are written."""
    shas = [one.input_sha for one in wanted]
    with transaction.atomic():
        held = {row.input_sha for row in Build.objects.filter(input_sha__in=shas)}
        Build.objects.bulk_create(
            (
                Build(
                    publication_id=edition.publication_id,
                    edition=edition,
                    language=language,
                    format=one.format,
                    chapter=one.chapter,
                    input_sha=one.input_sha,
                    code=code_of(one.input_sha),
                    state=Made.ABSENT if one.lacking else Made.WAITING,
                    failure=_told(one.lacking),
                )
                for one in wanted
                if one.input_sha not in held
            ),
            ignore_conflicts=True,
            batch_size=100,
        )
        rows = {
            row.input_sha: row
            for row in Build.objects.filter(input_sha__in=shas).select_related(
                "publication", "edition"
            )
        }
        for one in wanted:
            row = rows[one.input_sha]
            if row.state != Made.MADE and bool(one.lacking) != (row.state == Made.ABSENT):
                row.state = Made.ABSENT if one.lacking else Made.WAITING
                row.failure = _told(one.lacking)
                row.save(update_fields=["state", "failure"])
    return [rows[sha] for sha in shas]


def _batches(todo: list[Build], released: bool) -> Iterator[list[lanes.Task]]:
    """What is to be made, one book after the other, the longest work first within each."""
    groups: dict[tuple[int | None, str], list[Build]] = {}
    for row in todo:
        groups.setdefault((row.edition_id, row.language), []).append(row)
    for (_edition, language), rows in groups.items():
        edition = rows[0].edition
        if edition is None:
            continue
        book = as_it_comes_out(edition, language, released=released)
        wanted = _wanted(book, {row.format for row in rows})
        shas = {(one.format, one.chapter): one.input_sha for one in wanted}
        parts: dict[tuple[str, bool], tuple[str, Book]] = {}
        batch = []
        for row in sorted(rows, key=lambda row: -EXPECTED.get(Format(row.format), 1.0)):
            if shas.get((row.format, row.chapter)) != row.input_sha:
                Build.objects.filter(pk=row.pk, state=Made.WAITING).delete()
                continue
            kind = (row.chapter, row.format in WITHOUT_PICTURES)
            if kind not in parts:
                part = _part(book, row.chapter, row.format)
                parts[kind] = (book_sha(part), part)
            key, part = parts[kind]
            address = address_of(row.code)
            batch.append(lanes.Task(row.pk, row.format, key, part, row.code, address))
        yield batch


def _keep(row: Build, outcome: lanes.Outcome, key: Key | None) -> None:
    """Write down what became of a build; the file first, then the row that names it."""
    row.cpu = round(outcome.cpu, 3)
    if outcome.absent:
        row.state, row.failure = Made.ABSENT, _told(outcome.absent)
    elif outcome.reason:
        row.state = Made.FAILED
        row.failure = {
            "chapter": outcome.chapter or row.chapter,
            "line": outcome.line,
            "reason": outcome.reason[:500],
        }
    else:
        row.sha = hashlib.sha256(outcome.content).hexdigest()
        row.size = len(outcome.content)
        keep(files.place(row), outcome.content)
        row.signature = signing.signature(row, outcome.content, key)
        row.state, row.failure, row.made_at = Made.MADE, None, timezone.now()
        row.tools = formats.version(row.format)
    row.save()


def _told(reason: str) -> dict[str, Any] | None:
    return {"chapter": "", "line": 0, "reason": reason} if reason else None


def _weights(rows: Iterable[Build]) -> dict[int, float]:
    """How much work each file is: what the last ones of its kind took, else what we expect."""
    kinds = Build.objects.filter(state=Made.MADE, cpu__gt=0).values("publication_id", "format")
    seen = {
        (told["publication_id"], told["format"]): told["mean"]
        for told in kinds.annotate(mean=Avg("cpu")).order_by()
    }
    weights = {}
    for row in rows:
        usual = EXPECTED.get(Format(row.format), 1.0)
        weights[row.pk] = seen.get((row.publication_id or 0, row.format)) or usual
    return weights


def _input_sha(fmt: str, language: str, book: str) -> str:
    told = [str(fmt), language, book, code_sha(), _labels_sha(language), formats.version(fmt)]
    return sha_of([*told, settings.AMPARO_SITE])


@lru_cache(maxsize=1)
def code_sha() -> str:
    """The hash of the writers' code and of what they read; of this process's time."""
    total = hashlib.sha256()
    for folder in (SOURCES / "capacity/press/formats", SOURCES / "ground/texts/markdown"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != "lanes.py" and "__pycache__" not in path.parts:
                total.update(path.relative_to(SOURCES).as_posix().encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@lru_cache(maxsize=64)
def _labels_sha(language: str) -> str:
    """The hash of our own words in a language, which stand in a file beside the text."""
    tag = tree.interface_tag(language)
    first, _dash, rest = tag.partition("-")
    folder = f"{first}_{rest.title() if len(rest) > 2 else rest.upper()}" if rest else first
    for place in settings.LOCALE_PATHS:
        path = Path(place) / folder / "LC_MESSAGES" / "django.po"
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def _chapter_sha(chapter: Any) -> str:
    return sha_of(_plain(chapter))


def sha_of(told: Any) -> str:
    """The hash of a value that JSON can say; of strings and lists, in their order."""
    words = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON, the same for equal values: bytes by their hash, mappings in order."""
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return [[_plain(name), _plain(value[name])] for name in sorted(value)]
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return str(value)
