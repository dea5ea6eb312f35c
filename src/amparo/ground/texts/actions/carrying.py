"""Writing what was planned, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import F

from amparo.ground.texts.models import Origin, Segment, State, Text, TranslatedFile, Translation

from .planning import FilePlan, Held, OutdatedError, Plan, TextPlan

OUT_OF_THE_WAY = 10_000_000  # added to positions while segments change places


@transaction.atomic
def carry_out(planned: Plan) -> dict[str, Text]:
    """Write what was planned, in one transaction; the texts by the caller's keys.

    Raises OutdatedError, and writes nothing, when a text has changed since it was planned. No audit
    entry: the caller's act is the import, and it writes that one.
    """
    plans = [one for one in planned.texts if one.changed]
    _refuse_outdated(plans)
    texts = {
        one.incoming.key: one.incoming.text for one in planned.texts if one.incoming.text
    } | _write_texts(plans)
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
    return texts


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
                hash=segment.hash,
                anchor=segment.anchor[:200],
            )
            (fresh if pk is None else stayed).append(row)
    # An insert that meets its own row updates it: many times faster than one CASE a field.
    Segment.objects.bulk_create(
        stayed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["position", "kind", "start", "end", "source_text", "hash", "anchor"],
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
