"""Finding, for each block of a translated file, its partner in the source: by structure alone.

Two sequences of blocks are laid beside each other so that as much as possible agrees. A pair counts
only if every arrangement that is as good, or nearly, contains it; where another one would do as
well, the whole run is listed and nothing is guessed. Lengths and words are no evidence; headings,
tables, footnotes, links, code and figures in digits are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .reading import walk
from .tree import Block, Document, Segment, Shape, folded

MARGIN = 3  # an arrangement this much worse is still a rival
MOST_PAIRS = 400_000  # of two sequences; beyond it nothing in them is paired
EXCERPT = 60  # characters
KNOWN = 40  # these words were a translation of this segment before
SHARED = 8  # one link, footnote or number in common; half as much for more
CONFLICT = -4  # both have numbers, and none in common
SECTION = 6  # both stand under headings of one id; against it, when of two
WORTH = {
    Shape.HEADING: 30,
    Shape.PARAGRAPH: 10,
    Shape.FIGURE: 20,
    Shape.LIST: 16,
    Shape.ITEM: 10,
    Shape.QUOTE: 16,
    Shape.TABLE: 30,
    Shape.ROW: 10,
    Shape.CODE: 16,
    Shape.RULE: 6,
    Shape.ADMONITION: 24,
}
REFERENCES = re.compile(r"\[\^([^\]\s]+)\]|\]\(<?([^\s)>]+)|<(https?:[^>\s]+)>|`([^`]+)`")
NUMBERS = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A block without a partner. `block` counts blocks in reading order from 1, `line` from 1."""

    side: str  # "translation": its words are not used; "source": it stays untranslated
    block: int
    line: int
    excerpt: str
    ambiguous: bool  # it may have a partner, but which one would be a guess


@dataclass(slots=True)
class Aligned:
    """Pairs of segments, source position to the other's, and what stayed alone."""

    pairs: dict[int, int] = field(default_factory=dict)
    unmatched: list[Unmatched] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Features:
    """What can be compared of a block whatever its language."""

    positions: frozenset[int]  # of its segments (a source) or of those it is known for (a file)
    references: frozenset[str]
    numbers: frozenset[str]
    form: tuple[object, ...]


def align(
    source: Document, other: Document, known: Mapping[str, frozenset[int]] | None = None
) -> Aligned:
    """Lay a translated file beside its source.

    `known` maps the hash of words to the positions of the source segments they have translated
    before: such words find their segment again wherever it moved.
    """
    return _Alignment(known or {}).of(source, other)


