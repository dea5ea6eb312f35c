"""The follower: what the outbox says reaches this node's index."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import tantivy
from django.db import connection, transaction
from django.db.models import BigIntegerField, Expression, Func, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from amparo.ground.search.models import Change, Document, Horizon, index
from amparo.ground.search.models.rows import Position, horizon

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
_PRUNE_EVERY = 600.0  # seconds
_HEAP = 48_000_000  # bytes of the writer's memory
_pruned_at = -_PRUNE_EVERY


def follow(limit: int = 1000) -> int:
    """Apply up to `limit` rows of the outbox to this node's index; how many were applied.

    For the worker: call it again at once while it answers more than 0. Rows and position reach the
    disk in one commit, so a process killed at any moment leaves an index that stands exactly where
    its position says. Answers 0 when another process is writing, and when the index needs a
    reindex (said in the log and by `queries.trouble`): an index that missed changes stops serving,
    because it might show what was removed since. Must not be called inside a transaction.
    """
    with index.held("writer", wait=False) as mine:
        if not mine:
            return 0
        path = _serving()
        if path is None:
            return 0
        opened = index.opened(path)
        position = index.position(opened.searcher())
        rows = list(after(position)[:limit])
        if rows:
            position = Position(*rows[-1])
            writer = opened.writer(_HEAP, 1)
            # A commit that was killed leaves files under the very names that this one will use.
            writer.garbage_collect_files()
            apply(writer, [row for _, row in rows])
            index.mark_position(writer, position)
            writer.commit()
            writer.wait_merging_threads()
        _prune(position)
        return len(rows)


def create(path: Path, position: Position) -> tantivy.Index:
    """An empty index in this folder that stands at this place of the outbox."""
    made = tantivy.Index(index.SCHEMA, path=str(path))
    writer = made.writer(_HEAP, 1)
    index.mark_position(writer, position)
    writer.commit()
    writer.wait_merging_threads()
    return made


def after(position: Position) -> QuerySet[Change, tuple[int, int]]:
    """(xid, id) of the rows after this place, in order, that no late commit can come before.

    On PostgreSQL a row counts once every transaction that began before its own has ended.
    """
    rows = Change.objects.filter(Q(xid__gt=position.xid) | Q(xid=position.xid, id__gt=position.row))
    if connection.vendor == "postgresql":
        rows = rows.filter(xid__lt=_oldest_running())
    return rows.order_by("xid", "id").values_list("xid", "id")


def apply(writer: tantivy.IndexWriter, ids: Iterable[int]) -> None:
    """Bring the documents these rows speak of to their newest state; the caller commits.

    The newest row of a key (by id, drawn while its writer held the lock on what changed) decides,
    so no earlier state is ever shown, however the rows are cut into batches.
    """
    keys = Change.objects.filter(id__in=ids).values("key")
    newest = Change.objects.filter(key__in=keys).values("key").annotate(id=Max("id"))
    changes = Change.objects.filter(id__in=newest.values("id"))
    for change in changes.iterator(chunk_size=500):
        writer.delete_documents_by_term("key", change.key)
        if change.payload is not None:
            writer.add_document(index.entry(Document.from_payload(change.payload)))


def now() -> Position:
    """A place such that every row up to it is committed, and seen by what is read from here on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            return Position(cursor.fetchone()[0], 0)
    newest = Change.objects.aggregate(newest=Max("id"))["newest"] or 0
    return Position(0, max(newest, horizon().row))


def _serving() -> Path | None:
    """The generation to follow into; made at first use; None when a reindex is needed."""
    path = index.current()
    pruned = horizon()
    if path is None:
        if pruned > Position(0, 0):
            return None
        path = index.new_generation()
        create(path, Position(0, 0))
        index.serve(path)
    elif not pruned <= index.position(index.opened(path).searcher()) <= now():
        log.error("search: this index does not fit the outbox; run amparo reindex")
        index.set_aside()
        return None
    return path


def _oldest_running() -> Expression:
    snapshot = Func(function="pg_current_snapshot", output_field=TextField())
    oldest = Func(snapshot, function="pg_snapshot_xmin", output_field=TextField())
    return Cast(Cast(oldest, TextField()), BigIntegerField())


def _prune(position: Position) -> None:
    """Drop rows that are old and applied here; the horizon moves with them. Every ten minutes."""
    global _pruned_at  # noqa: PLW0603 (a clock of this process, not state)
    if time.monotonic() - _pruned_at < _PRUNE_EVERY:
        return
    _pruned_at = time.monotonic()
    prune(position)


def prune(position: Position) -> int:
    """Drop rows up to `position` that are older than seven days; how many.

    Whatever stands before the last row dropped must be built anew.
    """
    old = Change.objects.filter(
        Q(xid__lt=position.xid) | Q(xid=position.xid, id__lte=position.row),
        at__lt=timezone.now() - KEPT,
    )
    with transaction.atomic():
        last = old.order_by("-xid", "-id").values_list("xid", "id").first()
        if last is None:
            return 0
        moved = Horizon.objects.filter(Q(xid__lt=last[0]) | Q(xid=last[0], row__lt=last[1]))
        if not moved.update(xid=last[0], row=last[1]):
            Horizon.objects.get_or_create(id=1, defaults={"xid": last[0], "row": last[1]})
        return old.delete()[0]
