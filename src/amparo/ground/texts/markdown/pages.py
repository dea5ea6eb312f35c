"""Pages of a text, so that each weighs little: cut between blocks, and inside one only at need."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import brotli
from django.utils.translation import gettext as _

from . import inline, nodes
from .building import Built
from .nodes import Node, Page

BUDGET = 5_000  # bytes of a page's HTML, compressed
QUALITY = 5  # of Brotli, as a server compresses while a reader waits
EARLIEST = 0.4  # of a full page: from here on a chapter's part may rather begin the next one
PART = 3  # headings down to h3 begin a part


# Where a text is shown is not known while it is cut: addresses of a usual length stand in.
SOMEWHERE = inline.Place(
    inline.Surroundings(figure=lambda address: inline.Figure(f"{'/figure' * 12}/{address}", 99_000))
)


class Writer:
    """Writes nodes for one language and weighs them."""

    def __init__(self, language: str, direction: Callable[[str], str]) -> None:
        self.language = language
        self.direction = direction

    def html(self, page: Page, place: inline.Place = SOMEWHERE) -> str:
        """The HTML of a page: its blocks, then its footnotes with their ways back."""
        body = self._write(page.nodes, place)
        if not page.notes:
            return body
        calls: dict[int, list[str]] = {}
        for node in nodes.walk((*page.nodes, *page.notes)):
            for token in node.tokens:
                if token.type == "footnote_ref":
                    calls.setdefault(token.meta["number"], []).append(token.meta["anchor"])
        listed = [_with_way_back(note, calls, place) for note in page.notes]
        told = {"class": "footnotes", "role": "doc-endnotes", "aria-label": _("Footnotes")}
        section = Node("section", attributes=told, children=[Node("ol", children=listed)])
        return body + self._write([section], place)

    def weight(self, page: Page) -> int:
        """Bytes of a page, compressed."""
        written = self.html(page).encode()
        # Nothing grows by more than its header when compressed, so small pages need no trial.
        if len(written) < BUDGET // 2:
            return len(written)
        return len(brotli.compress(written, quality=QUALITY))

    def _write(self, some: Sequence[Node], place: inline.Place) -> str:
        return nodes.write(some, place, language=self.language, direction=self.direction)


def _with_way_back(note: Node, calls: dict[int, list[str]], place: inline.Place) -> Node:
    number = int(note.attributes["value"])
    if "id" not in note.attributes:  # the rest of one that was cut
        return note
    anchors = calls.get(number, [f"fnref-{number}"])

    def back(_place: inline.Place) -> str:
        told = _("Back to the text")
        return "".join(
            f' <a href="{place.to_anchor(anchor)}" role="doc-backlink" aria-label="{told}">↩</a>'
            for anchor in anchors
        )

    link = Node("", way="solid", raw=back)
    last = note.children[-1] if note.children else None
    if last is not None and last.tag == "p" and not last.stale:
        children = [*note.children[:-1], replace(last, raw=None, children=[*last.children, link])]
    else:
        children = [*note.children, link]
    return replace(note, children=children)


def one(built: Built) -> Page:
    """Everything on one page."""
    return Page(tuple(built.nodes), tuple(built.notes[key] for key in sorted(built.notes)))


def paginate(built: Built, writer: Writer, budget: int = BUDGET) -> list[Page]:
    """Pages that each weigh no more than `budget`, cut where a reader would; at least one."""
    return _Pagination(built, writer, budget).all()


class _Pagination:
    def __init__(self, built: Built, writer: Writer, budget: int) -> None:
        self.built = built
        self.writer = writer
        self.budget = budget
        self.pages: list[Page] = []
        self.noted: set[int] = set()

    def notes(self, some: Sequence[Node]) -> tuple[Node, ...]:
        """The footnotes some nodes call, and those that these call, by number."""
        found: set[int] = set()
        new = set(nodes.note_numbers(some))
        while new:
            found |= new
            new = set(nodes.note_numbers([self.built.notes[n] for n in new])) - found
        return tuple(self.built.notes[number] for number in sorted(found))

    def fits(self, some: Sequence[Node], *, noted: bool = True) -> bool:
        page = Page(tuple(some), self.notes(some) if noted else ())
        return self.writer.weight(page) <= self.budget

    def all(self) -> list[Page]:
        queue = list(reversed(self.built.nodes))
        current: list[Node] = []
        while queue:
            node = queue.pop()
            if self.fits([*current, node]):
                current.append(node)
            elif current and not all(map(_is_heading, current)):
                kept, moved = _parted(current)
                self.pages.append(Page(tuple(kept), self.notes(kept)))
                queue.append(node)
                queue.extend(reversed(moved))
                current = []
            else:
                self.large(node, current, queue)
                current = []
        if current or not self.pages:
            self.pages.append(Page(tuple(current), self.notes(current)))
        return self.pages

    def large(self, node: Node, headings: list[Node], queue: list[Node]) -> None:
        """A node too large for a page, with the headings just before it: cut it, or let it be.

        One that only its footnotes make too large keeps its page, and they follow on pages of
        their own.
        """
        whole = self.fits([*headings, node], noted=False)
        cut = nodes.halve(node)
        if cut and not whole:
            queue.extend((cut[1], cut[0], *reversed(headings)))
            return
        if cut and whole and len(nodes.note_numbers([node])) > 1:
            queue.extend((cut[1], cut[0], *reversed(headings)))
            return
        notes = self.notes([*headings, node])
        if self.fits([*headings, node]):
            self.pages.append(Page((*headings, node), notes))
            return
        self.pages.append(Page((*headings, node), ()))
        self.apart(list(reversed([note for note in notes if self.first(note)])))

    def first(self, note: Node) -> bool:
        number = int(note.attributes["value"])
        new = number not in self.noted
        self.noted.add(number)
        return new

    def apart(self, queue: list[Node]) -> None:
        """Footnotes on pages of their own."""
        current: list[Node] = []
        while queue:
            note = queue.pop()
            if self.writer.weight(Page((), (*current, note))) <= self.budget:
                current.append(note)
                continue
            if current:
                self.pages.append(Page((), tuple(current)))
                current = []
                queue.append(note)
                continue
            cut = nodes.halve(note)
            if cut:
                queue.extend((cut[1], cut[0]))
            else:
                self.pages.append(Page((), (note,)))
        if current:
            self.pages.append(Page((), tuple(current)))


def _is_heading(node: Node) -> bool:
    return node.level > 0


def _parted(current: list[Node]) -> tuple[list[Node], list[Node]]:
    """What stays on a full page and what moves to the next: a part that had just begun, a heading
    left at the end."""
    sizes = [nodes.size(node) for node in current]
    full, before = sum(sizes), 0
    at = len(current)
    for index, node in enumerate(current):
        if index and 0 < node.level <= PART and before >= EARLIEST * full:
            at = index
        before += sizes[index]
    while at > 1 and _is_heading(current[at - 1]):
        at -= 1
    return current[:at], current[at:]


def places(pages: Sequence[Page]) -> dict[str, int]:
    """The page of every anchor; of one that stands on several (a footnote), the first."""
    found: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for anchor in nodes.anchors((*page.nodes, *page.notes)):
            found.setdefault(anchor, number)
    return found


def here(page: Page, number: int) -> dict[str, int]:
    """The anchors of one page, whose links rather stay on it."""
    return dict.fromkeys(nodes.anchors((*page.nodes, *page.notes)), number)
