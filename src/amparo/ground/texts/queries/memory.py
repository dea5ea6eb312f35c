"""The translation memory: what was said before for the same words, or for words much like them."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.db.models.functions import Abs, Length
from rapidfuzz import fuzz, process

from amparo.ground.texts.markdown.tree import folded, norm_of
from amparo.ground.texts.models import MemoryUnit, Project, Segment, Translation

LEAST = 70  # of a hundred: less alike is no help
MOST = 5
MOST_COMPARED = 4_000  # pairs of about the same length, from each place
SHORTEST, LONGEST = 0.53, 1.87  # of a source's length: beyond it nothing is 70 alike
SAME_WORDS = 99  # but for capitals


class Suggestion(NamedTuple):
    """Words for a segment, the source they were said for, and how alike (0-100) that is to its
    own. `origin` is "desk" (they stand in a text) or "memory" (they did, or came from outside)."""

    words: str
    source: str
    score: int
    origin: str


class _Pair(NamedTuple):
    source: str
    words: str
    origin: str


def suggestions(project: Project, segment: Segment, language: str) -> list[Suggestion]:
    """What may be said for a segment: the same words first, then those at least 70 alike; at most
    five, each once; five queries at most, of a bounded number of rows."""
    own = project.source_language
    found: dict[str, Suggestion] = {}
    for pair in _exact(segment, own, language):
        exact = 100 if folded(pair.source) == folded(segment.source_text) else SAME_WORDS
        _take(found, Suggestion(pair.words, pair.source, exact, pair.origin))
    if len(found) < MOST:
        pairs = list(_near(segment, own, language))
        for _source, score, at in process.extract(
            folded(segment.source_text).casefold(),
            [folded(pair.source).casefold() for pair in pairs],
            scorer=fuzz.ratio,
            score_cutoff=LEAST,
            limit=MOST * 4,
        ):
            rounded = min(int(score), SAME_WORDS)
            _take(found, Suggestion(pairs[at].words, pairs[at].source, rounded, pairs[at].origin))
    return sorted(found.values(), key=lambda one: -one.score)[:MOST]


def _take(found: dict[str, Suggestion], one: Suggestion) -> None:
    held = found.get(folded(one.words))
    if held is None or held.score < one.score:
        found[folded(one.words)] = one


def _standing(segment: Segment, own: str, language: str) -> QuerySet[Translation]:
    """Fresh words of other segments: what is stale is no pair."""
    return Translation.objects.filter(
        language=language,
        segment__text__source_language=own,
        source_hash=F("segment__hash"),
    ).exclude(segment=segment)


def _exact(segment: Segment, own: str, language: str) -> Iterator[_Pair]:
    here = _standing(segment, own, language).filter(segment__hash=segment.hash)
    yield from _pairs(here.order_by("-state", "-pk"), MOST * 4)
    units = MemoryUnit.objects.filter(
        source_language=own, language=language, norm=norm_of(segment.source_text)
    )
    for source, words in units.order_by("-pk").values_list("source", "words")[: MOST * 4]:
        yield _Pair(source, words, "memory")


def _pairs(rows: QuerySet[Translation], most: int) -> Iterator[_Pair]:
    for source, words in rows.values_list("segment__source_text", "text")[:most]:
        yield _Pair(source, words, "desk")


def _near(segment: Segment, own: str, language: str) -> Iterator[_Pair]:
    """Pairs whose source is about as long, the nearest in length first."""
    length = len(folded(segment.source_text))
    shortest, longest = int(length * SHORTEST), int(length * LONGEST) + 1
    here = (
        _standing(segment, own, language)
        .annotate(length=Length("segment__source_text"))
        .filter(length__gte=shortest, length__lte=longest)
        .annotate(far=Abs(F("length") - length))
    )
    yield from _pairs(here.order_by("far", "-pk"), MOST_COMPARED)
    units = (
        MemoryUnit.objects.filter(
            source_language=own, language=language, length__gte=shortest, length__lte=longest
        )
        .annotate(far=Abs(F("length") - length))
        .order_by("far", "-pk")
    )
    for source, words in units.values_list("source", "words")[:MOST_COMPARED]:
        yield _Pair(source, words, "memory")
