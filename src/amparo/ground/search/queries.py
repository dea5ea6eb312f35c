"""What a reader asks of the index."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """One language of a found text."""

    language: str
    title: str
    path: str


@dataclass(frozen=True)
class Hit:
    """A found text: the version to show, the one the words were found in, and the others."""

    group: str
    kind: str
    shown: Version
    matched: Version
    others: tuple[Version, ...]


@dataclass(frozen=True)
class Found:
    """A page of hits. `total` counts texts, not their translations."""

    total: int
    hits: tuple[Hit, ...]


def find(
    keys: frozenset[int],
    words: str,
    *,
    language: str | None = None,
    kind: str | None = None,
    theme: str | None = None,
    prefer: str = "en",
    page: int = 1,
) -> Found:
    """Texts with these words that a reader holding `keys` may see, best first.

    An empty question finds nothing.
    """
    return Found(0, ())
