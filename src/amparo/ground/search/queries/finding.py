"""Texts that hold what was asked for, as far as the reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import tantivy
from django.apps import apps
from tantivy import Occur, Query

from amparo.ground.search.models import Document, index
from amparo.ground.search.models.index import Head
from amparo.ground.search.models.words import primary

from .questions import Slot, asked
from .reading import searcher

PAGE = 10  # texts a page
# How many of the best documents are looked at: nobody turns twenty pages, a sharper question helps.
REACH = 200
LAST_PAGE = REACH // PAGE
# Translations of one text: more languages than anybody has.
_VERSIONS = 60


@dataclass(frozen=True)
class Hit:
    """A found text: the version to show, the one the words stand in, and the other languages.

    `matched` may be `shown`, or a translation of it.
    """

    shown: Document
    matched: Document
    others: tuple[Head, ...]


@dataclass(frozen=True)
class Found:
    """A page of hits.

    `total` counts texts, not their translations; with `more`, there are more than that. `loose`:
    nothing holds all the words, these texts hold some of them.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    more: bool = False
    loose: bool = False


class Place(NamedTuple):
    """Where a document stands: the commit it was found in, its group's number, its address."""

    reader: tantivy.Searcher
    group: int
    address: tantivy.DocAddress


@dataclass(frozen=True)
class Best:
    """The places of the best documents, one a text, at most REACH; `more`, `loose` as in Found."""

    places: tuple[Place, ...] = ()
    more: bool = False
    loose: bool = False


def find(
    keys: frozenset[int],
    words: str,
    *,
    language: str | None = None,
    kind: str | None = None,
    theme: str | None = None,
    prefer: str = "en",
    page: int = 1,
) -> Found:
    """Texts with these words that a reader holding `keys` may see, best first, `PAGE` at a time.

    `language` keeps to texts in that language, and a hit is then shown in it; otherwise a hit is
    shown in the language `prefer` when the text exists in it. Both are BCP 47 tags, compared by
    their primary subtag. An empty question finds nothing. Raises IndexMissingError.
    """
    found = best(keys, words, language=language, kind=kind, theme=theme)
    start = max(page - 1, 0) * PAGE
    wanted = found.places[start : start + PAGE]
    return Found(
        total=len(found.places),
        hits=tuple(_hits(wanted, keys, primary(language or prefer))),
        more=found.more,
        loose=found.loose,
    )


def best(
    keys: frozenset[int],
    words: str,
    *,
    language: str | None = None,
    kind: str | None = None,
    theme: str | None = None,
) -> Best:
    """The question alone: where the best document of each text stands, best first.

    As `find`, which makes a page of it. Raises IndexMissingError.
    """
    chosen = primary(language) if language else None
    slots = asked(words, chosen)
    if not slots:
        return Best()
    reader = searcher()
    question = _Question(reader, slots, keys, _filters(chosen, kind, theme))
    hits = reader.search(question.query(Occur.Must), limit=REACH).hits
    loose = not hits and len(slots) > 1
    if loose:
        hits = reader.search(question.query(Occur.Should), limit=REACH).hits
    if not hits:
        return Best()
    addresses = [address for _, address in hits]
    groups = reader.fast_field_values("group", addresses)
    first: dict[int, tantivy.DocAddress] = {}
    for group, address in zip(groups, addresses, strict=True):
        first.setdefault(int(group or 0), address)
    places = tuple(Place(reader, group, address) for group, address in first.items())
    return Best(places, more=len(addresses) == REACH, loose=loose)


def languages(
    keys: frozenset[int], words: str, *, kind: str | None = None, theme: str | None = None
) -> dict[str, int]:
    """In how many texts of each language (primary subtag) the question would be answered.

    An empty question counts everything the reader may see. Raises IndexMissingError.
    """
    slots = asked(words, None)
    reader = searcher()
    filters = _filters(None, kind, theme)
    if not slots:
        return _counted(reader, Query.boolean_query([(Occur.Must, _seen_by(keys)), *filters]))
    question = _Question(reader, slots, keys, filters)
    counted = _counted(reader, question.query(Occur.Must))
    if not counted and len(slots) > 1:
        counted = _counted(reader, question.query(Occur.Should))
    return counted


