"""Finding, for each block of a translated file, its partner in the source: by structure alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A block without a partner. `block` counts blocks in reading order from 1, `line` from 1."""

    side: str  # "translation": its words are not used; "source": it stays untranslated
    block: int
    line: int
    excerpt: str
    ambiguous: bool  # it may have a partner, but which one would be a guess
