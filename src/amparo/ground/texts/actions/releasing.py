"""What readers get: the words as they stand when a language is released."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from amparo.ground.interface.actions import public_changed
from amparo.ground.texts.models import Released, Translation

BATCH = 500


@transaction.atomic
def release(text_ids: Iterable[int], language: str, *, by: UUID | None) -> int:  # noqa: ARG001
    """Give readers the words of texts in a language as they stand now; returns how many segments.

    No audit entry: the caller's act is the release, and it writes that one.
    """
    ids = list(text_ids)
    rows = [
        Released(
            segment_id=one.segment_id,
            language=language,
            text=one.text,
            source_hash=one.source_hash,
            origin=one.origin,
            state=one.state,
        )
        for one in Translation.objects.filter(segment__text__in=ids, language=language)
    ]
    held = Released.objects.filter(segment__text__in=ids, language=language)
    gone = held.exclude(segment__translations__language=language).values_list("pk", flat=True)
    Released.objects.filter(pk__in=list(gone)).delete()
    Released.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["segment", "language"],
        update_fields=["text", "source_hash", "origin", "state"],
        batch_size=BATCH,
    )
    public_changed()
    return len(rows)


@transaction.atomic
def unrelease(text_ids: Iterable[int], language: str, *, by: UUID | None) -> int:  # noqa: ARG001
    """Take the words of texts in a language away from readers; people go on working on theirs."""
    held = Released.objects.filter(segment__text__in=list(text_ids), language=language)
    removed = held.delete()[0]
    if removed:
        public_changed()
    return removed
