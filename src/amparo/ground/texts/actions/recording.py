"""What is kept of words that become others: revisions, changes, and pairs for the memory."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amparo.ground.texts.markdown.tree import folded, hash_of, norm_of
from amparo.ground.texts.models import Change, MemoryUnit, Revision, Text


class Pair(NamedTuple):
    """Words and what they were in another language."""

    source_language: str
    language: str
    source: str
    words: str


class Moved(NamedTuple):
    """A text whose source is another one now; `was` is the old source, None for a new text."""

    text: Text
    was: bytes | None


@transaction.atomic
def keep_revisions(moved: Iterable[Moved], *, by: UUID | None, note: str = "") -> None:
    """Keep the sources as they stand now, and the first time also as they stood before."""
    moved = list(moved)
    lineages = {one.text.lineage for one in moved}
    list(Text.objects.select_for_update().filter(lineage__in=lineages).order_by("pk").only("pk"))
    last = dict(
        Revision.objects.filter(lineage__in=lineages)
        .values("lineage")
        .annotate(last=Max("number"))
        .values_list("lineage", "last")
    )
    rows = []
    for text, was in moved:
        number = last.get(text.lineage, 0)
        if not number and was is not None:
            number = 1
            rows.append(
                Revision(
                    lineage=text.lineage,
                    number=number,
                    source=was,
                    sha=hashlib.sha256(was).hexdigest(),
                )
            )
        last[text.lineage] = number + 1
        rows.append(
            Revision(
                lineage=text.lineage,
                number=number + 1,
                source=text.source,
                sha=text.sha,
                by=by,
                note=note[:200],
            )
        )
    Revision.objects.bulk_create(rows)


def old_words(stale: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """What sources said when they were translated, by segment and hash, where that is known."""
    wanted = set(stale)
    if not wanted:
        return {}
    rows = Change.objects.filter(
        segment__in={segment for segment, _was in wanted},
        from_hash__in={was for _segment, was in wanted},
    )
    return {
        (segment, was): words
        for segment, was, words in rows.values_list("segment_id", "from_hash", "from_text")
        if (segment, was) in wanted
    }


def keep_pairs(pairs: Iterable[Pair]) -> int:
    """Put pairs into the memory; those it has already stay. Returns how many were given."""
    units = {
        (one.source_language, one.language, norm_of(one.source), hash_of(one.words)): one
        for one in pairs
        if one.source.strip() and one.words.strip()
    }
    MemoryUnit.objects.bulk_create(
        [
            MemoryUnit(
                source_language=source_language,
                language=language,
                norm=norm,
                length=len(folded(one.source)),
                source=one.source,
                words=one.words,
                words_norm=words_norm,
            )
            for (source_language, language, norm, words_norm), one in units.items()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return len(units)
