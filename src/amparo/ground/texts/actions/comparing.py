"""What a file that came back would do, entry by entry; nothing is written."""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.ground.texts.exchange import reading, tmx
from amparo.ground.texts.exchange.entries import (
    Address,
    Brought,
    Incoming,
    Pair,
    address,
    alike,
    same_words,
    seen,
)
from amparo.ground.texts.markdown.slices import tidy
from amparo.ground.texts.markdown.tree import LONGEST_SEGMENT, Refused, hash_of, norm_of
from amparo.ground.texts.models import Change, Format, MemoryUnit, Package, Project
from amparo.ground.texts.queries import titles
from amparo.ground.texts.queries.packages import Content, contents, package_by_key, tree_of


class Outcome(enum.StrEnum):
    """What becomes of an entry, from what asks for most attention."""

    CONFLICT = "conflict"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    STALE = "stale"
    UNFINISHED = "unfinished"
    CHANGED = "changed"
    NEW = "new"
    EMPTY = "empty"
    SAME = "same"

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        return LABELS[self]


LABELS: dict[Outcome, str | Promise] = {
    Outcome.CONFLICT: gettext_lazy("somebody wrote here meanwhile"),
    Outcome.REFUSED: gettext_lazy("refused"),
    Outcome.UNKNOWN: gettext_lazy("no longer in the text"),
    Outcome.STALE: gettext_lazy("translated before the original changed"),
    Outcome.UNFINISHED: gettext_lazy("marked as not finished"),
    Outcome.CHANGED: gettext_lazy("other words"),
    Outcome.NEW: gettext_lazy("new"),
    Outcome.EMPTY: gettext_lazy("left empty"),
    Outcome.SAME: gettext_lazy("as it was"),
}
WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.STALE})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the file: what it says, what stands there, and what would become of it.

    `segment` is None for what is not in the text (any more); `source_hash` is that of the source
    the words translate. `confirmed`: the words that stand there, and they are still right. `pair`
    is what goes into the memory, for a translation memory.
    """

    outcome: Outcome
    place: str
    source: str
    words: str
    stands: str = ""
    reason: str = ""
    segment: int | None = None
    text: int | None = None
    chapter: str = ""
    source_hash: str = ""
    confirmed: bool = False
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A file that came back, compared with what is there.

    `package` is None for a translation memory of another tool. `moved`: the sources are not what
    they were when the package was made.
    """

    project: Project | None
    language: str
    format: Format
    package: Package | None
    brought: Brought
    moved: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many entries each outcome has; those without any are left out."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in Outcome if found[outcome]}

    @property
    def remembers(self) -> bool:
        """Whether it is a translation memory, which changes no text."""
        return self.format == Format.TMX


def read_package(project: Project | None, language: str, content: bytes) -> Merge:
    """What a file would do to a project in a language; nothing is written.

    Without a project (or a language) the file says itself where it belongs. Raises Refused, with
    the line or the entry.
    """
    kind, brought = reading.read(content)
    if kind == "tmx":
        pairs = [
            fit for one in brought.pairs if (fit := _fitting(one, project, language)) is not None
        ]
        if not pairs:
            raise Refused(_("This memory has no words from the one language into the other."))
        package = _package_of(brought) if brought.key else None
        if package and project and package.project_id != project.pk:
            package = None
        brought = Brought(brought.key, pairs=pairs)
        merge = Merge(project, language, Format.TMX, package, brought)
    else:
        package = _checked(project, language, brought)
        merge = Merge(
            package.project,
            package.language,
            Format(kind),
            package,
            brought,
            moved=package.tree != tree_of(package.project),
        )
    return compared(merge)


def _fitting(pair: Pair, project: Project | None, language: str) -> Pair | None:
    """A pair as one of these two languages, when its own are these or their regions'."""
    own = project.source_language if project else pair.source_language
    into = language or pair.language
    if tmx.covers(own, pair.source_language) and tmx.covers(into, pair.language):
        return Pair(own, into, pair.source, pair.words)
    return None


def compared(merge: Merge) -> Merge:
    """The same file, compared with what is there now."""
    lines = _remembered(merge.brought.pairs) if merge.remembers else _compared(merge)
    if not merge.remembers and all(line.segment is None for line in lines):
        raise Refused(
            _("It is a package of another edition: nothing of it is in the texts as they are now.")
        )
    return Merge(
        merge.project,
        merge.language,
        merge.format,
        merge.package,
        merge.brought,
        merge.moved,
        lines,
    )


def _package_of(brought: Brought) -> Package | None:
    return package_by_key(brought.key.package) if brought.key else None


def _checked(project: Project | None, language: str, brought: Brought) -> Package:
    """The package that a file is, when it belongs here. Raises Refused."""
    package, key = _package_of(brought), brought.key
    if package is None or key is None:
        raise Refused(_("This package was not made here, or its project is no longer here."))
    if project is not None and package.project_id != project.pk:
        titles_of: dict[str, str] = package.project.titles
        raise Refused(
            _("It is a package of another publication: %(title)s.")
            % {"title": titles_of.get(package.project.source_language, package.project.owner)}
        )
    # Some programs add a region to a language that had none.
    if (language and package.language != language) or not tmx.covers(
        package.language, key.language
    ):
        raise Refused(
            _("It is a package in another language: %(language)s.")
            % {"language": key.language if not language else package.language}
        )
    if (key.project, key.tree) != (package.project_id, package.tree):
        raise Refused(_("It says that it was made of another edition than the package it names."))
    if not brought.entries:
        raise Refused(_("There is no entry in it."))
    return package


