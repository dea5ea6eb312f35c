"""Texts as pages of HTML."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from amparo.ground.texts.markdown import building, inline, nodes, pages
from amparo.ground.texts.markdown.inline import Surroundings
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.tree import Document, Segment
from amparo.ground.texts.models import Severity, Text
from amparo.ground.vocabulary import queries as vocabulary

from .said import said

ALONE = Surroundings()


class Heading(NamedTuple):
    """A line of a text's contents: `page` from 1, `level` as shown (2-6)."""

    words: str
    language: str
    level: int
    anchor: str
    page: int


class Page(NamedTuple):
    """One page of a text."""

    html: SafeString  # no h1; stands inside an element with the shown language's lang and dir
    number: int  # from 1
    of: int
    outline: tuple[Heading, ...]  # of the whole text
    shown_language: str  # the language asked for, or the source's when nothing is translated
    fallback: int  # segments of the whole text shown in the source language
    stale: int  # segments of the whole text whose shown words are those of an earlier source


class NoSuchPage(Exception):  # noqa: N818  (an answer, not a fault)
    """A page beyond the last. `of` says how many there are."""

    def __init__(self, of: int) -> None:
        super().__init__(of)
        self.of = of


def document(text: Text) -> Document:
    """The parsed source of a text; shared, nobody may change it."""
    return parse_bytes(bytes(text.source))


class _Paged(NamedTuple):
    """A text cut into pages, before anybody said where it is shown."""

    pages: list[nodes.Page]
    outline: list[building.Entry]
    places: dict[str, int]
    writer: pages.Writer


def _translations(text: Text, language: str, *, released: bool) -> dict[int, Shown]:
    """The words of a text in a language, by segment position; the corrected source's own where the
    old ones can hurt."""
    if language == text.source_language:
        return {}
    own = document(text).segments
    return {
        at: Shown(own[at].text, text.source_language, corrected=True)
        if one.severity == Severity.SAFETY and at < len(own)
        else Shown(one.words, one.language, one.stale)
        for at, one in said([text.pk], language, released=released).get(text.pk, {}).items()
    }


@contextmanager
def _labels(language: str, interface: str) -> Iterator[str]:
    """Write our own labels in the text's language where we have it; gives their language."""
    try:
        code = translation.get_supported_language_variant(language.lower())
    except LookupError:
        with translation.override(interface):
            yield interface
        return
    with translation.override(code):
        yield language


@lru_cache(maxsize=64)
def _paged(
    source: bytes,
    own: str,
    words: tuple[tuple[int, Shown], ...],
    *,
    language: str,
    interface: str,
    heading_level: int,
    in_one: bool,
) -> _Paged:
    """The pages of these very words, remembered by them: a reader turns pages and comes back.

    `interface` is the language our own labels are in when we have none for the text's.
    """
    translated = dict(words)

    def shown(segment: Segment) -> Shown:
        return translated.get(segment.position) or Shown(segment.text, own)

    with _labels(language, interface) as labels_in:
        built = building.build(
            parse_bytes(source), shown, labels_in=labels_in, heading_level=heading_level
        )
        writer = pages.Writer(language, _direction)
        paged = [pages.one(built)] if in_one else pages.paginate(built, writer)
    return _Paged(paged, built.outline, pages.places(paged), writer)


def _direction(language: str) -> str:
    return str(vocabulary.direction(language))


def _page(
    text: Text,
    language: str,
    number: int,
    *,
    heading_level: int,
    surroundings: Surroundings,
    in_one: bool,
    released: bool,
) -> Page:
    words = _translations(text, language, released=released)
    source = bytes(text.source)
    shown_language = language if words else text.source_language
    interface = translation.get_language() or settings.LANGUAGE_CODE
    paged = _paged(
        source,
        text.source_language,
        tuple(sorted(words.items())),
        language=shown_language,
        interface=interface,
        heading_level=heading_level,
        in_one=in_one,
    )
    if not 1 <= number <= len(paged.pages):
        raise NoSuchPage(len(paged.pages))
    one = paged.pages[number - 1]
    place = inline.Place(surroundings, number, paged.places | pages.here(one, number))
    with _labels(shown_language, interface):
        html = mark_safe(paged.writer.html(one, place))
    total = len(parse_bytes(source).segments)
    return Page(
        html=html,
        number=number,
        of=len(paged.pages),
        outline=tuple(
            Heading(*entry, page=paged.places[entry.anchor])
            for entry in paged.outline
            if entry.anchor in paged.places
        ),
        shown_language=shown_language,
        fallback=0 if language == text.source_language else total - len(words),
        stale=sum(shown.stale for shown in words.values()),
    )


def page(
    text: Text,
    language: str,
    number: int = 1,
    *,
    heading_level: int = 2,
    surroundings: Surroundings = ALONE,
    released: bool = False,
) -> Page:
    """One page of a text; one query, two when some words are stale.

    The text's highest headings become `heading_level`. Each language is cut by its own weight, so
    the same text may have more pages in one language than in another. Raises NoSuchPage.
    """
    return _page(
        text,
        language,
        number,
        heading_level=heading_level,
        surroundings=surroundings,
        in_one=False,
        released=released,
    )


def whole(
    text: Text,
    language: str,
    *,
    heading_level: int = 2,
    surroundings: Surroundings = ALONE,
    released: bool = False,
) -> Page:
    """The whole text as one page; one query."""
    return _page(
        text,
        language,
        1,
        heading_level=heading_level,
        surroundings=surroundings,
        in_one=True,
        released=released,
    )


def page_of(text: Text, language: str, anchor: str, *, released: bool = False) -> int | None:
    """The page (from 1) on which a heading stands in this language, None if nowhere; one query."""
    first = page(text, language, released=released)
    return next((line.page for line in first.outline if line.anchor == anchor), None)
