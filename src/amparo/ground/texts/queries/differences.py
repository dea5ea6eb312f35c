"""What changed between two wordings, for people to read; and the revisions of a source."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from amparo.ground.texts.models import Revision, Text

# A word with the space after it, or one sign of a script that writes no spaces.
SIGNS = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
PIECES = re.compile(rf"{SIGNS}\s*|(?:(?!{SIGNS})\S)+\s*|\s+")
MOST_PIECES = 4_000  # of both sides; beyond it lines are compared whole
NEAR = 2  # lines shown around a change


class Piece(NamedTuple):
    """A run of words: "same", "gone" or "new"."""

    kind: str
    words: str


class Line(NamedTuple):
    """A line of a source in a difference; numbers count from 1, None where it does not stand.

    `kind` is "same", "gone", "new", or "skip" for lines left out because nothing changed there.
    A line that became another comes as one gone and one new, their `pieces` telling word from word.
    """

    kind: str
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> str:
        """The whole line."""
        return "".join(piece.words for piece in self.pieces)


def difference(before: str, after: str) -> list[Piece]:
    """What was taken away and what was added, word by word (sign by sign where no spaces are
    written)."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    if len(old) + len(new) > MOST_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for kind, a, b, c, d in _codes([one.strip() for one in old], [one.strip() for one in new]):
        if kind == "equal":
            found.append(Piece("same", "".join(new[c:d])))
        else:
            found += [
                Piece(told, "".join(some))
                for told, some in (("gone", old[a:b]), ("new", new[c:d]))
                if some
            ]
    return found


def _codes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def lines_changed(old: bytes, new: bytes, *, near: int = NEAR) -> list[Line]:
    """A readable difference of two Markdown files: the lines that changed, word by word, and some
    around them. Nothing when only line ends differ."""
    before, after = (
        one.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for one in (old, new)
    )
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[Line] = []
    at = 0
    for group in matcher.get_grouped_opcodes(near):
        if group and group[0][3] > at:
            found.append(Line("skip", None, None, ()))
        for kind, a, b, c, d in group:
            if kind == "equal":
                found += [
                    Line("same", a + n + 1, c + n + 1, (Piece("same", line),))
                    for n, line in enumerate(after[c:d])
                ]
            else:
                found += _turned(before[a:b], after[c:d], a, c)
        at = group[-1][4]
    if found and at < len(after):
        found.append(Line("skip", None, None, ()))
    return found


def _turned(old: Sequence[str], new: Sequence[str], a: int, c: int) -> Iterator[Line]:
    """Lines that became others: each beside the one in its place, as long as there is one."""
    for n in range(max(len(old), len(new))):
        was = old[n] if n < len(old) else None
        now = new[n] if n < len(new) else None
        pieces = difference(was or "", now or "")
        if was is not None:
            yield Line("gone", a + n + 1, None, _side(pieces, "new", was, paired=now is not None))
        if now is not None:
            yield Line("new", None, c + n + 1, _side(pieces, "gone", now, paired=was is not None))


def _side(pieces: Iterable[Piece], other: str, line: str, *, paired: bool) -> tuple[Piece, ...]:
    if not paired:
        return (Piece("gone" if other == "new" else "new", line),)
    return tuple(piece for piece in pieces if piece.kind != other)


def revisions(text: Text) -> list[Revision]:
    """Every state of a source that is kept, the newest first, without the sources; one query."""
    return list(Revision.objects.filter(lineage=text.lineage).order_by("-number").defer("source"))


def revision(text: Text, number: int) -> Revision | None:
    """One of them, whole; None when there is none of that number."""
    return Revision.objects.filter(lineage=text.lineage, number=number).first()
