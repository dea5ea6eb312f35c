"""A book, or one chapter of it, as plain text: short lines, no boxes, readable on any screen."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from markdown_it.token import Token

from amparo.ground.texts.markdown import inline
from amparo.ground.texts.markdown.nodes import Node
from amparo.ground.texts.markdown.rules import SCHEME, is_allowed_link

from . import tree, words
from .book import Book, Chapter

WIDTH = 60  # columns; a Chinese sign takes two
INLINE = frozenset({"", "span", "strong"})
PIECES = re.compile(r"\s+")
# A line of Chinese or Japanese may be cut between any two signs, but not before these.
NOT_FIRST = frozenset("、。，．：；！？）】》」』〕”’…—%‰·")
BOUND = re.compile(r"(https?://\S+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)")
RIGHT_TO_LEFT_MARK, LEFT_TO_RIGHT_MARK = "\u200f", "\u200e"


def write(book: Book) -> bytes:
    """The text as UTF-8. Raises CannotWriteError."""
    with tree.labels(book):
        return ("\n".join(_Writer(book).all()).rstrip() + "\n").encode()


def spoken(book: Book, *, codes: bool) -> Iterator[tuple[str, str]]:
    """The book to be heard or felt: each paragraph with its language, footnotes where chapters end.

    Without `codes`, nobody has to listen to the letters of hashes and keys.
    """
    with tree.labels(book):
        writer = _Writer(book, width=0, codes=codes)
        for line in writer.all():
            if line.strip():
                yield line, writer.last


class _Writer:
    """`width` 0 leaves paragraphs in one line, as they are spoken."""

    def __init__(self, book: Book, *, width: int = WIDTH, codes: bool = True) -> None:
        self.book = book
        self.width = width
        self.codes = codes
        self.last = book.language
        self.chapter: Chapter | None = None

    def all(self) -> Iterator[str]:
        title = words.title(self.book)
        yield from self.wrapped(tree.fit(self.book.house))
        yield ""
        yield from self.wrapped(title.words.upper(), title.language)
        yield from self.rule("=")
        lead = self.book.title if self.book.only else self.book.summary
        if lead.words:
            yield from self.wrapped(tree.fit(lead.words), lead.language)
            yield ""
        yield from self.wrapped(words.edition(self.book))
        for told in words.notices(self.book):
            yield ""
            yield from self.wrapped(f"*** {told.label}")
            yield from self.wrapped(told.words.words, told.words.language)
        if not self.book.only:
            yield from self.contents()
        for number, chapter in enumerate(self.book.chapters, start=1):
            yield from self.chapter_of(number, chapter)
        yield from self.colophon()

    def contents(self) -> Iterator[str]:
        yield ""
        yield ""
        yield from self.heading(_("Contents"), 1)
        for number, chapter in enumerate(self.book.chapters, start=1):
            if chapter.part and chapter.part.words:
                yield from self.wrapped(tree.fit(chapter.part.words), chapter.part.language)
            name = tree.fit(chapter.title.words)
            yield from self.wrapped(name, chapter.title.language, first=f"{number}. ")

    def chapter_of(self, number: int, chapter: Chapter) -> Iterator[str]:
        self.chapter = chapter
        made = tree.built(self.book, chapter)
        title = tree.fit(chapter.title.words)
        if not self.book.only:
            yield ""
            yield ""
            yield from self.heading(f"{number}. {title}", 1, chapter.title.language)
        else:
            yield ""
        yield from self.blocks(made.nodes)
        if made.notes:
            yield from self.rule("-", 8)
            for which, note in tree.notes_of(made):
                yield from self.item(note.children, f"[{which}] ", "")
            yield ""

    def colophon(self) -> Iterator[str]:
        yield ""
        yield from self.heading(_("About this file"), 1)
        for line in words.colophon(self.book):
            if line.code and not line.url and not self.codes:
                continue
            yield from self.wrapped(line.term if line.term[-1:] in "?؟？" else f"{line.term}:")
            if line.code:
                yield from self.code(line.words)
            else:
                said = f"{line.words} <{line.url}>" if line.url else line.words
                yield from self.wrapped(said, first="  ")

    def heading(self, said: str, level: int, language: str | None = None) -> Iterator[str]:
        lines = list(self.wrapped(said, language))
        yield from lines
        if level <= 2:
            widest = max(map(_columns, lines), default=0)
            yield from self.rule("=" if level == 1 else "-", widest)
        yield ""

    def rule(self, sign: str, length: int = WIDTH) -> Iterator[str]:
        if self.width:
            yield sign * min(length, self.width)

    # --- blocks

    def blocks(self, some: Sequence[Node], first: str = "", rest: str = "") -> Iterator[str]:
        """The lines of some nodes; `first` stands before the first line, `rest` before others."""
        line: list[Node] = []
        lead = first
        for node in [*some, None]:
            if node is not None and node.tag in INLINE:
                line.append(node)
                continue
            if line:
                yield from self.paragraph(line, lead, rest)
                lead, line = rest, []
            if node is not None:
                yield from self.block(node, lead, rest)
                lead = rest

    def paragraph(self, some: Sequence[Node], first: str, rest: str) -> Iterator[str]:
        language = next((node.language for node in some if node.language), None)
        said = "".join(self.words(node) for node in some)
        yield from self.wrapped(said, language, first=first, rest=rest)

    def block(self, node: Node, first: str, rest: str) -> Iterator[str]:
        match node.tag:
            case "p" if node.address:
                yield from self.wrapped(f"[{_('Figure')}: {node.alt}]", first=first, rest=rest)
            case "p" | "figcaption":
                yield from self.paragraph([node], first, rest)
                yield rest.rstrip()
            case "ul" | "ol":
                yield from self.list(node, rest)
                if not rest:
                    yield ""
            case "div" if node.way == "table":
                yield from self.table(node, rest)
            case "aside":
                yield from self.admonition(node, rest)
            case "blockquote":
                yield from self.blocks(node.children, f"{rest}> ", f"{rest}> ")
            case "pre":
                yield from self.code(node.children[0].tokens[0].content, rest)
                yield ""
            case "figure":
                own = [one for one in node.children if one.address or one.tag == "figcaption"]
                yield from self.blocks(own, first, rest)
                yield ""
            case "hr":
                yield from self.rule("-", 8)
                yield ""
            case _ if node.level:
                yield ""
                yield from self.heading(self.words(node), node.level, node.language)

    def list(self, node: Node, rest: str) -> Iterator[str]:
        start = int(node.attributes.get("start", "1"))
        for number, item in enumerate(node.children, start=start):
            mark = f"{number}. " if node.tag == "ol" else "- "
            if node.attributes.get("class") == "tasks":
                mark = ""
            yield from self.item(item.children, mark, rest)

    def item(self, some: Sequence[Node], mark: str, rest: str) -> Iterator[str]:
        indent = rest + " " * min(len(mark), 4) if self.width else ""
        lines = list(self.blocks(some, rest + mark, indent))
        while lines and not lines[-1].strip():
            lines.pop()
        yield from lines

    def table(self, node: Node, rest: str) -> Iterator[str]:
        """A table as a list: each row an item, each cell behind the name of its column."""
        head, *rows = node.children
        names = [" ".join(self.words(cell).split()) for cell in head.children]
        for row in rows or [head]:
            mark = "- "
            for name, cell in zip(names, row.children, strict=False):
                said = " ".join(self.words(cell).split())
                if not said:
                    continue
                told = f"{name}: {said}" if name and rows else said
                yield from self.wrapped(
                    told, cell.language, first=rest + mark, rest=f"{rest}  " if self.width else ""
                )
                mark = "  " if self.width else ""
        yield ""

    def admonition(self, node: Node, rest: str) -> Iterator[str]:
        label, *inside = node.children
        yield from self.wrapped(f"*** {self.words(label)}", label.language, first=rest)
        bar = f"{rest}| " if self.width else rest
        lines = list(self.blocks(inside, bar, bar))
        while lines and not lines[-1].strip(" |"):
            lines.pop()
        yield from lines
        yield rest.rstrip()

    def code(self, said: str, rest: str = "") -> Iterator[str]:
        for line in said.rstrip("\n").split("\n"):
            yield f"{rest}    {line}" if self.width else line

    # --- words

    def words(self, node: Node) -> str:
        """The words of a node and of all in it that stand in one line."""
        if node.attributes.get("class") == "unseen":
            return "" if self.width else self.tokens(node.tokens)
        if node.attributes.get("aria-hidden") and self.width:
            return "[x] " if "☑" in inline.plain(node.tokens) else "[ ] "
        if node.attributes.get("aria-hidden"):
            return ""
        own = self.tokens(node.tokens)
        if node.stale:
            own = words.stale_mark() + own
        return own + "".join(self.words(one) for one in node.children)

    def tokens(self, tokens: Sequence[Token]) -> str:
        made: list[str] = []
        address = ""
        for index, token in enumerate(tokens):
            match token.type:
                case "text" | "text_special" | "code_inline":
                    made.append(token.content)
                case "softbreak":
                    made.append(inline.gap(tokens, index))
                case "hardbreak":
                    made.append(" ")
                case "image":
                    made.append(f"[{inline.plain(token.children or [])}]")
                case "link_open":
                    address = str(token.attrs.get("href", ""))
                    made.append("")
                case "link_close" if self.width:
                    outside = SCHEME.match(address) and is_allowed_link(address)
                    bare = address.removeprefix("mailto:")
                    if outside and bare.rstrip("/") not in "".join(made):
                        made.append(f" <{bare}>")
                case "footnote_ref" if self.width:
                    made.append(f"[{token.meta['number']}]")
        return "".join(made)

    def wrapped(
        self, said: str, language: str | None = None, *, first: str = "", rest: str | None = None
    ) -> Iterator[str]:
        """Words in lines of at most `width` columns, each running the way of its language."""
        language = language or self.book.language
        self.last = language
        said = " ".join(said.split())
        if not self.width:
            yield f"{first}{said}"
            return
        rest = " " * len(first) if rest is None else rest
        lead = first
        way = tree.direction(language)
        for line in _lines(said, max(self.width - max(_columns(first), _columns(rest)), 16)):
            yield _turned(f"{lead}{line}", way)
            lead = rest


def _lines(said: str, width: int) -> list[str]:
    lines, line, used = [], "", 0
    for piece in _breakable(said):
        if line and used + _columns(piece) > width and piece[:1] not in NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
            used = _columns(line)
        else:
            line += piece
            used += _columns(piece)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _breakable(said: str) -> Iterator[str]:
    """Pieces between which a line may end; a piece keeps the space before it."""
    space = ""
    for piece in re.split(r"(\s+)", said):
        if not piece.strip():
            space = " " if piece else space
            continue
        for part in BOUND.split(piece):
            if BOUND.fullmatch(part):
                yield space + part
            else:
                for sign in part:
                    yield space + sign
                    space = ""
                continue
            space = ""
        space = ""


def _columns(said: str) -> int:
    if said.isascii():
        return len(said)
    return sum(
        0
        if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf"
        else 2
        if unicodedata.east_asian_width(sign) in "WF"
        else 1
        for sign in said
    )


def _turned(line: str, way: str) -> str:
    """A line that a plain viewer shows the right way, whatever letter it happens to begin with."""
    first = next((unicodedata.bidirectional(sign) for sign in line if _is_strong(sign)), "")
    if way == "rtl" and first not in {"R", "AL"}:
        return RIGHT_TO_LEFT_MARK + line
    if way == "ltr" and first in {"R", "AL"}:
        return LEFT_TO_RIGHT_MARK + line
    return line


def _is_strong(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in {"L", "R", "AL"}
