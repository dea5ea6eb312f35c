"""What every writer is given: an edition (or one chapter) in one language, and nothing else.

A book holds no row and needs no database: it can be sent to another process, and the same book
always makes the same file.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from amparo.ground.texts.markdown.nodes import Shown


class Words(NamedTuple):
    """Plain words and the BCP 47 tag of the language they are in."""

    words: str
    language: str


class Picture(NamedTuple):
    """A figure: its bytes, its media type ("image/svg+xml"), its name ("<sha>.svg")."""

    content: bytes
    media_type: str
    name: str


class Notice(NamedTuple):
    """What a reader must know before anything else.

    `kind` is "amendment" (urgent), "origin" (how the translation came about) or "behind" (the
    original has changed since). `at` is the day of an amendment.
    """

    kind: str
    words: Words
    at: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter. `said` holds the words of its segments by position in the book's language, as
    far as there are any; `figures` by address as written; `links` leads from a relative address as
    written to "slug" or "slug#anchor" in this book. `part` names the part that begins with it.
    """

    slug: str
    title: Words
    source: bytes  # the Markdown file
    said: Mapping[int, Shown]
    summary: Words | None = None
    part: Words | None = None
    figures: Mapping[str, Picture] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Colophon:
    """How a reader can know what this file is.

    `tree_sha` names the edition, `code` and `address` (a whole URL, "" when the house has none)
    the short page that says whether this file is still current, `key` the minisign public key.
    `waived` holds each gate that was waived and why.
    """

    segments: int
    translated: int
    stale: int
    tree_sha: str
    code: str
    address: str
    key: str
    reviewer: str = ""
    credits: tuple[str, ...] = ()
    waived: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """An edition in one language, or (`only` set) one chapter of it by itself."""

    slug: str
    language: str
    direction: str  # ltr or rtl
    source_language: str
    title: Words
    summary: Words
    house: str  # the organisation's name
    edition: int
    released: datetime.date | None
    licence: str
    licence_url: str
    chapters: tuple[Chapter, ...]
    notices: tuple[Notice, ...]
    colophon: Colophon
    only: str = ""


class CannotWriteError(Exception):
    """A file cannot be made. Names the chapter (slug), the line in its source (from 1; 0 when
    unknown) and the reason in plain words."""

    def __init__(self, reason: str, *, chapter: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.chapter = chapter
        self.line = line


class AbsentError(Exception):
    """This machine lacks what the format needs; the message names it and how to get it."""
