"""Documents and indexes for tests."""

import time
from typing import Any

from django.db import connection

from amparo.ground.search import actions
from amparo.ground.search.actions.following import now
from amparo.ground.search.models import Change, Document

EVERYBODY = frozenset({0})
SIGNED_IN = frozenset({0, 1})


def document(key: str = "a", **given: Any) -> Document:
    """A document everybody may see; its group is its key without a language at the end."""
    told: dict[str, Any] = {
        "key": key,
        "group": key.partition(":")[0],
        "language": "en",
        "title": "A title",
        "body": "Some words",
        "path": "library/a/",
        "kind": "chapter",
        "seen_by": (0,),
    }
    return Document(**(told | given))


def follow_all() -> int:
    """Follow the outbox to its end; how many rows.

    On PostgreSQL a transaction anywhere on the server holds rows back, in the database of another
    test too: those are asked for again until they come, for a minute at the most.
    """
    total, deadline = 0, time.monotonic() + 60
    while True:
        waiting = _held_back()  # asked first: what stood free then, the next line has taken
        applied = actions.follow(100)
        total += applied
        if not applied and (not waiting or time.monotonic() > deadline):
            return total


def _held_back() -> bool:
    return connection.vendor == "postgresql" and Change.objects.filter(xid__gte=now().xid).exists()


def keep(*documents: Document) -> None:
    """Put these and follow; for tests whose transactions are real."""
    for one in documents:
        actions.put(one)
    follow_all()