def _counted(reader: tantivy.Searcher, query: Query) -> dict[str, int]:
    counting = {"by": {"terms": {"field": "language", "size": 200}}}
    buckets = reader.aggregate(query, counting)["by"]["buckets"]
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}


def kinds() -> dict[str, str]:
    """The name of each kind of text, as its room's `apps.py` gives it in `search_kinds`."""
    named: dict[str, str] = {}
    for config in apps.get_app_configs():
        named |= getattr(config, "search_kinds", {})
    return named


def _hits(places: tuple[Place, ...], keys: frozenset[int], prefer: str) -> Iterable[Hit]:
    """Each best document among its translations, as far as they may be seen."""
    if not places:
        return
    reader = places[0].reader
    groups = _any([Query.term_query(index.SCHEMA, "group", place.group) for place in places])
    query = Query.boolean_query([(Occur.Must, groups), (Occur.Must, _seen_by(keys))])
    heads: dict[tuple[int, int], Head] = {}
    versions: dict[str, list[tuple[Head, tantivy.Document]]] = {}
    for _, address in reader.search(query, limit=len(places) * _VERSIONS, count=False).hits:
        held = reader.doc(address)
        head = heads[address.segment_ord, address.doc] = index.head_of(held)
        versions.setdefault(head.group, []).append((head, held))
    for _, _, address in places:
        matched = heads[address.segment_ord, address.doc]
        there = versions[matched.group]
        shown = matched
        if primary(matched.language) != prefer:
            shown = next((head for head, _ in there if primary(head.language) == prefer), matched)
        documents = {
            head.key: index.document_of(held) for head, held in there if head in (matched, shown)
        }
        others = (head for head, _ in there if head.language != shown.language)
        yield Hit(
            documents[shown.key],
            documents[matched.key],
            tuple(sorted(others, key=lambda head: head.language)),
        )


class _Question(NamedTuple):
    """What is asked, of which commit, by whom, keeping to what."""

    reader: tantivy.Searcher
    slots: tuple[Slot, ...]
    keys: frozenset[int]
    filters: list[tuple[Occur, Query]]

    def query(self, each: Occur) -> Query:
        """The slots, asked of what everybody may read and of what the keys open beyond it."""
        sides = []
        if index.EVERYBODY in self.keys:
            sides.append(self._side(index.OPEN, each, self.filters))
        if more := self.keys - {index.EVERYBODY}:
            seen = (Occur.Must, _seen_by(more))
            sides.append(self._side(index.CLOSED, each, [seen, *self.filters]))
        return _any(sides)

    def _side(self, side: str, each: Occur, filters: list[tuple[Occur, Query]]) -> Query:
        clauses = [(each, _any(_forms(self.reader, side, slot))) for slot in self.slots]
        if each == Occur.Should:
            clauses = [(Occur.Must, Query.boolean_query(clauses))]
        return Query.boolean_query([*clauses, *filters])


def _forms(reader: tantivy.Searcher, side: str, slot: Slot) -> list[Query]:
    """The forms that stand in the index: one that does not would only make the others slower."""
    if slot.sign:
        return [Query.term_query(index.SCHEMA, f"{side}_signs", slot.sign, "basic")]
    field = f"{side}_words"
    phrases = [Query.phrase_query(index.SCHEMA, field, list(phrase)) for phrase in slot.phrases]
    return phrases + [
        Query.term_query(index.SCHEMA, field, word, "freq")
        for word in slot.words
        if reader.doc_freq(field, word)
    ]


def _filters(
    language: str | None, kind: str | None, theme: str | None
) -> list[tuple[Occur, Query]]:
    """What the reader chose to keep to; it finds, and does not weigh."""
    chosen = (("language", language), ("kind", kind), ("theme", theme))
    return [
        (Occur.Must, _weightless(Query.term_query(index.SCHEMA, field, value, "basic")))
        for field, value in chosen
        if value
    ]


def _seen_by(keys: frozenset[int]) -> Query:
    """What one of these keys opens."""
    each = [Query.term_query(index.SCHEMA, "seen_by", key, "basic") for key in sorted(keys)]
    return _weightless(_any(each))


def _weightless(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _any(queries: list[Query]) -> Query:
    """One of these; nothing, when there are none."""
    if not queries:
        return Query.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])