class _Alignment:
    def __init__(self, known: Mapping[str, frozenset[int]]) -> None:
        self.known = known
        self.result = Aligned()
        self.features: dict[int, _Features] = {}

    def of(self, source: Document, other: Document) -> Aligned:
        self.gather(source, known=False)
        self.gather(other, known=True)
        self.pair(source.root, other.root)
        for name, note in source.footnotes.items():
            partner = other.footnotes.get(name)
            if partner:
                self.pair(note, partner)
            else:
                self.alone("source", note)
        for name, note in other.footnotes.items():
            if name not in source.footnotes:
                self.alone("translation", note)
        self.result.unmatched.sort(key=lambda entry: (entry.side, entry.block, entry.line))
        return self.result

    def gather(self, document: Document, *, known: bool) -> None:
        """Read the features of every block, the inner ones first."""
        for root in (document.root, *document.footnotes.values()):
            for block in reversed(list(walk(root))):
                self.features[id(block)] = self.read(block, known=known)

    def read(self, block: Block, *, known: bool) -> _Features:
        positions: set[int] = set()
        references: set[str] = set()
        numbers: set[str] = set()
        for segment in block.segments.values():
            if not known:
                positions.add(segment.position)
            elif self.known:
                positions |= self.known.get(segment.hash, frozenset())
            for found in REFERENCES.finditer(segment.text):
                references.add(found.group())
            for digits in NUMBERS.findall(segment.text):
                numbers.add(str(int(digits)))
        if block.shape in {Shape.FIGURE, Shape.CODE}:
            references.add(block.detail)
        inner = [self.features[id(child)] for child in block.children]
        return _Features(
            frozenset(positions.union(*(one.positions for one in inner))),
            frozenset(references.union(*(one.references for one in inner))),
            frozenset(numbers.union(*(one.numbers for one in inner))),
            (block.shape, *(one.form for one in inner)),
        )

    def score(self, a: Block, b: Block) -> int | None:
        """How much speaks for this pair; None when they cannot be partners."""
        if a.shape is not b.shape:
            return None
        ours, theirs = self.features[id(a)], self.features[id(b)]
        worth = WORTH[a.shape]
        match a.shape:
            case Shape.HEADING:
                if a.detail != b.detail or (a.named and b.named and a.anchor != b.anchor):
                    return None
                worth += KNOWN if a.named and b.named else 0
            case Shape.LIST if (a.detail == "*") is not (b.detail == "*"):
                return None
            case Shape.ADMONITION if a.detail != b.detail:
                return None
            case Shape.TABLE if len(a.children[0].children) != len(b.children[0].children):
                return None
        if a.children and ours.form == theirs.form:
            worth += 8
        if ours.positions & theirs.positions:
            worth += KNOWN
        shared = len(ours.references & theirs.references) + len(ours.numbers & theirs.numbers)
        if shared:
            worth += SHARED + (SHARED // 2 if shared > 1 else 0)
        elif ours.numbers and theirs.numbers:
            worth += CONFLICT
        return worth

    def doubtful(self, a: Block, b: Block) -> bool:
        """Whether something speaks against a pair that stands in the same place."""
        ours, theirs = self.features[id(a)], self.features[id(b)]
        return (
            self.score(a, b) is None
            or (bool(theirs.positions) and not ours.positions & theirs.positions)
            or bool(ours.numbers and theirs.numbers and not ours.numbers & theirs.numbers)
        )

    def pair(self, a: Block, b: Block) -> None:
        """Two blocks are partners: so are their segments of one kind, and then their children."""
        for kind, segment in a.segments.items():
            partner = b.segments.get(kind)
            if partner:
                self.result.pairs[segment.position] = partner.position
            else:
                self.segment_alone("source", a, segment)
        for kind, segment in b.segments.items():
            if kind not in a.segments:
                self.segment_alone("translation", b, segment)
        if a.shape is Shape.ROW:
            for ours, theirs in zip(a.children, b.children, strict=True):
                self.pair(ours, theirs)
        elif a.shape is Shape.TABLE:
            self.pair(a.children[0], b.children[0])
            self.sequence(a.children[1:], b.children[1:])
        else:
            self.sections(a.children, b.children)

    def sections(self, a: Sequence[Block], b: Sequence[Block]) -> None:
        """Where both have the same headings, what stands between two of them is laid apart."""
        ours = [index for index, block in enumerate(a) if block.shape is Shape.HEADING]
        theirs = [index for index, block in enumerate(b) if block.shape is Shape.HEADING]
        if len(ours) != len(theirs) or any(
            self.doubtful(a[i], b[j]) for i, j in zip(ours, theirs, strict=True)
        ):
            self.sequence(a, b)
            return
        start_a = start_b = 0
        for i, j in zip((*ours, len(a)), (*theirs, len(b)), strict=True):
            self.sequence(a[start_a:i], b[start_b:j])
            if i < len(a):
                self.pair(a[i], b[j])
            start_a, start_b = i + 1, j + 1

    def sequence(self, a: Sequence[Block], b: Sequence[Block]) -> None:
        """Lay two sequences beside each other."""
        if len(a) == len(b) and not any(map(self.doubtful, a, b)):
            for ours, theirs in zip(a, b, strict=True):
                self.pair(ours, theirs)
            return
        partners, unsure_a, unsure_b = self.certain(a, b)
        for i, j in partners.items():
            self.pair(a[i], b[j])
        for i, block in enumerate(a):
            if i not in partners:
                self.alone("source", block, ambiguous=i in unsure_a)
        taken = set(partners.values())
        for j, block in enumerate(b):
            if j not in taken:
                self.alone("translation", block, ambiguous=j in unsure_b)

    def certain(
        self, a: Sequence[Block], b: Sequence[Block]
    ) -> tuple[dict[int, int], set[int], set[int]]:
        """The pairs that every good arrangement has; and what only some of them pair, by side."""
        if len(a) * len(b) > MOST_PAIRS:
            return {}, set(range(len(a))), set(range(len(b)))
        under_a, under_b = _sections(a), _sections(b)
        scores = [
            [
                None if worth is None else worth + _agreement(over, under)
                for worth, under in zip(
                    (self.score(ours, theirs) for theirs in b), under_b, strict=True
                )
            ]
            for ours, over in zip(a, under_a, strict=True)
        ]
        before = _best(scores, len(b))
        after = _best([row[::-1] for row in scores[::-1]], len(b))
        best = before[len(a)][len(b)]
        partners: dict[int, int] = {}
        unsure_a: set[int] = set()
        unsure_b: set[int] = set()
        for i, row in enumerate(scores):
            left = after[len(a) - i - 1]
            alone = max(before[i][j] + left[len(b) - j] for j in range(len(b) + 1))
            options = [
                j
                for j, score in enumerate(row)
                if score is not None
                and before[i][j] + score + left[len(b) - j - 1] >= best - MARGIN
            ]
            if len(options) == 1 and alone < best - MARGIN:
                partners[i] = options[0]
            elif options:
                unsure_a.add(i)
                unsure_b.update(options)
        return partners, unsure_a, unsure_b

    def alone(self, side: str, block: Block, *, ambiguous: bool = False) -> None:
        """List a block without a partner, if it says anything."""
        first = next(
            (segment for inner in walk(block) for segment in inner.segments.values()), None
        )
        words = first.text if first else block.detail if block.shape is Shape.CODE else ""
        if words.strip():
            self.result.unmatched.append(
                Unmatched(side, block.number, block.line, folded(words)[:EXCERPT], ambiguous)
            )

    def segment_alone(self, side: str, block: Block, segment: Segment) -> None:
        """List a segment that its block's partner lacks: a caption, a label, a title, a cell."""
        self.result.unmatched.append(
            Unmatched(side, block.number, segment.line, folded(segment.text)[:EXCERPT], False)
        )


def _sections(blocks: Sequence[Block]) -> list[str]:
    """For each block, the id of the heading it stands under, where its author gave one."""
    found, anchor = [], ""
    for block in blocks:
        if block.shape is Shape.HEADING:
            anchor = block.anchor if block.named else ""
        found.append("" if block.shape is Shape.HEADING else anchor)
    return found


def _agreement(over: str, under: str) -> int:
    if not over or not under:
        return 0
    return SECTION if over == under else -SECTION


def _best(scores: Sequence[Sequence[int | None]], width: int) -> list[list[int]]:
    """The best worth of any arrangement of the first i and the first j blocks."""
    table = [[0] * (width + 1)]
    for row in scores:
        above = table[-1]
        line = [0] * (width + 1)
        for j, score in enumerate(row):
            best = max(above[j + 1], line[j])
            if score is not None and above[j] + score > best:
                best = above[j] + score
            line[j + 1] = best
        table.append(line)
    return table


__all__ = ["Aligned", "Unmatched", "align"]
