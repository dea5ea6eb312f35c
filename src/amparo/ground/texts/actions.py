"""Every change of a text. Who may do it, the room that owns the text decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from .markdown.alignment import Unmatched
from .markdown.tree import Refused
from .models import Segment, Text


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a translated file met its source."""

    language: str
    matched: int  # segments that have found their words
    unmatched: tuple[Unmatched, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """One source file and its translations, as they were read.

    `key` is the caller's own name for it (a path); `text` the row it replaces, None for a new one;
    `translations` maps BCP 47 tags to whole files.
    """

    key: str
    language: str
    source: bytes
    translations: Mapping[str, bytes] = field(default_factory=dict)
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be read. `language` is its own, the source's or a translation's."""

    key: str
    language: str
    error: Refused


class OutdatedError(Exception):
    """A text was changed between planning and carrying out: plan again."""


def write(text: Text | None, *, language: str, source: bytes, by: UUID | None) -> Text:
    """A new text (`text` None) or a text with a new source.

    Segments whose words stayed keep their translations wherever they moved; a changed segment
    keeps its translations too, which are stale from then on. The same bytes again change nothing.
    Raises Refused.
    """
    raise NotImplementedError


def take_translation(
    text: Text, *, language: str, content: bytes, by: UUID | None
) -> Alignment:
    """Take a whole translated file, aligned to the source by structure.

    The same bytes as last time change nothing. Raises Refused.
    """
    raise NotImplementedError


def translate(segment: Segment, *, language: str, words: str, by: UUID | None) -> None:
    """Set the words of one segment in one language; empty words remove them. Raises Refused."""
    raise NotImplementedError


def plan(incoming: Iterable[Incoming]) -> "Plan":
    """Read, parse and align files, outside any transaction; a constant number of queries.

    Nothing is written. A file that cannot be read is in `Plan.refused`; the others go on (the
    translations of a refused source are left out with it). Give some hundred at a time.
    """
    raise NotImplementedError


def carry_out(planned: "Plan") -> dict[str, Text]:
    """Write what was planned, in one transaction; the texts by the caller's keys.

    Raises OutdatedError, and writes nothing, when a text has changed since it was planned. No audit
    entry: the caller's act is the import, and it writes that one.
    """
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    refused: tuple[Refusal, ...]
    alignments: dict[str, dict[str, Alignment]]  # by key, by language
    changed: frozenset[str]  # keys of texts of which anything would be written


def remove(text_ids: Iterable[int]) -> None:
    """Remove texts with all that hangs on them."""
    raise NotImplementedError
