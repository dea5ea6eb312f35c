"""A text once more, for a room that keeps what was published while the next edition is written."""

from collections.abc import Iterable

from django.db import transaction

from amparo.ground.texts.models import Segment, Text, TranslatedFile, Translation


@transaction.atomic
def copy(text_ids: Iterable[int]) -> dict[int, Text]:
    """Copies of texts with their segments, translations and files, by the id of the original.

    What is stale stays stale, what is intact stays intact. No audit entry: the caller's act is
    what the copies are for.
    """
    originals = list(Text.objects.filter(pk__in=set(text_ids)).order_by("pk"))
    copies = {
        one.pk: Text(source_language=one.source_language, source=one.source, sha=one.sha)
        for one in originals
    }
    Text.objects.bulk_create(copies.values())
    segments: dict[int, Segment] = {}
    for segment in Segment.objects.filter(text__in=copies).order_by("pk"):
        old, segment.pk, segment.text = segment.pk, None, copies[segment.text_id]
        segments[old] = segment
    Segment.objects.bulk_create(segments.values())
    translations = []
    for translation in Translation.objects.filter(segment__text__in=originals).order_by("pk"):
        translation.pk, translation.segment = None, segments[translation.segment_id]
        translations.append(translation)
    Translation.objects.bulk_create(translations)
    files = []
    for file in TranslatedFile.objects.filter(text__in=originals).order_by("pk"):
        file.pk, file.text = None, copies[file.text_id]
        files.append(file)
    TranslatedFile.objects.bulk_create(files)
    return copies
