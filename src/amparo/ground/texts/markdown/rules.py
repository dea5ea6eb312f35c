"""The Markdown we read: markdown-it's block and inline rules, with the places of every slice.

The block rules that make translatable text are wrapped: while they run, markdown-it's state knows
where each line's content begins behind list and quote prefixes; afterwards nobody does.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .tree import MOST_NESTING

ADMONITIONS = ("note", "tip", "warning", "safety")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
ALLOWED_SCHEMES = frozenset({"http:", "https:", "mailto:"})

# Signs that may begin something in a line; words without any are words and nothing else.
MARKED = re.compile(r"[\n\\`*_\[\]!<>&]")

Rule = Callable[[StateBlock, int, int, bool], bool]


class Place(NamedTuple):
    """Where a run of text stands in the normalised source: one (start, end) for each line."""

    lines: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.lines[0][0]

    @property
    def end(self) -> int:
        return self.lines[-1][1]


def is_allowed_link(address: str) -> bool:
    """Whether a link may go there: the web, mail, or a place of our own; never script or data."""
    address = address.strip()
    if address.replace("\\", "/").startswith("//") or any(ord(sign) < 32 for sign in address):
        return False
    scheme = SCHEME.match(address)
    return scheme is None or scheme.group().lower() in ALLOWED_SCHEMES


def _trimmed(src: str, start: int, end: int) -> tuple[int, int]:
    while start < end and src[start] in MD_TRIM_CHARS:
        start += 1
    while end > start and src[end - 1] in MD_TRIM_CHARS:
        end -= 1
    return start, end


def _is_blank(src: str, line: tuple[int, int]) -> bool:
    start, end = _trimmed(src, *line)
    return start == end


def _place_lines(state: StateBlock, tokens: list[Token]) -> None:
    """A paragraph or an underlined heading: all its lines, each without its prefix."""
    (inline,) = (token for token in tokens if token.type == "inline")
    first, behind = inline.map or (0, 0)
    lines = []
    for line in range(first, behind):
        lines.append((state.bMarks[line] + state.tShift[line], state.eMarks[line]))
    while len(lines) > 1 and _is_blank(state.src, lines[0]):
        lines.pop(0)
    while len(lines) > 1 and _is_blank(state.src, lines[-1]):
        lines.pop()
    lines[0] = (_trimmed(state.src, *lines[0])[0], lines[0][1])
    lines[-1] = (lines[-1][0], max(lines[-1][0], _trimmed(state.src, *lines[-1])[1]))
    inline.meta["place"] = Place(tuple(lines))


def _place_heading(state: StateBlock, tokens: list[Token]) -> None:
    """A heading behind number signs: its words without them and without the closing ones."""
    inline = tokens[1]
    line = (inline.map or [0])[0]
    start = state.bMarks[line] + state.tShift[line] + len(tokens[0].markup)
    start, _ = _trimmed(state.src, start, state.eMarks[line])
    inline.meta["place"] = Place(((start, start + len(inline.content)),))


def cell_places(row: str) -> list[tuple[int, int]]:
    """Where the cells of a table's row stand in it, as markdown-it splits them."""
    start, end = _trimmed(row, 0, len(row))
    bounds = [start - 1]
    for at in range(start, end):
        if row[at] == "|" and (at == start or row[at - 1] != "\\"):
            bounds.append(at)
    bounds.append(end)
    cells = [(a + 1, b) for a, b in pairwise(bounds)]
    if cells and cells[0][0] == cells[0][1]:
        cells.pop(0)
    if cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return [_trimmed(row, a, b) for a, b in cells]


def _place_cells(state: StateBlock, tokens: list[Token]) -> None:
    """A table: each cell's own slice; a cell that its row leaves out has none."""
    cells: list[tuple[int, int]] = []
    offset = 0
    for token in tokens:
        if token.type == "tr_open":
            line = (token.map or [0])[0]
            offset = state.bMarks[line] + state.tShift[line]
            cells = cell_places(state.src[offset : state.eMarks[line]])
        elif token.type == "inline":
            start, end = cells.pop(0) if cells else (0, 0)
            token.meta["place"] = Place(((offset + start, offset + end),))


def _placing(rule: Rule, place: Callable[[StateBlock, list[Token]], None]) -> Rule:
    def placed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        found = rule(state, start, end, silent)
        if found and not silent:
            place(state, state.tokens[before:])
        return found

    return placed


def _blocks_only(md: MarkdownIt) -> None:
    """Leave inline text unread: most of it is read again in another language, or never."""
    for rule in md.core.ruler.get_active_rules():
        if rule not in {"normalize", "block"}:
            md.core.ruler.disable(rule)


def _make() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * MOST_NESTING})
    md.enable("table")
    md.disable(["html_block", "html_inline"])
    md.use(footnote_plugin, inline=False, move_to_end=False)
    for name in ADMONITIONS:
        md.use(container_plugin, name)
    rules = {
        "paragraph": (_place_lines, []),
        "lheading": (_place_lines, []),
        "heading": (_place_heading, ["paragraph", "reference", "blockquote"]),
        "table": (_place_cells, ["paragraph", "reference"]),
    }
    known = {rule.name: rule.fn for rule in md.block.ruler.__rules__}
    for name, (place, terminates) in rules.items():
        md.block.ruler.at(name, _placing(known[name], place), {"alt": terminates})
    md.validateLink = is_allowed_link  # type: ignore[assignment,method-assign]
    _blocks_only(md)
    return md


_MD = _make()


def blocks(source: str, env: dict[str, Any]) -> tuple[str, list[Token]]:
    """The normalised source and its block tokens; `env` receives references and footnote names."""
    state = StateCore(source, _MD, env)
    _MD.core.process(state)
    return state.src, state.tokens


@lru_cache(maxsize=64)
def _names(footnotes: frozenset[str]) -> dict[str, int]:
    return {f":{name}": -1 for name in footnotes}


def inline(words: str, *, references: dict[str, Any], footnotes: frozenset[str]) -> list[Token]:
    """The inline tokens of some words; a footnote of another name stays as it is written."""
    if not MARKED.search(words):
        return [Token("text", "", 0, content=words)] if words else []
    env = {"references": references, "footnotes": {"refs": _names(footnotes).copy(), "list": {}}}
    tokens: list[Token] = []
    _MD.inline.parse(words, _MD, env, tokens)
    return tokens
