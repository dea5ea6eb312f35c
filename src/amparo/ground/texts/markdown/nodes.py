"""What is shown: the tree again, with words in a reader's language, ready to be written or cut."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _
from markdown_it.token import Token

from . import inline


class Shown(NamedTuple):
    """The words of a segment as a reader gets them.

    `stale`: the original has changed since. `corrected`: it has changed where safety depends on it,
    so these are the words of the original, which stand instead of the old translation.
    """

    words: str
    language: str
    stale: bool = False
    corrected: bool = False


@dataclass(slots=True)
class Node:
    """One element. `tag` "" is a run of text inside its parent.

    `language` is that of its words, None when it has none or they are in several. `way` says how
    it may be cut in two. `address` and `alt` are a figure's: where its image is, as written, and
    its description. What is `corrected` has its warning inside (a heading: in a box behind it).
    """

    tag: str
    way: str = "children"  # children, list, table, row, text, code, solid
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    tokens: Sequence[Token] = ()
    raw: Callable[[inline.Place], str] | None = None
    language: str | None = None
    stale: bool = False
    corrected: bool = False
    address: str = ""
    alt: str = ""
    level: int = 0  # of a heading, as written
    continued: bool = False  # the second half of a table

    def settle(self) -> "Node":
        """Take the one language of everything inside as one's own, or none."""
        if self.children:
            told = {child.language for child in self.children if child.says}
            self.language = told.pop() if len(told) == 1 else None
        return self

    @property
    def says(self) -> bool:
        """Whether there are words inside whose language matters."""
        return self.language is not None or any(child.says for child in self.children)


class Page(NamedTuple):
    """What is written for one page, and the anchors on it."""

    nodes: tuple[Node, ...]
    notes: tuple[Node, ...]


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Some nodes and all in them, in reading order."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def note_numbers(nodes: Sequence[Node]) -> list[int]:
    """The numbers of the footnotes these nodes refer to, each once, in order."""
    numbers: dict[int, None] = {}
    for node in walk(nodes):
        for token in node.tokens:
            if token.type == "footnote_ref":
                numbers[token.meta["number"]] = None
    return list(numbers)


def anchors(nodes: Sequence[Node]) -> Iterator[str]:
    """The ids that stand in these nodes."""
    for node in walk(nodes):
        if "id" in node.attributes:
            yield node.attributes["id"]
        for token in node.tokens:
            if token.type == "footnote_ref":
                yield token.meta["anchor"]


def write(
    nodes: Sequence[Node],
    place: inline.Place,
    *,
    language: str,
    direction: Callable[[str], str],
) -> str:
    """The HTML of some nodes inside an element whose language is `language`."""
    parts: list[str] = []
    for node in nodes:
        _write(node, place, language, direction, parts)
    return "".join(parts)


def _write(
    node: Node,
    place: inline.Place,
    language: str,
    direction: Callable[[str], str],
    parts: list[str],
) -> None:
    attributes = dict(node.attributes)
    if node.continued:
        attributes["aria-label"] = _("%(table)s, continued") % {"table": attributes["aria-label"]}
    if node.language and node.language != language:
        language = node.language
        attributes |= {"lang": language, "dir": direction(language)}
    children: Sequence[Node] = node.children
    tag = node.tag or ("span" if attributes else "")
    if place.file:
        tag, children = _in_file(node, tag, attributes, place)
    # A stale paragraph stands in a box, any other stale text in a span of its own.
    wrapper = "" if not node.stale else "div" if tag == "p" else "span"
    told = {"class": "stale", "title": _("The original has changed since this was translated.")}
    if wrapper == "div":
        parts.append(_opening(wrapper, told))
    if tag:
        parts.append(_opening(tag, attributes, place.end if tag == "hr" else ">"))
    if wrapper == "span":
        parts.append(_opening(wrapper, told))
    parts.append(node.raw(place) if node.raw else inline.html(node.tokens, place))
    if wrapper == "span":
        parts.append("</span>")
    for index, child in enumerate(children):
        if node.way == "table":
            parts.append(("<table><thead>", "</thead><tbody>", "")[min(index, 2)])
        _write(child, place, language, direction, parts)
    if node.way == "table":
        parts.append("</thead></table>" if len(node.children) == 1 else "</tbody></table>")
    if tag and tag != "hr":
        parts.append(f"</{tag}>")
    if wrapper == "div":
        parts.append("</div>")


