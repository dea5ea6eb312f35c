"""What segments say in another language, and what a source that has moved on means for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from amparo.ground.texts.models import Change, Origin, Released, Severity, State, Translation

RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Said(NamedTuple):
    """The words of a segment in a language; `severity` is None while they are fresh.

    `source_hash` is the hash of the words they translate, `hash` that of the source as it is now.
    """

    words: str
    language: str
    source_hash: str
    hash: str
    origin: Origin
    state: State
    severity: Severity | None

    @property
    def stale(self) -> bool:
        """Whether a reader must know: the source says something else now."""
        return self.severity in {Severity.MEANING, Severity.SAFETY}


class Step(NamedTuple):
    """One change of a segment's words."""

    from_hash: str
    severity: Severity


def rows_of(released: bool) -> type[Translation] | type[Released]:
    """The words readers get, or those that people work on."""
    return Released if released else Translation


def steps(text_ids: Iterable[int]) -> dict[int, list[Step]]:
    """The changes of every segment of some texts, by segment, in order; one query."""
    found: dict[int, list[Step]] = defaultdict(list)
    rows = Change.objects.filter(segment__text__in=list(text_ids)).order_by("pk")
    for segment, was, severity in rows.values_list("segment_id", "from_hash", "severity"):
        found[segment].append(Step(was, Severity(severity)))
    return found


def worst(changes: Iterable[Step], source_hash: str) -> Severity:
    """The worst that happened to a source since it was `source_hash`, for the last time.

    Nothing known of it: meaning.
    """
    since: Severity | None = None
    for change in changes:
        begins = change.from_hash == source_hash
        if begins or (since is not None and RANK[change.severity] > RANK[since]):
            since = change.severity
    return since or Severity.MEANING


def severities(
    stale: Mapping[int, str] | Iterable[tuple[int, str]], text_ids: Iterable[int]
) -> dict[tuple[int, str], Severity]:
    """How bad it is, for pairs of a segment and the hash that was translated; one query at most."""
    pairs = set(stale.items() if isinstance(stale, Mapping) else stale)
    changes = steps(text_ids) if pairs else {}
    return {(segment, was): worst(changes.get(segment, ()), was) for segment, was in pairs}


def said(
    text_ids: Iterable[int], language: str, *, released: bool = False
) -> dict[int, dict[int, Said]]:
    """The words of texts in a language, by text and position; one query, two when some are stale.

    `released` asks for the words readers get. The source's own language has none.
    """
    rows = list(
        rows_of(released)
        .objects.filter(segment__text__in=list(text_ids), language=language)
        .order_by("segment__text", "segment__position")
        .values_list(
            "segment__text_id",
            "segment__position",
            "segment_id",
            "text",
            "source_hash",
            "segment__hash",
            "origin",
            "state",
        )
    )
    behind = [row for row in rows if row[4] != row[5]]
    bad = severities([(row[2], row[4]) for row in behind], {row[0] for row in behind})
    found: dict[int, dict[int, Said]] = {}
    for text, position, segment, words, was, now, origin, state in rows:
        found.setdefault(text, {})[position] = Said(
            words,
            language,
            was,
            now,
            Origin(origin),
            State(state),
            None if was == now else bad[segment, was],
        )
    return found
