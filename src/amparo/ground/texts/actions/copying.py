"""A text once more, for a room that keeps what was published while the next edition is written."""

from collections.abc import Iterable

from django.db import transaction

from amparo.ground.texts.models import (
    Change,
    Released,
    Segment,
    Text,
    TranslatedFile,
    Translation,
)


@transaction.atomic
def copy(text_ids: Iterable[int]) -> dict[int, Text]:
    """Copies of texts with their segments, words (those worked on and those readers get), changes
    and files, by the id of the original; of the same lineage, so with its revisions and comments.

    What is stale stays stale, what is intact stays intact. No audit entry: the caller's act is
    what the copies are for.
    """
    originals = list(Text.objects.filter(pk__in=set(text_ids)).order_by("pk"))
    copies = {
        one.pk: Text(
            lineage=one.lineage,
            source_language=one.source_language,
            source=one.source,
            sha=one.sha,
        )
        for one in originals
    }
    Text.objects.bulk_create(copies.values())
    segments: dict[int, Segment] = {}
    for segment in Segment.objects.filter(text__in=copies).order_by("pk"):
        old, segment.pk, segment.text = segment.pk, None, copies[segment.text_id]
        segments[old] = segment
    Segment.objects.bulk_create(segments.values())
    translations = list(Translation.objects.filter(segment__text__in=originals).order_by("pk"))
    released = list(Released.objects.filter(segment__text__in=originals).order_by("pk"))
    changes = list(Change.objects.filter(segment__text__in=originals).order_by("pk"))
    rows: list[Translation | Released | Change] = [*translations, *released, *changes]
    for row in rows:
        row.pk, row.segment = None, segments[row.segment_id]
    Translation.objects.bulk_create(translations)
    Released.objects.bulk_create(released)
    Change.objects.bulk_create(changes)
    files = []
    for file in TranslatedFile.objects.filter(text__in=originals).order_by("pk"):
        file.pk, file.text = None, copies[file.text_id]
        files.append(file)
    TranslatedFile.objects.bulk_create(files)
    return copies
