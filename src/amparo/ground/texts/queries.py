"""Named reads of texts: standing, title, plain words, HTML pages, export."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from amparo.ground.vocabulary import queries as vocabulary

from .markdown import building, inline, nodes, pages, rules, slices
from .markdown.inline import Figure, Surroundings
from .markdown.nodes import Shown
from .markdown.reading import parse_bytes, walk
from .markdown.tree import Document, Kind, Refused, Segment, Shape
from .models import Segment as SegmentRow
from .models import Text, TranslatedFile, Translation

__all__ = ["Figure", "Refused", "Surroundings"]  # what a caller needs of the Markdown tree

ALONE = Surroundings()
CALL = re.compile(r"\[\^[^\]\s]+\]")  # of a footnote


class Standing(NamedTuple):
    """How much of something is in a language: segments in all, translated, and of those stale."""

    total: int
    translated: int
    stale: int


class Words(NamedTuple):
    """Plain words and the BCP 47 tag of the language they are in (the source's at need)."""

    words: str
    language: str


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
    stale: int  # segments of the whole text whose source has moved on


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


def _translations(text: Text, language: str) -> dict[int, Shown]:
    """The words of a text in a language, by segment position; one query."""
    if language == text.source_language:
        return {}
    rows = Translation.objects.filter(segment__text=text, language=language).values_list(
        "segment__position", "text", "source_hash", "segment__hash"
    )
    return {position: Shown(words, language, was != now) for position, words, was, now in rows}


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
) -> Page:
    words = _translations(text, language)
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
        stale=sum(said.stale for said in words.values()),
    )


def page(
    text: Text,
    language: str,
    number: int = 1,
    *,
    heading_level: int = 2,
    surroundings: Surroundings = ALONE,
) -> Page:
    """One page of a text; one query. The text's highest headings become `heading_level`.

    Each language is cut by its own weight, so the same text may have more pages in one language
    than in another. Raises NoSuchPage.
    """
    return _page(
        text,
        language,
        number,
        heading_level=heading_level,
        surroundings=surroundings,
        in_one=False,
    )


def whole(
    text: Text,
    language: str,
    *,
    heading_level: int = 2,
    surroundings: Surroundings = ALONE,
) -> Page:
    """The whole text as one page; one query."""
    return _page(
        text, language, 1, heading_level=heading_level, surroundings=surroundings, in_one=True
    )


def page_of(text: Text, language: str, anchor: str) -> int | None:
    """The page (from 1) on which a heading stands in this language, None if nowhere; one query."""
    first = page(text, language)
    return next((line.page for line in first.outline if line.anchor == anchor), None)


def export(text: Text, language: str) -> bytes:
    """The text as a Markdown file: the source as it came; a translated file as it came while
    intact, else the source with the slices that have words in this language. Two queries."""
    return exports([text], language)[text.pk]


def exports(texts: Iterable[Text], language: str) -> dict[int, bytes]:
    """The same for many texts, by id; two queries."""
    texts = list(texts)
    ids = [text.pk for text in texts if text.source_language != language]
    files = dict(
        TranslatedFile.objects.filter(text__in=ids, language=language, intact=True).values_list(
            "text_id", "content"
        )
    )
    words: dict[int, dict[int, str]] = {}
    for text_id, position, said in Translation.objects.filter(
        segment__text__in=[one for one in ids if one not in files], language=language
    ).values_list("segment__text_id", "segment__position", "text"):
        words.setdefault(text_id, {})[position] = said
    made = {}
    for text in texts:
        if text.pk in files:
            made[text.pk] = bytes(files[text.pk])
        elif text.pk in words:
            made[text.pk] = slices.weave(document(text), words[text.pk]).encode()
        else:
            made[text.pk] = bytes(text.source)
    return made


def standings(text_ids: Iterable[int], languages: Iterable[str]) -> dict[tuple[int, str], Standing]:
    """Standing by text and language, every pair of them; two queries.

    In its own language a text is whole.
    """
    ids, languages = list(text_ids), list(languages)
    totals: dict[int, tuple[str, int]] = {
        text_id: (own, total)
        for text_id, own, total in Text.objects.filter(pk__in=ids)
        .annotate(total=Count("segments"))
        .values_list("pk", "source_language", "total")
    }
    found = {
        (text_id, language): (translated, stale)
        for text_id, language, translated, stale in Translation.objects.filter(
            segment__text__in=ids, language__in=languages
        )
        .values("segment__text_id", "language")
        .annotate(
            translated=Count("pk"), stale=Count("pk", filter=~Q(source_hash=F("segment__hash")))
        )
        .values_list("segment__text_id", "language", "translated", "stale")
    }
    return {
        (text_id, language): Standing(total, total, 0)
        if language == own
        else Standing(total, *found.get((text_id, language), (0, 0)))
        for text_id, (own, total) in totals.items()
        for language in languages
    }


