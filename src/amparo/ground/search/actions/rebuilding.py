"""The whole index made anew, beside the one that serves."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import tantivy
from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.search.models import Change, Document, Horizon, index
from amparo.ground.search.models.rows import Position

from .following import after, apply, create, now

_HEAP = 256_000_000  # bytes of the writer's memory
_STEP = 500  # documents between two reports


class AlreadyRebuildingError(Exception):
    """Another process is making the index anew."""


def rebuild(documents: Iterable[Document]) -> Iterator[int]:
    """Make the index anew from these documents; yields how many are in so far, the total last.

    Nothing must have been read from `documents` yet: what changes from the first step on is
    followed before the new index serves. The old one serves until then, and for ever if this is
    killed or closed half way; what it leaves is cleared by the next. Must not be called inside a
    transaction. Raises AlreadyRebuildingError.
    """
    with index.held("rebuild", wait=False) as mine:
        if not mine:
            raise AlreadyRebuildingError(_("The search index is being made anew already."))
        with index.held("writer"):
            index.clear_leftovers()
            path = index.new_generation()
        try:
            yield from _built(path, documents)
        except BaseException:
            if index.current() != path:
                shutil.rmtree(path, ignore_errors=True)
            raise


def start_over() -> None:
    """After a database was restored: the outbox speaks of another history; a reindex is needed."""
    with index.held("writer"), transaction.atomic():
        index.set_aside()
        here = now()
        Change.objects.all().delete()
        Horizon.objects.update_or_create(id=1, defaults={"xid": here.xid, "row": here.row})


def _built(path: Path, documents: Iterable[Document]) -> Iterator[int]:
    position = now()
    writer = create(path, position).writer(_HEAP, 1)
    try:
        yield from _filled(writer, documents)
        with index.held("writer"):
            while rows := list(after(position)[:_STEP]):
                apply(writer, [row for _, row in rows])
                position = Position(*rows[-1])
            index.mark_position(writer, position)
            writer.commit()
            writer.wait_merging_threads()
            index.serve(path)
            index.clear_leftovers()
    except BaseException:
        writer.rollback()
        writer.wait_merging_threads()
        raise


def _filled(writer: tantivy.IndexWriter, documents: Iterable[Document]) -> Iterator[int]:
    keys: set[str] = set()
    for count, document in enumerate(documents, start=1):
        if document.key in keys:
            writer.delete_documents_by_term("key", document.key)
        keys.add(document.key)
        writer.add_document(index.entry(document))
        if count % _STEP == 0:
            yield count
    yield len(keys)
