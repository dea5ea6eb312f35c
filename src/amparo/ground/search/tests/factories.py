"""Documents and indexes for tests."""

from typing import Any

from amparo.ground.search import actions
from amparo.ground.search.models import Document

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
    """Follow the outbox to its end; how many rows."""
    total = 0
    while applied := actions.follow(100):
        total += applied
    return total


def keep(*documents: Document) -> None:
    """Put these and follow; for tests whose transactions are real."""
    for one in documents:
        actions.put(one)
    follow_all()
