"""What the doctor looks at in the database: rows, the chain, the index, jobs and workers."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q
from django.utils import timezone

from amparo.ground.record import queries as record
from amparo.ground.search import queries as found
from amparo.ground.search.models import Change, index
from amparo.ground.search.queries.reading import searcher
from amparo.ground.work import queries as work

from .findings import Finding, ill, warning, well

SILENCE = datetime.timedelta(minutes=1)
MODES = (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1))


def database() -> Iterator[Finding]:
    """It answers."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        where = "AMPARO_DATABASE_URL" if settings.AMPARO_DATABASE_URL else "the home"
        yield ill(
            "database",
            f"the one that {where} names does not answer",
            "Start it, or correct AMPARO_DATABASE_URL."
            if settings.AMPARO_DATABASE_URL
            else "See whether the home exists and can be written to.",
        )
        return
    yield well("database", f"{connection.display_name} answers")


def migrations() -> Iterator[Finding]:
    """It has the shape this version expects."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield ill("migrations", f"{len(missing)} are missing", "Run bin/up, which backs up first.")
    else:
        yield well("migrations", "all applied")


def modes() -> Iterator[Finding]:
    """SQLite keeps its promises: what is acknowledged survives a power cut."""
    if connection.vendor != "sqlite":
        return
    cure = "The settings set it; look for another program that changed the file."
    for name, wanted in MODES:
        with connection.cursor() as cursor:
            (present,) = cursor.execute(f"PRAGMA {name}").fetchone()
        if present != wanted:
            yield ill("SQLite", f"{name} is {present} instead of {wanted}", cure)
    with connection.cursor() as cursor:
        (verdict,) = cursor.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        yield ill("SQLite", "the file is damaged", "Restore a backup: amparo restore FILE.")
    else:
        yield well("SQLite", "write-ahead log, full synchronisation, file intact")


def audit() -> Iterator[Finding]:
    """Nobody changed, removed or slipped in an entry."""
    broken = record.breaks()
    for sentence in broken:
        yield ill("audit trail", sentence, "Keep this database, and compare with a backup.")
    if not broken:
        seq, last = record.head()
        yield well("audit trail", f"{seq} entries, unbroken; the last one is {last[:16]}")


def search() -> Iterator[Finding]:
    """The index holds what the outbox told it."""
    trouble = found.trouble()
    if trouble:
        yield ill("search", trouble, "Run `amparo reindex`.")
        return
    position = index.position(searcher())
    waiting = Change.objects.filter(
        Q(xid__gt=position.xid) | Q(xid=position.xid, id__gt=position.row)
    ).aggregate(behind=Count("id"), since=Min("at"))
    behind, since = waiting["behind"], waiting["since"]
    if since is not None and timezone.now() - since > SILENCE:
        yield ill(
            "search",
            f"the index is {behind} changes behind, since {since:%Y-%m-%d %H:%M} UTC",
            "See that the worker runs: `amparo worker`.",
        )
    else:
        yield well("search", f"index and outbox agree ({behind} changes on their way)")


def jobs() -> Iterator[Finding]:
    """None was given up."""
    failed = work.failed()
    if failed:
        names = ", ".join(sorted({job.name for job in work.jobs(state="failed")}))
        yield warning(
            "jobs",
            f"{failed} failed: {names}",
            "See the jobs page of the desk; order them again there.",
        )
    else:
        yield well("jobs", f"{work.unfinished()} waiting or running, none failed")


def worker() -> Iterator[Finding]:
    """One said within the last minute that it is alive."""
    seen = work.last_seen()
    if seen is None or timezone.now() - seen > SILENCE:
        yield ill("worker", "none is running", "Start it: bin/up, or `amparo worker`.")
    else:
        yield well("worker", "alive")