def _in_file(
    node: Node, tag: str, attributes: dict[str, str], place: inline.Place
) -> tuple[str, Sequence[Node]]:
    """The element and the children with which a node stands in a file."""
    if place.epub and "lang" in attributes:
        attributes["xml:lang"] = attributes["lang"]
    if "id" in attributes:
        attributes["id"] = place.id(attributes["id"])
    if place.title and "aria-label" in attributes:
        attributes["aria-label"] += f" · {place.title}"
    if tag == "aside":
        attributes["role"] = "note"
    if node.level and place.shift:
        tag = f"h{min(node.level + place.shift, 6)}"
    if tag == "figure" and place.around.figure(node.address):
        # The image says its description itself.
        return tag, [one for one in node.children if one.address or one.tag == "figcaption"]
    return tag, node.children


def _opening(tag: str, attributes: Mapping[str, str], end: str = ">") -> str:
    told = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{told}{end}"


def halve(node: Node) -> tuple[Node, Node] | None:
    """Two nodes that say the same one after the other; None when it cannot be cut."""
    match node.way:
        case "text":
            cut = inline.halves(node.tokens)
            return cut and (
                replace(node, tokens=cut[0]),
                replace(node, tokens=cut[1], attributes=_without_id(node.attributes)),
            )
        case "code":
            return _halve_code(node)
        case "table":
            return _halve_table(node)
        case "row":
            return _halve_row(node)
        case "children" | "list":
            return _halve_children(node)
    return None


def _without_id(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name != "id"}


def size(node: Node) -> int:
    """About how much there is in a node."""
    own = sum(len(token.content) for token in node.tokens)
    return own + sum(map(size, node.children)) + (len(node.attributes) + 1) * 8


def _middle(nodes: Sequence[Node]) -> int:
    """Where to part some nodes (at least two) so that both parts weigh about the same."""
    sizes = [size(node) for node in nodes]
    total, before, best, at = sum(sizes), 0, float("inf"), 1
    for index, own in enumerate(sizes[:-1], start=1):
        before += own
        if abs(total - 2 * before) < best:
            best, at = abs(total - 2 * before), index
    return at


def _halve_children(node: Node) -> tuple[Node, Node] | None:
    children = node.children
    if not children:
        return None
    if len(children) == 1:
        cut = halve(children[0])
        if not cut:
            return None
        first, second = [cut[0]], [cut[1]]
        going_on = children[0].tag == "li"
    else:
        at = _middle(children)
        first, second = children[:at], children[at:]
        going_on = False
    attributes = _without_id(node.attributes)
    if node.tag == "ol":
        # An item cut in two goes on under its own number.
        start = int(attributes.get("start", "1"))
        attributes["start"] = str(start + (0 if going_on else len(first)))
    return (
        replace(node, children=first).settle(),
        replace(node, children=second, attributes=attributes).settle(),
    )


def _halve_code(node: Node) -> tuple[Node, Node] | None:
    (token,) = node.tokens
    lines = token.content.splitlines(keepends=True)
    if len(lines) > 1:
        at = len(lines) // 2
        first, second = "".join(lines[:at]), "".join(lines[at:])
    elif len(token.content) >= inline.LEAST_PIECE:
        at = len(token.content) // 2
        first, second = token.content[:at], token.content[at:]
    else:
        return None
    return replace(node, tokens=[_text(first)]), replace(node, tokens=[_text(second)])


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def text(words: str) -> tuple[Token]:
    """Words as tokens, nothing in them being a mark."""
    return (_text(words),)


def _halve_table(node: Node) -> tuple[Node, Node] | None:
    """A table by rows, the head again on top of both; a head too large for that becomes a row."""
    head, *rows = node.children
    if rows and (len(rows) > 1 or size(head) < size(rows[0])):
        if len(rows) > 1:
            at = _middle(rows)
            first, second = rows[:at], rows[at:]
        else:
            cut = halve(rows[0])
            if not cut:
                return None
            first, second = [cut[0]], [cut[1]]
        return (
            replace(node, children=[head, *first]).settle(),
            replace(node, children=[head, *second], continued=True).settle(),
        )
    cut = halve(head)
    if not cut:
        return None
    return (
        replace(node, children=[cut[0]]).settle(),
        replace(node, children=[cut[1], *rows], continued=True).settle(),
    )


def _halve_row(node: Node) -> tuple[Node, Node] | None:
    """A row with too much in it: two rows, each cell going on in the second."""
    first, second, done = [], [], False
    for cell in node.children:
        cut = halve(cell)
        if cut:
            first.append(cut[0])
            second.append(cut[1])
            done = True
        else:
            first.append(cell)
            second.append(replace(cell, tokens=(), attributes=_without_id(cell.attributes)))
    if not done:
        return None
    return replace(node, children=first).settle(), replace(node, children=second).settle()
