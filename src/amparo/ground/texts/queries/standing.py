"""How far texts have come in a language."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, Q

from amparo.ground.texts.models import Severity, Text

from .said import rows_of, severities


class Standing(NamedTuple):
    """Segments in all; translated; of those stale (meaning or safety); of those safety."""

    total: int
    translated: int
    stale: int
    safety: int = 0


def standings(
    text_ids: Iterable[int], languages: Iterable[str], *, released: bool = False
) -> dict[tuple[int, str], Standing]:
    """Standing by text and language, every pair of them; two queries, four when some are stale.

    In its own language a text is whole. A change of wording only makes nothing stale.
    """
    ids, languages = list(text_ids), list(languages)
    totals: dict[int, tuple[str, int]] = {
        text_id: (own, total)
        for text_id, own, total in Text.objects.filter(pk__in=ids)
        .annotate(total=Count("segments"))
        .values_list("pk", "source_language", "total")
    }
    rows = rows_of(released).objects.filter(segment__text__in=ids, language__in=languages)
    found = {
        (text_id, language): (translated, behind)
        for text_id, language, translated, behind in rows.values("segment__text_id", "language")
        .annotate(
            translated=Count("pk"), behind=Count("pk", filter=~Q(source_hash=F("segment__hash")))
        )
        .values_list("segment__text_id", "language", "translated", "behind")
    }
    bad = _stale(ids, languages, released=released) if any(n for _t, n in found.values()) else {}
    return {
        (text_id, language): Standing(total, total, 0)
        if language == own
        else Standing(
            total,
            found.get((text_id, language), (0, 0))[0],
            *bad.get((text_id, language), (0, 0)),
        )
        for text_id, (own, total) in totals.items()
        for language in languages
    }


def _stale(
    ids: list[int], languages: list[str], *, released: bool
) -> dict[tuple[int, str], tuple[int, int]]:
    """Stale segments, and of those safety, by text and language; two queries."""
    behind = list(
        rows_of(released)
        .objects.filter(segment__text__in=ids, language__in=languages)
        .exclude(source_hash=F("segment__hash"))
        .values_list("segment__text_id", "language", "segment_id", "source_hash")
    )
    bad = severities([(row[2], row[3]) for row in behind], {row[0] for row in behind})
    stale: dict[tuple[int, str], int] = defaultdict(int)
    safety: dict[tuple[int, str], int] = defaultdict(int)
    for text_id, language, segment, was in behind:
        severity = bad[segment, was]
        stale[text_id, language] += severity != Severity.TYPO
        safety[text_id, language] += severity == Severity.SAFETY
    return {at: (count, safety[at]) for at, count in stale.items()}


def standing(texts: Iterable[Text], language: str, *, released: bool = False) -> Standing:
    """The standing of many texts together."""
    each = standings([text.pk for text in texts], [language], released=released).values()
    return Standing(
        sum(one.total for one in each),
        sum(one.translated for one in each),
        sum(one.stale for one in each),
        sum(one.safety for one in each),
    )


def languages(text_ids: Iterable[int], *, released: bool = False) -> dict[int, set[str]]:
    """The languages, other than the source's, in which a text has any words; one query."""
    found: dict[int, set[str]] = {}
    rows = rows_of(released).objects.filter(segment__text__in=list(text_ids))
    for text_id, language in rows.values_list("segment__text_id", "language").distinct():
        found.setdefault(text_id, set()).add(language)
    return found
