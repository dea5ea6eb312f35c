"""Named reads of texts: standing, title, plain words, HTML pages, export."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from .models import Text


class Standing(NamedTuple):
    """How much of something is in a language: segments in all, translated, and of those stale."""

    total: int
    translated: int
    stale: int


class Words(NamedTuple):
    """Plain words and the BCP 47 tag of the language they are in (the source's at need)."""

    words: str
    language: str


class Figure(NamedTuple):
    """Where an image lies: its address, its size in bytes; `shown` puts it in the page at once."""

    url: str
    size: int
    shown: bool = False


class Heading(NamedTuple):
    """A line of a text's contents: `page` from 1, `level` as written (1-6)."""

    words: str
    language: str
    level: int
    anchor: str
    page: int


class Page(NamedTuple):
    """One page of a text."""

    html: SafeString  # no h1; put it inside an element with the shown language's lang and dir
    number: int  # from 1
    of: int
    outline: tuple[Heading, ...]  # of the whole text
    shown_language: str  # the language asked for, or the source's when nothing is translated
    fallback: int  # segments of the whole text shown in the source language
    stale: int  # segments of the whole text whose source has moved on


class NoSuchPage(Exception):  # noqa: N818
    """A page beyond the last. `of` says how many there are."""

    def __init__(self, of: int) -> None:
        super().__init__(of)
        self.of = of


class Surroundings(NamedTuple):
    """What only the caller knows of the place where a text is shown.

    `figure` maps an image's address as written to where it lies (None: not there); `link` maps a
    relative address as written ("../two.md#costs") to a URL (None: leave it); `page_url` gives the
    URL of another page of this text.
    """

    figure: Callable[[str], Figure | None] = lambda _address: None
    link: Callable[[str], str | None] = lambda _address: None
    page_url: Callable[[int], str] = lambda number: f"?page={number}"


def page(
    text: Text,
    language: str,
    number: int = 1,
    *,
    heading_level: int = 2,
    surroundings: Surroundings = Surroundings(),
) -> Page:
    """One page of a text; one query. The text's highest headings become `heading_level`.

    Raises NoSuchPage.
    """
    raise NotImplementedError


def whole(
    text: Text,
    language: str,
    *,
    heading_level: int = 2,
    surroundings: Surroundings = Surroundings(),
) -> Page:
    """The whole text as one page; one query."""
    raise NotImplementedError


def page_of(text: Text, language: str, anchor: str) -> int | None:
    """The page (from 1) on which an anchor stands in this language; one query."""
    raise NotImplementedError


def export(text: Text, language: str) -> bytes:
    """The text as a Markdown file: a translated file as it came while intact, else the source with
    the slices that have words in this language. At most two queries."""
    raise NotImplementedError


def exports(texts: Iterable[Text], language: str) -> dict[int, bytes]:
    """The same for many texts, by id; two queries."""
    raise NotImplementedError


def standings(
    text_ids: Iterable[int], languages: Iterable[str]
) -> dict[tuple[int, str], Standing]:
    """Standing by text and language; two queries."""
    raise NotImplementedError


def standing(texts: Iterable[Text], language: str) -> Standing:
    """The standing of many texts together; two queries."""
    raise NotImplementedError


def languages(text_ids: Iterable[int]) -> dict[int, set[str]]:
    """The languages, other than the source's, in which a text has any words; one query."""
    raise NotImplementedError


def title(text: Text, language: str) -> Words:
    """A text's title (front matter, else its first heading), in the source language at need."""
    raise NotImplementedError


def titles(text_ids: Iterable[int], language: str) -> dict[int, Words]:
    """The same for many texts; two queries. A text without a title has empty words."""
    raise NotImplementedError


def summaries(text_ids: Iterable[int], language: str) -> dict[int, Words]:
    """Summaries from front matter, as `titles`."""
    raise NotImplementedError


def plain(text: Text, language: str) -> str:
    """What a text says in a language, without markup, for the search index; only words in that
    language, empty when there are none. One query."""
    raise NotImplementedError


def plains(text_ids: Iterable[int], language: str) -> dict[int, str]:
    """The same for many texts; one query."""
    raise NotImplementedError
