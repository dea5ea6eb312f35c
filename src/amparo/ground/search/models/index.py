"""The index on disk: one folder a generation, and a pointer to the one that serves.

search/current        the name of the serving generation
search/1-000007/      a Tantivy index; 1 is FORMAT
search/*.lock         who writes, who rebuilds
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.conf import settings

from .rows import Document, Position
from .words import fold, primary, signs, terms

# Part of a generation's name: an index made by other rules for words or fields is not read.
FORMAT = 1
POSITION_KEY = ":position"
# Between title and body, so that no phrase reaches from one into the other.
BREAK = "\u00b6"
# How often the title's words are written: a word there counts as much as three in the body.
TITLE_WEIGHT = 3
# What everybody may read has fields of its own. A signed-out question asks only those: it cannot
# reach anything else, and it pays for no filter (which would cost as much as the question).
OPEN, CLOSED = SIDES = ("open", "closed")
EVERYBODY = 0  # the key among `seen_by` that every reader holds
_POINTER = "current"


class Head(NamedTuple):
    """What is stored of a document beside its body."""

    key: str
    group: str
    language: str
    title: str
    path: str
    kind: str
    seen_by: Sequence[int]
    themes: Sequence[str]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "kind", "theme"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic", fast=True)
    for side in SIDES:
        builder.add_text_field(f"{side}_words", tokenizer_name="whitespace")
        builder.add_text_field(f"{side}_signs", tokenizer_name="whitespace", index_option="basic")
    # Signed integers only: a Python int in an unsigned field ends the writer's thread.
    builder.add_integer_field("group", indexed=True, fast=True)
    builder.add_integer_field("seen_by", indexed=True)
    builder.add_bytes_field("head", stored=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


SCHEMA = _schema()


def group_number(group: str) -> int:
    """A group's name as 63 bits: what a column of the index can hold."""
    return int.from_bytes(blake2b(group.encode(), digest_size=8).digest()) >> 1


def entry(document: Document) -> tantivy.Document:
    """What the index holds of a document: its terms, who may see it, and itself."""
    language = primary(document.language)
    title, body = fold(document.title), fold(document.body)
    title_terms = " ".join([*terms(title, language), BREAK])
    side = OPEN if EVERYBODY in document.seen_by else CLOSED
    made = tantivy.Document()
    made.add_text("key", document.key)
    made.add_text("language", language)
    made.add_text("kind", document.kind)
    made.add_text(
        f"{side}_words", " ".join([*[title_terms] * TITLE_WEIGHT, *terms(body, language)])
    )
    single = signs(title) | signs(body)
    if single:
        made.add_text(f"{side}_signs", " ".join(single))
    for theme in document.themes:
        made.add_text("theme", theme)
    made.add_integer("group", group_number(document.group))
    for key in document.seen_by:
        made.add_integer("seen_by", key)
    head = Head(
        document.key,
        document.group,
        document.language,
        document.title,
        document.path,
        document.kind,
        document.seen_by,
        document.themes,
    )
    made.add_bytes("head", json.dumps(head, ensure_ascii=False).encode())
    made.add_bytes("body", document.body.encode())
    return made


def stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Document:
    """The document at this address, as it was put."""
    return document_of(searcher.doc(address))


def document_of(held: tantivy.Document) -> Document:
    """What is stored, as it was put."""
    head = head_of(held)
    return Document(
        key=head.key,
        group=head.group,
        language=head.language,
        title=head.title,
        body=bytes(held["body"][0]).decode(),
        path=head.path,
        kind=head.kind,
        seen_by=tuple(head.seen_by),
        themes=tuple(head.themes),
    )


def head_of(held: tantivy.Document) -> Head:
    """The same without its body; many are read for a page, so this is quick."""
    return Head(*json.loads(bytes(held["head"][0]).decode()))


def mark_position(writer: tantivy.IndexWriter, position: Position) -> None:
    """Write the position among the documents, so that one commit holds both."""
    writer.delete_documents_by_term("key", POSITION_KEY)
    mark = tantivy.Document()
    mark.add_text("key", POSITION_KEY)
    mark.add_bytes("head", json.dumps(position).encode())
    writer.add_document(mark)


def position(searcher: tantivy.Searcher) -> Position:
    """How much of the outbox this index holds."""
    query = tantivy.Query.term_query(SCHEMA, "key", POSITION_KEY)
    (_, address), *_ = searcher.search(query, limit=1).hits
    return Position(*json.loads(bytes(searcher.doc(address)["head"][0])))


def folder() -> Path:
    """Where the index lives; made if missing, readable by its owner alone."""
    path = Path(settings.AMPARO_INDEX)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def current() -> Path | None:
    """The serving generation, or None: never made, set aside, or of another format."""
    try:
        name = (Path(settings.AMPARO_INDEX) / _POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    path = Path(settings.AMPARO_INDEX) / name
    return path if name.startswith(f"{FORMAT}-") and (path / "meta.json").exists() else None


def opened(path: Path) -> tantivy.Index:
    """An index whose readers change only when told."""
    index = tantivy.Index.open(str(path))
    index.config_reader(reload_policy="manual")
    index.reload()
    return index


def new_generation() -> Path:
    """An empty folder for the next generation, beside those that are there."""
    numbers = [int(path.name.rpartition("-")[2]) for path in _generations()]
    path = folder() / f"{FORMAT}-{max(numbers, default=0) + 1:06}"
    path.mkdir(mode=0o700)
    return path


def serve(path: Path) -> None:
    """Let this generation serve from now on; a power cut leaves the old or the new one."""
    fresh = folder() / f".{_POINTER}.{os.getpid()}"
    with fresh.open("w", encoding="ascii") as out:
        out.write(path.name)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(folder() / _POINTER)
    _sync(folder())


def set_aside() -> None:
    """Let nothing serve: a reader is told that the index is being made."""
    (folder() / _POINTER).unlink(missing_ok=True)
    _sync(folder())


def clear_leftovers() -> None:
    """Remove every generation that does not serve, whatever was left half way."""
    serving = current()
    for path in _generations():
        if path != serving:
            shutil.rmtree(path, ignore_errors=True)
    for path in folder().glob(f".{_POINTER}.*"):
        path.unlink(missing_ok=True)


@contextmanager
def held(name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold one of the locks ("writer", "rebuild"); False if another process does and `wait` is off.

    The kernel lets go of it when the process dies.
    """
    descriptor = os.open(folder() / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _generations() -> list[Path]:
    return [
        path
        for path in folder().iterdir()
        if path.is_dir() and path.name.rpartition("-")[2].isdigit()
    ]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
