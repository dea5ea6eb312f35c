"""What came back in a package, written: all of it in one transaction."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.ground.record import actions as record
from amparo.ground.texts.exchange.entries import seen
from amparo.ground.texts.models import (
    Origin,
    Package,
    State,
    Text,
    TranslatedFile,
    Translation,
)
from amparo.ground.texts.queries import words_in

from .comparing import WRITTEN, Line, Merge, Outcome, compared
from .projects import words_changed
from .recording import Pair, keep_pairs, old_words

MOST_LINES = 400  # of a report
TOLD = frozenset(Outcome) - {Outcome.SAME, Outcome.EMPTY, Outcome.NEW, Outcome.CHANGED}
EXCERPT = 160  # characters


@transaction.atomic
def merge_package(
    merge: Merge, *, by: UUID | None, take_conflicts: bool | Collection[int] = False
) -> Package | None:
    """Write what a file brought, and keep the report with its package. Returns the package.

    Everything is compared once more under a lock, so what somebody wrote since the preview is not
    lost: it is a conflict, and stays unless its segment is in `take_conflicts` (True: all). Words
    that are written over, and words of the file that found no place, go into the memory. Words of
    an old source stay words of an old source. The same file again changes nothing.
    """
    if merge.project is not None and not merge.remembers:
        texts = Text.objects.select_for_update().filter(place__project=merge.project)
        list(texts.order_by("pk").only("pk"))
        if merge.package is not None:
            merge.package.refresh_from_db()
    merge = compared(merge)
    if merge.remembers:
        return _filled(merge, by=by)
    assert merge.package is not None  # noqa: S101  (only memories come without one)
    taken = [line for line in merge.lines if line.outcome in WRITTEN]
    conflicts = [line for line in merge.lines if line.outcome is Outcome.CONFLICT]
    chosen = [
        line
        for line in conflicts
        if take_conflicts is True or (take_conflicts and line.segment in take_conflicts)
    ]
    left = [line for line in conflicts if line not in chosen]
    stray = [line for line in merge.lines if line.outcome is Outcome.UNKNOWN]
    _remember(merge, [*left, *stray])
    wrote = _write(merge, [*taken, *chosen], by=by)
    _report(merge, wrote, kept=left, by=by)
    return merge.package


def _write(merge: Merge, lines: Iterable[Line], *, by: UUID | None) -> dict[int, str]:
    """Write the words of these lines; what each segment says now, as far as it changed."""
    wanted = {line.segment: line for line in lines if line.segment is not None}
    rows = {
        row.segment_id: row
        for row in Translation.objects.filter(
            segment__text__place__project=merge.project, language=merge.language
        ).select_related("segment")
        if row.segment_id in wanted
    }
    overwritten, texts, written = [], set(), []
    for pk, line in wanted.items():
        row = rows.get(pk)
        if row is None:
            row = Translation(segment_id=pk, language=merge.language)
        elif not line.confirmed:
            overwritten.append(row)
        # Words that are still right stay to the byte.
        words = row.text if line.confirmed else line.words
        if words != row.text:
            texts.add(line.text)
        written.append(
            Translation(
                segment_id=pk,
                language=merge.language,
                text=words,
                source_hash=line.source_hash,
                origin=Origin.PACKAGE if words != row.text else row.origin,
                state=State.DRAFT,
                author=by,
            )
        )
    _keep(merge, [row for row in overwritten if row.text])
    Translation.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["segment", "language"],
        update_fields=["text", "source_hash", "origin", "state", "author", "reviewer"],
        batch_size=500,
    )
    TranslatedFile.objects.filter(text__in=texts, language=merge.language).update(intact=False)
    if written:
        words_changed({line.text for line in wanted.values() if line.text is not None}, by=by)
    return {row.segment_id: row.text for row in written}


def _keep(merge: Merge, rows: list[Translation]) -> None:
    """Words that are written over go into the memory, with the source they translate."""
    assert merge.project is not None  # noqa: S101
    behind = [(row.segment_id, row.source_hash) for row in rows]
    before = old_words(
        pair for pair, row in zip(behind, rows, strict=True) if row.source_hash != row.segment.hash
    )
    keep_pairs(
        Pair(
            merge.project.source_language,
            merge.language,
            before.get((row.segment_id, row.source_hash), row.segment.source_text),
            row.text,
        )
        for row in rows
    )


def _remember(merge: Merge, lines: Iterable[Line]) -> None:
    """Words of the file that found no place."""
    assert merge.project is not None  # noqa: S101
    own = merge.project.source_language
    keep_pairs(Pair(own, merge.language, line.source, line.words) for line in lines)


def _report(
    merge: Merge, wrote: dict[int, str], *, kept: Collection[Line], by: UUID | None
) -> None:
    package = merge.package
    assert package is not None  # noqa: S101
    before: dict[str, Any] = package.report or {}
    package.report = {
        "counts": {str(outcome): count for outcome, count in merge.counts.items()},
        "kept": len(kept),
        "words": sum(words_in(line.source) for line in merge.lines if line.segment in wrote),
        "lines": [
            {
                "outcome": str(line.outcome),
                "taken": line.segment in wrote,
                "place": line.place,
                "chapter": line.chapter,
                "segment": line.segment,
                "source": line.source[:EXCERPT],
                "words": line.words[:EXCERPT],
                "reason": line.reason,
            }
            for line in merge.lines
            if line.outcome in TOLD
        ][:MOST_LINES],
        "wrote": {
            **before.get("wrote", {}),
            **{str(pk): seen(words) for pk, words in wrote.items()},
        },
    }
    package.merged_at = timezone.now()
    package.save(update_fields=["report", "merged_at"])
    _noted(package, by)


def _filled(merge: Merge, *, by: UUID | None) -> Package | None:
    """Put a translation memory's pairs into ours; the report is kept where there is a project."""
    new = [line.pair for line in merge.lines if line.outcome is Outcome.NEW and line.pair]
    keep_pairs(Pair(one.source_language, one.language, one.source, one.words) for one in new)
    package = merge.package
    if package is None:
        if merge.project is None:
            record.note(by=by, verb="texts.remember", kind="texts.memory", object_id="")
            return None
        package = Package(
            project=merge.project,
            language=merge.language,
            format=merge.format,
            key=uuid4(),
            words=0,
            by=by,
        )
    package.merged_at = timezone.now()
    package.report = {
        "counts": {str(outcome): count for outcome, count in merge.counts.items()},
        "kept": 0,
        "words": sum(words_in(one.source) for one in new),
        "lines": [],
        "wrote": {},
    }
    package.save()
    _noted(package, by)
    return package


def _noted(package: Package, by: UUID | None) -> None:
    record.note(by=by, verb="texts.merge_package", kind="texts.package", object_id=str(package.pk))
