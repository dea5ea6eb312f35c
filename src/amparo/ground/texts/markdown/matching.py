"""Which segment of a new source was which of the old one, and what a translated file says."""

import difflib
import re
from collections import defaultdict

from markdown_it.common.utils import normalizeReference

from .alignment import align
from .tree import Document, Segment, folded

ALIKE = 0.6  # of two paragraphs in one language: from here on the one became the other
MOST_COMPARED = 40_000  # pairs of paragraphs left over on both sides
LINK = re.compile(
    r"(?<!\\)\[(?P<words>(?:[^\[\]\\]|\\.)*)\](?:\[(?P<label>(?:[^\[\]\\]|\\.)*)\])?(?![\[(:])"
)


def survivors(old: Document, new: Document) -> dict[int, int]:
    """For positions of the new source, those of the same segments in the old one.

    First those with the same words, wherever they moved (of several alike, those in the same place
    before the others); then those in the same place of the same structure; then those whose words
    are much alike.
    """
    known = defaultdict(set)
    for segment in old.segments:
        known[segment.hash].add(segment.position)
    aligned = align(old, new, {words: frozenset(at) for words, at in known.items()}).pairs
    ours, theirs = old.segments, new.segments
    found: dict[int, int] = {}
    free_old = {segment.position for segment in ours}

    def take(was: int, now: int) -> None:
        found[now] = was
        free_old.discard(was)

    for was, now in aligned.items():
        if ours[was].hash == theirs[now].hash:
            take(was, now)
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    for was in sorted(free_old, reverse=True):
        waiting[ours[was].kind, ours[was].hash].append(was)
    for segment in theirs:
        if segment.position not in found and waiting[segment.kind, segment.hash]:
            take(waiting[segment.kind, segment.hash].pop(), segment.position)
    for was, now in aligned.items():
        if was in free_old and now not in found:
            take(was, now)
    left = [segment for segment in theirs if segment.position not in found]
    if len(left) * len(free_old) <= MOST_COMPARED:
        for score, was, now in sorted(_alike([ours[was] for was in free_old], left), reverse=True):
            if score >= ALIKE and was in free_old and now not in found:
                take(was, now)
    return found


def _alike(old: list[Segment], left: list[Segment]) -> list[tuple[float, int, int]]:
    scores = []
    for now in left:
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(folded(now.text)[:1000])
        for was in old:
            if was.kind is now.kind:
                matcher.set_seq1(folded(was.text)[:1000])
                if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                    scores.append((matcher.ratio(), was.position, now.position))
    return scores


def words_of(other: Document, source: Document) -> list[str]:
    """What each segment of a translated file says, links by its own definitions written out.

    The definitions stand outside every segment, so a slice would lose them.
    """
    own = {
        name: link
        for name, link in other.references.items()
        if source.references.get(name, {}).get("href") != link["href"]
    }
    if not own:
        return [segment.text for segment in other.segments]

    def written_out(found: re.Match[str]) -> str:
        link = own.get(normalizeReference(found["label"] or found["words"]))
        if link is None:
            return found.group()
        title = link["title"].replace("\\", "\\\\").replace('"', '\\"')
        told = f' "{title}"' if title else ""
        return f"[{found['words']}](<{link['href']}>{told})"

    return [LINK.sub(written_out, segment.text) for segment in other.segments]
