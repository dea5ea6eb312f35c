"""Writing what was planned, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.ground.texts.markdown.tree import words_in
from amparo.ground.texts.models import (
    Change,
    Origin,
    Segment,
    Severity,
    State,
    Text,
    TranslatedFile,
    Translation,
)

from .planning import FilePlan, Held, OutdatedError, Plan, TextPlan
from .projects import words_changed
from .recording import Moved, Pair, keep_pairs, keep_revisions, old_words

OUT_OF_THE_WAY = 10_000_000  # added to positions while segments change places


@transaction.atomic
def carry_out(
    planned: Plan,
    *,
    by: UUID | None = None,
    severity: Severity | Mapping[int, Severity] = Severity.MEANING,
    note: str = "",
) -> dict[str, Text]:
    """Write what was planned, in one transaction; the texts by the caller's keys.

    A segment that stays and says something else gets a Change of that severity (by its new
    position, when several are given; a position not named: meaning); each source is kept as a
    revision with the note; words that are written over or go with their segment stay in the
    memory. Raises OutdatedError, and writes nothing, when a text has changed since it was planned.
    No audit entry: the caller's act is the import, and it writes that one.
    """
    plans = [one for one in planned.texts if one.changed]
    _refuse_outdated(plans)
    _remember(plans)
    sources = {
        one.incoming.key: bytes(one.incoming.text.source) if one.incoming.text else None
        for one in plans
        if one.moved
    }
    texts = {
        one.incoming.key: one.incoming.text for one in planned.texts if one.incoming.text
    } | _write_texts(plans)
    keep_revisions([Moved(texts[key], was) for key, was in sources.items()], by=by, note=note)
    _write_changes(plans, by=by, severity=severity)
    ids = _write_segments(plans, texts)
    _write_translations(plans, ids)
    TranslatedFile.objects.bulk_create(
        [
            TranslatedFile(
                text=texts[one.incoming.key],
                language=file.language,
                content=file.content,
                sha=file.sha,
                intact=file.intact,
            )
            for one in plans
            for file in one.files
        ],
        update_conflicts=True,
        unique_fields=["text", "language"],
        update_fields=["content", "sha", "intact"],
    )
    words_changed([texts[one.incoming.key].pk for one in plans], by=by)
    return texts


def _remember(plans: Iterable[TextPlan]) -> None:
    """Keep, as pairs, the words that will be written over or go with their segment."""
    going: list[tuple[str, int, str, Held]] = []
    for one in plans:
        at, gone = one.rows, set(one.gone)
        over = {
            (at[position], file.language)
            for file in one.files
            for position in (*file.written, *file.removed)
            if position in at
        }
        going += [
            (one.incoming.language, pk, language, held)
            for (pk, language), held in one.held.items()
            if pk in gone or (pk, language) in over
        ]
    rows = Segment.objects.in_bulk({pk for _own, pk, _language, _held in going})
    before = old_words(
        (pk, held.source_hash)
        for _own, pk, _language, held in going
        if rows[pk].hash != held.source_hash
    )
    keep_pairs(
        Pair(own, language, before.get((pk, held.source_hash), rows[pk].source_text), held.words)
        for own, pk, language, held in going
    )


def _write_changes(
    plans: Iterable[TextPlan],
    *,
    by: UUID | None,
    severity: Severity | Mapping[int, Severity],
) -> None:
    """What became of the words of segments that stay; asked before they are written over."""
    stays = {
        pk: one.document.segments[position]
        for one in plans
        if one.moved
        for position, pk in one.rows.items()
    }
    rows = Segment.objects.filter(pk__in=stays).values_list("pk", "hash", "source_text")
    Change.objects.bulk_create(
        Change(
            segment_id=pk,
            from_hash=was,
            to_hash=stays[pk].hash,
            from_text=words,
            severity=Severity(severity)
            if isinstance(severity, str)
            else severity.get(stays[pk].position, Severity.MEANING),
            by=by,
        )
        for pk, was, words in rows.order_by("pk")
        if was != stays[pk].hash
    )


def _refuse_outdated(plans: Iterable[TextPlan]) -> None:
    known = {one.incoming.text.pk: one for one in plans if one.incoming.text}
    now = dict(
        Text.objects.select_for_update()
        .filter(pk__in=known)
        .order_by("pk")
        .values_list("pk", "sha")
    )
    if now != {pk: one.was for pk, one in known.items()}:
        raise OutdatedError
    held = {
        (pk, language): Held(*rest)
        for pk, language, *rest in Translation.objects.filter(segment__text__in=known).values_list(
            "segment_id", "language", "text", "source_hash", "origin"
        )
    }
    if held != {at: words for one in known.values() for at, words in one.held.items()}:
        raise OutdatedError


def _write_texts(plans: Iterable[TextPlan]) -> dict[str, Text]:
    """The rows of new and of moved texts, by key."""
    new: dict[str, Text] = {}
    moved: dict[str, Text] = {}
    for one in plans:
        if not one.moved:
            continue
        text = one.incoming.text
        if text is None:
            text = new[one.incoming.key] = Text()
        else:
            moved[one.incoming.key] = text
        text.source_language = one.incoming.language
        text.source, text.sha = one.incoming.source, one.sha
    Text.objects.bulk_create(new.values())
    Text.objects.bulk_update(moved.values(), ["source_language", "source", "sha"], batch_size=100)
    return new | moved


def _write_segments(
    plans: Iterable[TextPlan], texts: Mapping[str, Text]
) -> dict[str, dict[int, int]]:
    """The ids of all segments, by key and position."""
    plans = list(plans)
    moved = [one for one in plans if one.moved]
    Segment.objects.filter(pk__in=[pk for one in moved for pk in one.gone]).delete()
    Segment.objects.filter(
        text__in=[texts[one.incoming.key].pk for one in moved if one.incoming.text]
    ).update(position=F("position") + OUT_OF_THE_WAY)
    stayed: list[Segment] = []
    fresh: list[Segment] = []
    for one in moved:
        for segment in one.document.segments:
            pk = one.rows.get(segment.position)
            row = Segment(
                pk=pk,
                text=texts[one.incoming.key],
                position=segment.position,
                kind=segment.kind,
                start=segment.start,
                end=segment.end,
                source_text=segment.text,
                words=words_in(segment.text),
                hash=segment.hash,
                anchor=segment.anchor[:200],
            )
            (fresh if pk is None else stayed).append(row)
    # An insert that meets its own row updates it: many times faster than one CASE a field.
    Segment.objects.bulk_create(
        stayed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            "position",
            "kind",
            "start",
            "end",
            "source_text",
            "words",
            "hash",
            "anchor",
        ],
    )
    Segment.objects.bulk_create(fresh)
    by_text: dict[int, dict[int, int]] = defaultdict(dict)
    for row in (*stayed, *fresh):
        by_text[row.text_id][row.position] = row.pk
    return {
        one.incoming.key: by_text[texts[one.incoming.key].pk] if one.moved else one.rows
        for one in plans
    }


def _write_translations(plans: Iterable[TextPlan], ids: Mapping[str, Mapping[int, int]]) -> None:
    rows: list[Translation] = []
    removed: dict[str, list[int]] = defaultdict(list)
    for one, file in _files(plans):
        at = ids[one.incoming.key]
        removed[file.language] += [at[position] for position in file.removed]
        rows += [
            Translation(
                segment_id=at[position],
                language=file.language,
                text=words,
                source_hash=source_hash,
                origin=Origin.FILE,
                state=State.DRAFT,
            )
            for position, (words, source_hash) in file.written.items()
        ]
    for language, segments in removed.items():
        Translation.objects.filter(segment__in=segments, language=language).delete()
    Translation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["segment", "language"],
        update_fields=["text", "source_hash", "origin", "state"],
    )


def _files(plans: Iterable[TextPlan]) -> Iterator[tuple[TextPlan, FilePlan]]:
    for one in plans:
        for file in one.files:
            yield one, file