class _Places:
    """Where entries belong: by their own segment, by the same words of the same text elsewhere (an
    edition that came later has copies), by what a segment said before, and at last by words."""

    def __init__(self, found: Iterable[Content]) -> None:
        self.all = {one.segment: one for one in found}
        self.used: set[int] = set()
        self.by_hash: dict[tuple[str, str], list[Content]] = defaultdict(list)
        self.by_words: dict[str, list[Content]] = defaultdict(list)
        for one in self.all.values():
            self.by_hash[one.lineage.hex[:8], one.hash[:16]].append(one)
            self.by_words[alike(one.source)].append(one)
        self.before: dict[tuple[str, str], list[Content]] | None = None

    def of(self, entry: Incoming, at: Address | None) -> Content | None:
        """The segment of an entry, None when there is none (left)."""
        if at is None:
            return self._first(self.by_words.get(alike(entry.source), ()))
        one = self.all.get(at.segment)
        if one is not None and one.lineage.hex.startswith(at.lineage):
            return one
        at_once = self._first(self.by_hash.get((at.lineage, at.hash), ()))
        return at_once or self._first(self._changed().get((at.lineage, at.hash), ()))

    def _first(self, found: Iterable[Content]) -> Content | None:
        return next((one for one in found if one.segment not in self.used), None)

    def _changed(self) -> dict[tuple[str, str], list[Content]]:
        if self.before is None:
            self.before = defaultdict(list)
            for segment, was in Change.objects.filter(
                segment__text__in={one.text for one in self.all.values()}
            ).values_list("segment_id", "from_hash"):
                one = self.all.get(segment)
                if one is not None:
                    self.before[one.lineage.hex[:8], was[:16]].append(one)
        return self.before


class _Met(NamedTuple):
    """An entry that has found its segment."""

    entry: Incoming
    at: Address
    one: Content


def _compared(merge: Merge) -> list[Line]:
    assert merge.project is not None  # noqa: S101  (only memories come without a project)
    places = _Places(contents(merge.project, merge.language, whole=True))
    report: dict[str, dict[str, str]] = (merge.package.report if merge.package else None) or {}
    wrote = report.get("wrote", {})
    named = titles({one.text for one in places.all.values()}, merge.language)
    lines = []
    for entry in merge.brought.entries:
        at = address(entry.id)
        one = places.of(entry, at)
        if one is None:
            lines.append(_stray(entry, at))
            continue
        again = one.segment in places.used
        places.used.add(one.segment)
        met = _Met(entry, at or Address("", one.segment, one.hash[:16], seen(one.words)), one)
        outcome, reason = _outcome(met, again=again, wrote=wrote.get(str(one.segment), ""))
        confirmed = outcome is Outcome.CHANGED and same_words(entry.words, one.words)
        fresh = one.hash.startswith(met.at.hash)
        lines.append(
            Line(
                outcome,
                entry.place,
                one.source if fresh else entry.source,
                tidy(entry.words),
                one.words,
                reason,
                one.segment,
                one.text,
                named[one.text].words if one.text in named else "",
                one.hash if fresh else hash_of(entry.source),
                confirmed,
            )
        )
    return lines


def _stray(entry: Incoming, at: Address | None) -> Line:
    """An entry that belongs nowhere: its words go into the memory."""
    outcome, reason = Outcome.UNKNOWN, ""
    if not entry.words.strip():
        outcome = Outcome.EMPTY
    elif entry.id and at is None:
        outcome, reason = (
            Outcome.REFUSED,
            _("Its mark was changed. Nobody can say where it belongs."),
        )
    return Line(outcome, entry.place, entry.source, tidy(entry.words), reason=reason)


def _outcome(met: _Met, *, again: bool, wrote: str) -> tuple[Outcome, str]:  # noqa: PLR0911  (a rule a line)
    """What becomes of an entry; `wrote` is what this package put there when it came last time."""
    entry, at, one = met
    words = tidy(entry.words)
    moved = not one.hash.startswith(at.hash)
    if again:
        return Outcome.REFUSED, _("It is in this file twice.")
    if not words:
        return Outcome.EMPTY, ""
    if len(words) > LONGEST_SEGMENT:
        return Outcome.REFUSED, _("It is longer than %(most)d characters.") % {
            "most": LONGEST_SEGMENT
        }
    original = one.source if not moved else entry.source
    if not same_words(entry.source, original) or (
        moved and not hash_of(entry.source).startswith(at.hash)
    ):
        return Outcome.REFUSED, _("Its original is not the one that went out.")
    if same_words(words, one.words):
        if one.stale and not moved and not entry.unfinished:
            return Outcome.CHANGED, _("The same words: they are still right.")
        return Outcome.SAME, ""
    if entry.unfinished:
        return Outcome.UNFINISHED, ""
    touched = bool(one.words) and seen(one.words) not in {at.seen, wrote}
    if touched or (moved and one.words and one.source_hash == one.hash):
        return Outcome.CONFLICT, ""
    if moved:
        return Outcome.STALE, ""
    return (Outcome.CHANGED if one.words else Outcome.NEW), ""


def _remembered(pairs: Iterable[Pair]) -> list[Line]:
    """What a translation memory would add to ours."""
    pairs = list(pairs)
    norms = [norm_of(one.source) for one in pairs]
    known: set[tuple[str, str, str, str]] = set()
    for start in range(0, len(norms), 500):
        known |= set(
            MemoryUnit.objects.filter(norm__in=norms[start : start + 500]).values_list(
                "source_language", "language", "norm", "words_norm"
            )
        )
    return [
        Line(
            Outcome.SAME
            if (one.source_language, one.language, norm, hash_of(one.words)) in known
            else Outcome.NEW,
            _("entry %(number)d") % {"number": number},
            one.source,
            one.words,
            pair=one,
        )
        for number, (one, norm) in enumerate(zip(pairs, norms, strict=True), 1)
    ]
