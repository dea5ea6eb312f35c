"""Sweeping up: what a killed import left, and what a finished one replaced."""

from django.core.files.storage import default_storage
from django.db import transaction

from amparo.capacity.press.models import Chapter, Edition, Figure, Publication, State
from amparo.ground.texts import actions as texts

BATCH = 200


def clear(publication: Publication, *, even_if_empty: bool = True) -> None:
    """Remove a publication's staged and discarded editions, with texts and files only they had.

    Left with no edition at all, the publication goes too (unless told otherwise): nobody has ever
    seen it.
    """
    gone = publication.editions.filter(state__in=[State.STAGED, State.DISCARDED])
    for edition in gone.order_by("pk").only("pk", "publication"):
        _throw_away(edition)
    _sweep(publication)
    if even_if_empty:
        with transaction.atomic():
            row = Publication.objects.select_for_update().filter(pk=publication.pk)
            if row and not publication.editions.exists():
                row.delete()


def _throw_away(edition: Edition) -> None:
    """In small transactions: another who waits for the database waits for little."""
    while True:
        with transaction.atomic():
            rows = list(edition.chapters.order_by("pk").values_list("pk", "text_id")[:BATCH])
            if not rows:
                edition.delete()
                return
            Chapter.objects.filter(pk__in=[row for row, _text in rows]).delete()
            mine = {text for _row, text in rows}
            shared = Chapter.objects.filter(text_id__in=mine).values_list("text_id", flat=True)
            texts.remove(mine - set(shared))


def _sweep(publication: Publication) -> None:
    """Remove files that no row names."""
    folder = f"press/{publication.pk}"
    try:
        _folders, names = default_storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    figures = Figure.objects.filter(edition__publication=publication)
    wanted = {row.name for row in figures.only("sha", "extension")}
    for name in names:
        if name not in wanted:
            default_storage.delete(f"{folder}/{name}")
