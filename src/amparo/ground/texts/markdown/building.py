"""From the tree of a text and the words of a language to nodes that can be written."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it.token import Token

from . import inline, rules
from .nodes import Node, Shown, text
from .reading import walk
from .tree import Block, Document, Kind, Segment, Shape

ADMONITIONS: Mapping[str, str | Promise] = {
    "note": gettext_lazy("Note"),
    "tip": gettext_lazy("Tip"),
    "warning": gettext_lazy("Warning"),
    "safety": gettext_lazy("Safety"),
}
ALIGNMENTS = {"center": "center", "right": "end"}


class Entry(NamedTuple):
    """A heading of the text: `level` as written."""

    words: str
    language: str
    level: int
    anchor: str


class Built(NamedTuple):
    """A text in one language: its nodes in order, its footnotes by number, its headings."""

    nodes: list[Node]
    notes: dict[int, Node]
    outline: list[Entry]


def title_block(document: Document) -> Block | None:
    """The heading that is the text's title, and so is not shown in it again.

    The first block, when it is a heading of the first level and the front matter has no other
    title.
    """
    first = document.root.children[0] if document.root.children else None
    if first is None or first.shape is not Shape.HEADING or first.detail != "1":
        return None
    title = document.root.segments.get(Kind.TITLE)
    words = first.segments.get(Kind.HEADING)
    return first if title is None or (words and words.hash == title.hash) else None


def levels(document: Document, highest: int) -> dict[int, int]:
    """The level of each heading as shown, by block number: from `highest`, none left out."""
    hidden = title_block(document)
    headings = [
        block
        for block in walk(document.root)
        if block.shape is Shape.HEADING and block is not hidden
    ]
    shift = highest - min((int(block.detail) for block in headings), default=1)
    shown: dict[int, int] = {}
    before = highest - 1
    for block in headings:
        before = min(int(block.detail) + shift, before + 1, 6)
        shown[block.number] = before
    return shown


def build(
    document: Document, shown: Callable[[Segment], Shown], *, labels_in: str, heading_level: int
) -> Built:
    """The nodes of a text. `labels_in` is the language our own labels are written in."""
    return _Building(document, shown, labels_in, heading_level).all()


class _Building:
    def __init__(
        self,
        document: Document,
        shown: Callable[[Segment], Shown],
        labels_in: str,
        heading_level: int,
    ) -> None:
        self.document = document
        self.shown = shown
        self.labels_in = labels_in
        self.levels = levels(document, heading_level)
        self.hidden = title_block(document)
        self.names = frozenset(document.footnotes)
        self.numbers: dict[str, int] = {}
        self.times: dict[int, int] = {}
        self.tables = 0
        self.outline: list[Entry] = []

    def all(self) -> Built:
        nodes = self.children(self.document.root)
        notes: dict[int, Node] = {}
        # A footnote may call others: those are numbered after all that the text itself calls.
        while len(notes) < len(self.numbers):
            for name, number in list(self.numbers.items()):
                if number not in notes:
                    notes[number] = self.note(self.document.footnotes[name], number)
        return Built(nodes, notes, self.outline)

    def children(self, block: Block) -> list[Node]:
        nodes = []
        for child in block.children:
            if child is not self.hidden:
                nodes.append(self.node(child))
                if nodes[-1].corrected and nodes[-1].level:
                    nodes.append(self.corrected_box([]))
        return nodes

    def words(self, shown: Shown) -> list[Token]:
        """The tokens of a segment, its footnotes numbered."""
        tokens = rules.inline(
            shown.words, references=self.document.references, footnotes=self.names
        )
        for token in tokens:
            if token.type == "footnote_ref":
                number = self.numbers.setdefault(token.meta["label"], len(self.numbers) + 1)
                times = self.times[number] = self.times.get(number, 0) + 1
                anchor = f"fnref-{number}" if times == 1 else f"fnref-{number}-{times}"
                token.meta = {"number": number, "anchor": anchor}
        return tokens

    def leaf(self, tag: str, segment: Segment | None, **attributes: str) -> Node:
        """The words of a segment in an element; with their warning, when they are corrected."""
        node = Node(tag, way="text", attributes=attributes)
        if segment is None:
            return node
        shown = self.shown(segment)
        node.tokens = self.words(shown)
        node.language, node.stale, node.corrected = shown.language, shown.stale, shown.corrected
        return node

    def marked(self, node: Node) -> Node:
        """What was corrected with its warning: a paragraph in a box, anything else in its line."""
        if not node.corrected:
            return node
        if node.tag == "p" and not node.attributes:
            return self.corrected_box([replace(node, corrected=False)])
        words = Node("", way="text", tokens=node.tokens, language=node.language)
        told = self.label("strong", _("Corrected for safety, not translated again yet:") + " ")
        return replace(node, way="children", tokens=(), children=[told, words]).settle()

    def corrected_box(self, inside: list[Node]) -> Node:
        told = (
            _(
                "This was corrected for safety after it was translated. The old translation is not"
                " shown. The corrected original says:"
            )
            if inside
            else _(
                "The heading above was corrected for safety after it was translated. It stands in"
                " the original language."
            )
        )
        children = [
            self.label("p", str(ADMONITIONS["safety"]), class_="label"),
            self.label("p", told),
            *inside,
        ]
        box = Node("aside", attributes={"class": "note safety"}, children=children, corrected=True)
        return box.settle()

    def label(self, tag: str, words: str, **attributes: str) -> Node:
        """Our own words beside a text."""
        attributes = {name.rstrip("_"): value for name, value in attributes.items()}
        return Node(
            tag, way="solid", attributes=attributes, tokens=text(words), language=self.labels_in
        )

    def node(self, block: Block) -> Node:
        ways: dict[Shape, Callable[[Block], Node]] = {
            Shape.HEADING: self.heading,
            Shape.PARAGRAPH: self.paragraph,
            Shape.FIGURE: self.figure,
            Shape.LIST: self.list,
            Shape.QUOTE: lambda quote: Node("blockquote", children=self.children(quote)).settle(),
            Shape.TABLE: self.table,
            Shape.CODE: _code,
            Shape.ADMONITION: self.admonition,
            Shape.RULE: lambda _rule: Node("hr", way="solid"),
        }
        return ways[block.shape](block)

    def paragraph(self, block: Block) -> Node:
        kind = Kind.NOTE if Kind.NOTE in block.segments else Kind.PARAGRAPH
        return self.marked(self.leaf("" if block.tight else "p", block.segments.get(kind)))

    def heading(self, block: Block) -> Node:
        level = self.levels.get(block.number, 6)  # one in a footnote stands outside the order
        node = self.leaf(f"h{level}", block.segments.get(Kind.HEADING), id=block.anchor)
        node.level = level
        if node.language:
            words = inline.plain(node.tokens)
            self.outline.append(Entry(words, node.language, level, block.anchor))
        return node

    def list(self, block: Block) -> Node:
        items = [self.item(item) for item in block.children]
        attributes = {}
        if any(item.detail for item in block.children):
            attributes["class"] = "tasks"
        if block.detail == "*":
            return Node("ul", way="list", attributes=attributes, children=items).settle()
        if block.detail != "1":
            attributes["start"] = block.detail
        return Node("ol", way="list", attributes=attributes, children=items).settle()

    def item(self, block: Block) -> Node:
        children = self.children(block)
        if block.detail and children:
            done = block.detail == "x"
            box = Node(
                "span",
                way="solid",
                attributes={"aria-hidden": "true"},
                tokens=text("☑ " if done else "☐ "),
            )
            told = _("Done:") if done else _("To do:")
            said = self.label("span", f"{told} ", class_="unseen")
            first = children[0]
            if first.tag == "p":
                inner = Node(
                    "", way="text", tokens=first.tokens, language=first.language, stale=first.stale
                )
                children[0] = Node("p", children=[box, said, inner]).settle()
            else:
                children[:1] = [box, said, first]
        return Node("li", children=children).settle()

    def table(self, block: Block) -> Node:
        self.tables += 1
        rows = []
        for row in block.children:
            cells = []
            for cell in row.children:
                segment = cell.segments.get(Kind.HEAD_CELL) or cell.segments.get(Kind.CELL)
                attributes = {"scope": "col"} if cell.named and segment else {}
                if cell.detail in ALIGNMENTS:
                    attributes["class"] = ALIGNMENTS[cell.detail]
                # An empty head says nothing of its column: it is a cell like others.
                tag = "th" if cell.named and segment else "td"
                cells.append(self.marked(self.leaf(tag, segment, **attributes)))
            rows.append(Node("tr", way="row", children=cells).settle())
        label = _("Table %(number)d") % {"number": self.tables}
        attributes = {"class": "table", "tabindex": "0", "role": "region", "aria-label": label}
        return Node("div", way="table", attributes=attributes, children=rows).settle()

    def admonition(self, block: Block) -> Node:
        own = block.segments.get(Kind.LABEL)
        name = block.detail
        label = self.leaf("p", own) if own else self.label("p", str(ADMONITIONS[name]))
        label.attributes = {"class": "label"}
        label = self.marked(label)
        kind = "note" if name == "note" else f"note {name}"
        children = [label, *self.children(block)]
        return Node("aside", attributes={"class": kind}, children=children).settle()

    def figure(self, block: Block) -> Node:
        """A figure: described at once, loaded on a tap, its size said before."""
        address = block.detail
        description = self.leaf("p", block.segments.get(Kind.ALT))
        words = inline.plain(description.tokens)

        image = Node("p", way="solid", language=self.labels_in, address=address, alt=words)

        def picture(place: inline.Place) -> str:
            found = place.around.figure(address)
            if found is None:
                return escape(_("This figure is not available."))
            if found.shown:
                return f'<img src="{escape(found.url)}" alt="{escape(image.alt)}"{place.end}'
            told = _("Show figure (%(size)s)") % {"size": inline.sized(found.size)}
            return f'<a class="figure" href="{escape(found.url)}">{escape(told)}</a>'

        image.raw = picture
        children = [self.marked(description), image]
        if Kind.CAPTION in block.segments:
            children.append(self.marked(self.leaf("figcaption", block.segments[Kind.CAPTION])))
        if not description.tokens:
            children.pop(0)
        return Node("figure", children=children, address=address, alt=words).settle()

    def note(self, block: Block, number: int) -> Node:
        children = self.children(block)
        attributes = {"id": f"fn-{number}", "value": str(number)}
        return Node("li", attributes=attributes, children=children).settle()


def _code(block: Block) -> Node:
    """Code is shown as it is, from left to right, and is not translated."""
    code = Node("code", way="code", tokens=text(block.detail))
    return Node("pre", attributes={"dir": "ltr"}, children=[code])
