"""What an import would do: read, parsed and aligned, and nothing written."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from amparo.ground.texts.markdown.alignment import Unmatched, align
from amparo.ground.texts.markdown.matching import survivors, words_of
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.slices import tidy
from amparo.ground.texts.markdown.tree import Document, Refused, hash_of
from amparo.ground.texts.models import Origin, Segment, Text, TranslatedFile, Translation


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
    """A file that could not be read. `language` is its own: the source's or a translation's."""

    key: str
    language: str
    error: Refused


class OutdatedError(Exception):
    """A text was changed between planning and carrying out: plan again."""


@dataclass(frozen=True, slots=True)
class Held:
    """A translation as it stood when the plan was made."""

    words: str
    source_hash: str
    origin: str


@dataclass(slots=True)
class FilePlan:
    language: str
    content: bytes
    sha: str
    intact: bool
    alignment: Alignment
    written: dict[int, tuple[str, str]]  # position: words, and the hash they translate
    removed: set[int]  # positions
    changed: bool


@dataclass(slots=True)
class TextPlan:
    incoming: Incoming
    document: Document
    sha: str
    was: str  # the SHA-256 of the source it replaces; empty for a new text
    rows: dict[int, int]  # position: id of the segment's row, where it has one
    held: dict[tuple[int, str], Held]  # by segment's id and language
    gone: list[int] = field(default_factory=list)  # ids of segments
    files: list[FilePlan] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Whether the source is another one, or the first."""
        return self.was != self.sha

    @property
    def changed(self) -> bool:
        return self.moved or any(one.changed for one in self.files)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    `alignments` by key and language; `changed` are the keys of texts of which anything would be
    written; `orders` what the front matter of each source says of its order, by key.
    """

    refused: tuple[Refusal, ...]
    alignments: dict[str, dict[str, Alignment]]
    changed: frozenset[str]
    orders: dict[str, int | None]
    texts: tuple[TextPlan, ...]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def plan(incoming: Iterable[Incoming]) -> Plan:
    """Read, parse and align files, outside any transaction; a constant number of queries.

    Nothing is written. A file that cannot be read is in `Plan.refused`; the others go on (the
    translations of a refused source are left out with it). Give some hundred at a time.
    """
    files = list(incoming)
    ids = [one.text.pk for one in files if one.text]
    rows: dict[int, dict[int, int]] = defaultdict(dict)
    held: dict[int, dict[tuple[int, str], Held]] = defaultdict(dict)
    for text_id, position, pk in Segment.objects.filter(text__in=ids).values_list(
        "text_id", "position", "pk"
    ):
        rows[text_id][position] = pk
    for text_id, pk, language, *rest in Translation.objects.filter(
        segment__text__in=ids
    ).values_list("segment__text_id", "segment_id", "language", "text", "source_hash", "origin"):
        held[text_id][pk, language] = Held(*rest)
    had = {
        (file.text_id, file.language): file for file in TranslatedFile.objects.filter(text__in=ids)
    }
    refused: list[Refusal] = []
    plans: list[TextPlan] = []
    for one in files:
        pk = one.text.pk if one.text else 0
        try:
            planned = _plan_text(one, rows[pk], held[pk])
        except Refused as error:
            refused.append(Refusal(one.key, one.language, error))
            continue
        plans.append(planned)
        for language, content in sorted(one.translations.items()):
            try:
                planned.files.append(
                    _plan_file(planned, language, content, had.get((pk, language)))
                )
            except Refused as error:
                refused.append(Refusal(one.key, language, error))
    return Plan(
        refused=tuple(refused),
        alignments={
            one.incoming.key: {file.language: file.alignment for file in one.files} for one in plans
        },
        changed=frozenset(one.incoming.key for one in plans if one.changed),
        orders={one.incoming.key: one.document.order for one in plans},
        texts=tuple(plans),
    )


def _plan_text(one: Incoming, rows: dict[int, int], held: dict[tuple[int, str], Held]) -> TextPlan:
    document = parse_bytes(one.source)
    planned = TextPlan(one, document, _sha(one.source), one.text.sha if one.text else "", {}, held)
    if not planned.moved:
        planned.rows = rows
    elif one.text:
        old = parse_bytes(bytes(one.text.source))
        stayed = survivors(old, document)
        planned.rows = {now: rows[was] for now, was in stayed.items()}
        planned.gone = sorted(set(rows.values()) - set(planned.rows.values()))
    return planned


def _plan_file(
    planned: TextPlan, language: str, content: bytes, had: TranslatedFile | None
) -> FilePlan:
    """What a translated file changes.

    The same bytes as last time only give words to segments that have none. Words that translated
    a segment before keep the hash they translated, so nothing stale becomes fresh by being read
    again; words written here by hand stay unless the file now says something new in their place.
    """
    other = parse_bytes(content)
    sha = _sha(content)
    segments = planned.document.segments
    position_of = {pk: position for position, pk in planned.rows.items()}
    current: dict[int, Held] = {}
    translated: dict[str, set[str]] = defaultdict(set)
    known: dict[str, set[int]] = defaultdict(set)
    for (pk, tongue), one in planned.held.items():
        if tongue == language:
            translated[hash_of(one.words)].add(one.source_hash)
            if pk in position_of:
                current[position_of[pk]] = one
                known[hash_of(one.words)].add(position_of[pk])
    aligned = align(planned.document, other, {words: frozenset(at) for words, at in known.items()})
    said = words_of(other, planned.document)
    hashes = [hash_of(words) for words in said]
    same = had is not None and had.sha == sha
    before = _hand_made_before(had, current, planned.document) if not same else set()
    written: dict[int, tuple[str, str]] = {}
    overtaken = False
    for position, partner in aligned.pairs.items():
        now = current.get(position)
        if now is not None and (same or hash_of(now.words) == hashes[partner]):
            continue
        if now is not None and now.origin == Origin.HAND and hashes[partner] in before:
            overtaken = True
            continue
        own, past = segments[position].hash, translated.get(hashes[partner], set())
        source_hash = own if not past or own in past else min(past)
        written[position] = (tidy(said[partner]), source_hash)
    removed = set()
    if not same:
        removed = {
            position
            for position, one in current.items()
            if position not in aligned.pairs
            and one.origin == Origin.FILE
            and hash_of(one.words) not in hashes
        }
    intact = had.intact if same and had else not overtaken
    return FilePlan(
        language=language,
        content=content,
        sha=sha,
        intact=intact,
        alignment=Alignment(language, len(aligned.pairs), tuple(aligned.unmatched)),
        written=written,
        removed=removed,
        changed=bool(not same or written or (had and had.intact != intact)),
    )


def _hand_made_before(
    had: TranslatedFile | None, current: dict[int, Held], source: Document
) -> set[str]:
    """Hashes of what the last file said; only asked for where somebody has written since."""
    if had is None or all(one.origin != Origin.HAND for one in current.values()):
        return set()
    return {hash_of(words) for words in words_of(parse_bytes(bytes(had.content)), source)}