def standing(texts: Iterable[Text], language: str) -> Standing:
    """The standing of many texts together; two queries."""
    each = standings([text.pk for text in texts], [language]).values()
    return Standing(
        sum(one.total for one in each),
        sum(one.translated for one in each),
        sum(one.stale for one in each),
    )


def languages(text_ids: Iterable[int]) -> dict[int, set[str]]:
    """The languages, other than the source's, in which a text has any words; one query."""
    found: dict[int, set[str]] = {}
    rows = Translation.objects.filter(segment__text__in=list(text_ids))
    for text_id, language in rows.values_list("segment__text_id", "language").distinct():
        found.setdefault(text_id, set()).add(language)
    return found


def _firsts(text_ids: Iterable[int], language: str, kinds: dict[Kind, int]) -> dict[int, Words]:
    """For each text, the words of its first segment of the first of these kinds; two queries."""
    best: dict[int, tuple[int, int, str, str]] = {}
    rows = SegmentRow.objects.filter(text__in=list(text_ids), kind__in=kinds).order_by("position")
    for text_id, kind, pk, said, own in rows.values_list(
        "text_id", "kind", "pk", "source_text", "text__source_language"
    ):
        rank = kinds[Kind(kind)]
        if text_id not in best or rank < best[text_id][0]:
            best[text_id] = (rank, pk, said, own)
    translated = dict(
        Translation.objects.filter(
            segment__in=[pk for _rank, pk, _said, _own in best.values()], language=language
        ).values_list("segment_id", "text")
    )
    return {
        text_id: Words(_plain(translated[pk]), language)
        if pk in translated
        else Words(_plain(said), own)
        for text_id, (_rank, pk, said, own) in best.items()
    }


def _plain(words: str) -> str:
    tokens = rules.inline(CALL.sub("", words), references={}, footnotes=frozenset())
    return " ".join(inline.plain(tokens).split())


def title(text: Text, language: str) -> Words:
    """A text's title (front matter, else its first heading), in the source language at need."""
    return titles([text.pk], language).get(text.pk, Words("", text.source_language))


def titles(text_ids: Iterable[int], language: str) -> dict[int, Words]:
    """The same for many texts; two queries. A text without any title is left out."""
    return _firsts(text_ids, language, {Kind.TITLE: 0, Kind.HEADING: 1})


def summaries(text_ids: Iterable[int], language: str) -> dict[int, Words]:
    """Summaries from front matter, as `titles`."""
    return _firsts(text_ids, language, {Kind.SUMMARY: 0})


def plain(text: Text, language: str) -> str:
    """What a text says in a language, without markup, for the search index; only words in that
    language, empty when there are none. One query."""
    return plains([text.pk], language).get(text.pk, "")


def plains(text_ids: Iterable[int], language: str) -> dict[int, str]:
    """The same for many texts; two queries. A text without words in the language is left out."""
    ids = list(text_ids)
    found: dict[int, list[str]] = {}
    own = SegmentRow.objects.filter(text__in=ids, text__source_language=language)
    for text_id, words in own.order_by("position").values_list("text_id", "source_text"):
        found.setdefault(text_id, []).append(_plain(words))
    others = Translation.objects.filter(segment__text__in=ids, language=language)
    for text_id, words in others.order_by("segment__position").values_list(
        "segment__text_id", "text"
    ):
        found.setdefault(text_id, []).append(_plain(words))
    return {text_id: "\n".join(said) for text_id, said in found.items()}


def figures(text: Text) -> list[str]:
    """The addresses of a text's figures as written, each once, in order; no query."""
    return list(
        dict.fromkeys(
            block.detail for block in walk(document(text).root) if block.shape is Shape.FIGURE
        )
    )


def anchors(text: Text) -> list[str]:
    """The ids of a text's headings, in order; no query."""
    return [block.anchor for block in walk(document(text).root) if block.shape is Shape.HEADING]
