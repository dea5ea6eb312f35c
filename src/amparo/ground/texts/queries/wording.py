"""Words of texts outside their pages: titles, plain words, Markdown files."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from amparo.ground.texts.markdown import inline, rules, slices
from amparo.ground.texts.markdown.reading import walk
from amparo.ground.texts.markdown.tree import Kind, Shape
from amparo.ground.texts.models import Segment, Severity, Text, TranslatedFile

from .reading import document
from .said import Said, rows_of, said, severities

CALL = re.compile(r"\[\^[^\]\s]+\]")  # of a footnote


class Words(NamedTuple):
    """Plain words and the BCP 47 tag of the language they are in (the source's at need)."""

    words: str
    language: str


def export(text: Text, language: str, *, released: bool = False) -> bytes:
    """The text as a Markdown file: the source as it came; a translated file as it came while
    intact, else the source with the slices that have words in this language."""
    return exports([text], language, released=released)[text.pk]


def exports(texts: Iterable[Text], language: str, *, released: bool = False) -> dict[int, bytes]:
    """The same for many texts, by id; two queries, three for the words readers get.

    Those come in the file they came in only while nobody works on others.
    """
    texts = list(texts)
    ids = [text.pk for text in texts if text.source_language != language]
    files = dict(
        TranslatedFile.objects.filter(text__in=ids, language=language, intact=True).values_list(
            "text_id", "content"
        )
    )
    words = _by_position(ids if released else [one for one in ids if one not in files], language)
    if released:
        worked_on, words = words, _by_position(ids, language, released=True)
        files = {pk: file for pk, file in files.items() if words.get(pk) == worked_on.get(pk)}
    made = {}
    for text in texts:
        if text.pk in files:
            made[text.pk] = bytes(files[text.pk])
        elif text.pk in words:
            made[text.pk] = slices.weave(document(text), words[text.pk]).encode()
        else:
            made[text.pk] = bytes(text.source)
    return made


def _by_position(
    ids: Iterable[int], language: str, *, released: bool = False
) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    rows = rows_of(released).objects.filter(segment__text__in=list(ids), language=language)
    for text_id, position, words in rows.values_list(
        "segment__text_id", "segment__position", "text"
    ):
        found.setdefault(text_id, {})[position] = words
    return found


def _firsts(
    text_ids: Iterable[int], language: str, kinds: Mapping[Kind, int], *, released: bool
) -> dict[int, Words]:
    """For each text, the words of its first segment of the first of these kinds; two queries,
    three when some are stale. Where old words can hurt, those of the source."""
    best: dict[int, tuple[int, int, str, str, str]] = {}
    rows = Segment.objects.filter(text__in=list(text_ids), kind__in=kinds).order_by("position")
    for text_id, kind, pk, words, own, now in rows.values_list(
        "text_id", "kind", "pk", "source_text", "text__source_language", "hash"
    ):
        rank = kinds[Kind(kind)]
        if text_id not in best or rank < best[text_id][0]:
            best[text_id] = (rank, pk, words, own, now)
    translated = {
        pk: (words, was)
        for pk, words, was in rows_of(released)
        .objects.filter(segment__in=[one[1] for one in best.values()], language=language)
        .values_list("segment_id", "text", "source_hash")
    }
    behind = {
        text_id: (pk, translated[pk][1])
        for text_id, (_rank, pk, _words, _own, now) in best.items()
        if pk in translated and translated[pk][1] != now
    }
    bad = severities(behind.values(), behind)
    return {
        text_id: Words(_plain(translated[pk][0]), language)
        if pk in translated and bad.get((pk, translated[pk][1])) != Severity.SAFETY
        else Words(_plain(words), own)
        for text_id, (_rank, pk, words, own, _now) in best.items()
    }


def _plain(words: str) -> str:
    tokens = rules.inline(CALL.sub("", words), references={}, footnotes=frozenset())
    return " ".join(inline.plain(tokens).split())


def title(text: Text, language: str, *, released: bool = False) -> Words:
    """A text's title (front matter, else its first heading), in the source language at need."""
    found = titles([text.pk], language, released=released)
    return found.get(text.pk, Words("", text.source_language))


def titles(text_ids: Iterable[int], language: str, *, released: bool = False) -> dict[int, Words]:
    """The same for many texts; two queries. A text without any title is left out."""
    return _firsts(text_ids, language, {Kind.TITLE: 0, Kind.HEADING: 1}, released=released)


def summaries(
    text_ids: Iterable[int], language: str, *, released: bool = False
) -> dict[int, Words]:
    """Summaries from front matter, as `titles`."""
    return _firsts(text_ids, language, {Kind.SUMMARY: 0}, released=released)


def plain(text: Text, language: str, *, released: bool = False) -> str:
    """What a text says in a language, without markup, for the search index; only words in that
    language, empty when there are none. Two queries."""
    return plains([text.pk], language, released=released).get(text.pk, "")


def plains(text_ids: Iterable[int], language: str, *, released: bool = False) -> dict[int, str]:
    """The same for many texts; two queries, three when some are stale. A text without words in
    the language is left out, and so are old words that can hurt."""
    ids = list(text_ids)
    found: dict[int, list[str]] = {}
    own = Segment.objects.filter(text__in=ids, text__source_language=language)
    for text_id, words in own.order_by("position").values_list("text_id", "source_text"):
        found.setdefault(text_id, []).append(_plain(words))
    others: dict[int, dict[int, Said]] = said(ids, language, released=released)
    for text_id, spoken in others.items():
        found.setdefault(text_id, []).extend(
            _plain(one.words) for one in spoken.values() if one.severity != Severity.SAFETY
        )
    return {text_id: "\n".join(lines) for text_id, lines in found.items()}


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
