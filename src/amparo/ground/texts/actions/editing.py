"""One text at a time: a new source, an old one again, a translated file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from amparo.ground.interface.actions import public_changed
from amparo.ground.record import actions as record
from amparo.ground.texts.markdown.tree import norm_of
from amparo.ground.texts.models import (
    Change,
    MemoryUnit,
    Origin,
    Released,
    Revision,
    Segment,
    Severity,
    Text,
    Translation,
)

from .carrying import carry_out
from .planning import Alignment, Incoming, plan
from .projects import DeskRefused, words_changed
from .recording import Pair, keep_pairs, old_words

BATCH = 500


def _refetched(text: Text) -> Text:
    return Text.objects.select_for_update().get(pk=text.pk)


@transaction.atomic
def write(
    text: Text | None,
    *,
    language: str,
    source: bytes,
    by: UUID | None,
    severity: Severity | Mapping[int, Severity] = Severity.MEANING,
    note: str = "",
) -> Text:
    """A new text (`text` None) or a text with a new source, kept as a revision with the note.

    Segments whose words stayed keep their translations wherever they moved; a changed segment
    keeps its translations too, which are stale from then on: as badly as `severity` says, for all
    or by the segment's new position. The same bytes again change nothing. Raises Refused.
    """
    planned = plan([Incoming("", language, source, text=_refetched(text) if text else None)])
    for refusal in planned.refused:
        raise refusal.error
    written = carry_out(planned, by=by, severity=severity, note=note)[""]
    if planned.changed:
        record.note(by=by, verb="texts.write", kind="texts.text", object_id=str(written.pk))
    return written


@transaction.atomic
def restore(
    text: Text,
    number: int,
    *,
    by: UUID | None,
    severity: Severity | Mapping[int, Severity] = Severity.MEANING,
) -> Text:
    """Make a source again what it was at a revision; that is a new revision too.

    Paragraphs that come back get their translations back from the memory, to be read once more.
    Raises DeskRefused when there is no such revision.
    """
    text = _refetched(text)
    wanted = Revision.objects.filter(lineage=text.lineage, number=number).first()
    if wanted is None:
        raise DeskRefused(_("There is no revision of that number."))
    had = set(text.segments.values_list("pk", flat=True))
    text = write(
        text,
        language=text.source_language,
        source=bytes(wanted.source),
        by=by,
        severity=severity,
        note=_("as it was at revision %(number)d") % {"number": number},
    )
    _remembered(text, list(text.segments.exclude(pk__in=had)))
    return text


def _remembered(text: Text, segments: list[Segment]) -> None:
    """Give new segments the words they had, where the memory knows just one way to say them."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    norms = {norm_of(one.source_text): one for one in segments}
    units = MemoryUnit.objects.filter(source_language=text.source_language, norm__in=norms)
    for unit in units:
        found[unit.norm, unit.language].add(unit.words)
    rows = [
        Translation(
            segment=one,
            language=language,
            text=next(iter(words)),
            source_hash=one.hash,
            origin=Origin.MEMORY,
        )
        for one in segments
        for (norm, language), words in sorted(found.items())
        if norm == norm_of(one.source_text) and len(words) == 1
    ]
    Translation.objects.bulk_create(rows)
    if rows:
        words_changed([text.pk], by=None)


@transaction.atomic
def grade(segments: Iterable[Segment | int], severity: Severity, *, by: UUID | None) -> int:
    """Say what the last change of each of these segments means; returns how many were graded.

    What was said of earlier changes stays: a translation that is behind several of them is as
    stale as the worst.
    """
    ids = {one if isinstance(one, int) else one.pk for one in segments}
    last = dict(
        Change.objects.filter(segment__in=ids).order_by("pk").values_list("segment_id", "pk")
    )
    graded = Change.objects.filter(pk__in=last.values()).exclude(severity=severity)
    changed = set(graded.values_list("segment_id", flat=True))
    graded.update(severity=severity)
    for pk in sorted(changed):
        record.note(by=by, verb="texts.grade", kind="texts.segment", object_id=str(pk))
    if Released.objects.filter(segment__in=changed).exists():
        public_changed()
    words_changed(Segment.objects.filter(pk__in=changed).values_list("text_id", flat=True), by=by)
    return len(changed)


@transaction.atomic
def take_translation(text: Text, *, language: str, content: bytes, by: UUID | None) -> Alignment:
    """Take a whole translated file, aligned to the source by structure.

    The same bytes as last time change nothing. Raises Refused.
    """
    text = _refetched(text)
    source = bytes(text.source)
    planned = plan([Incoming("", text.source_language, source, {language: content}, text)])
    for refusal in planned.refused:
        raise refusal.error
    carry_out(planned, by=by)
    if planned.changed:
        record.note(by=by, verb="texts.take_translation", kind="texts.text", object_id=str(text.pk))
    return planned.alignments[""][language]


@transaction.atomic
def remove(text_ids: Iterable[int]) -> None:
    """Remove texts with all that hangs on them; words that people wrote for them here or in a
    package, and that stand in no other text, stay in the memory. The caller notes why."""
    ids = list(text_ids)
    written = Translation.objects.filter(
        segment__text__in=ids, origin__in=[Origin.HAND, Origin.PACKAGE]
    ).select_related("segment")
    rows = list(written.annotate(own=F("segment__text__source_language")))
    hashes = sorted({row.segment.hash for row in rows})
    elsewhere: set[tuple[str, str, str]] = set()
    for start in range(0, len(hashes), BATCH):
        elsewhere |= set(
            Translation.objects.filter(segment__hash__in=hashes[start : start + BATCH])
            .exclude(segment__text__in=ids)
            .values_list("source_hash", "language", "text")
        )
    alone = [row for row in rows if (row.source_hash, row.language, row.text) not in elsewhere]
    before = old_words((row.segment_id, row.source_hash) for row in alone)
    keep_pairs(
        Pair(
            row.own,
            row.language,
            before.get((row.segment_id, row.source_hash), row.segment.source_text),
            row.text,
        )
        for row in alone
    )
    Text.objects.filter(pk__in=ids).delete()
