"""From a file to its tree: blocks, and segments with their exact places in the file."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.token import Token

from . import frontmatter, rules
from .tree import (
    LONGEST_SEGMENT,
    MOST_BLOCKS,
    MOST_BYTES,
    MOST_FOOTNOTES,
    MOST_NESTING,
    Block,
    Document,
    Kind,
    Refused,
    Segment,
    Shape,
    hash_of,
)

OWN_ID = re.compile(r"[ \t]*\{[ \t]*#([\w.:-]{1,100})[ \t]*\}$")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
FOOTNOTE_NAME = re.compile(r"\[\^[^\]\s]+\]:")
TAKEN_IDS = frozenset({"main"})  # of the page around a text
IMAGE_END = re.compile(
    r"\]\([ \t]*(?P<address><[^<>\n]*>|[^\s<][^\s]*?)"
    r"(?:[ \t]+(?P<quote>[\"'])(?P<caption>.*)(?P=quote))?[ \t]*\)"
)
LONGEST_FIGURE = 10_000  # characters of description, address and caption together
CONTAINERS = {
    "bullet_list_open": Shape.LIST,
    "ordered_list_open": Shape.LIST,
    "list_item_open": Shape.ITEM,
    "blockquote_open": Shape.QUOTE,
    "table_open": Shape.TABLE,
    "tr_open": Shape.ROW,
    "th_open": Shape.CELL,
    "td_open": Shape.CELL,
    "footnote_reference_open": Shape.FOOTNOTE,
    "heading_open": Shape.HEADING,
    "paragraph_open": Shape.PARAGRAPH,
} | {f"container_{name}_open": Shape.ADMONITION for name in rules.ADMONITIONS}
UNCOUNTED = frozenset({Shape.ITEM, Shape.ROW, Shape.CELL})


def decode(content: bytes) -> str:
    """The characters of a file. Raises Refused with the place of the first bad byte."""
    if len(content) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(most)d bytes.") % {"most": MOST_BYTES},
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            _("The file is not UTF-8: byte %(offset)d cannot be read.") % {"offset": error.start},
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None


def parse(source: str) -> Document:
    """The tree of a file. Raises Refused where it is too much of something."""
    start = 1 if source.startswith("\ufeff") else 0
    front = frontmatter.read(source, start)
    env: dict[str, Any] = {}
    try:
        normal, tokens = rules.blocks(source[front.end :], env)
    except RecursionError:
        raise Refused(_("Lists and quotes are nested too deeply.")) from None
    names = env.get("footnotes", {}).get("refs", {})
    if len(names) > MOST_FOOTNOTES:
        raise Refused(_("There are more than %(most)d footnotes.") % {"most": MOST_FOOTNOTES})
    builder = _Builder(source, front, normal)
    builder.footnotes = frozenset(name[1:] for name in names)
    builder.references = env.get("references", {})
    return builder.build(tokens)


@lru_cache(maxsize=64)
def parse_bytes(content: bytes) -> Document:
    """The tree of a file's bytes, remembered: a page, its outline and its neighbours need the same.

    The result is shared; nobody may change it. Raises Refused.
    """
    return parse(decode(content))


def slug(words: str) -> str:
    """An id for a heading without one: its letters and digits in any script, joined by hyphens."""
    plain = unicodedata.normalize("NFKC", words).lower()
    return "-".join(re.findall(r"\w+", plain))[:60].strip("-") or "section"


class _Builder:
    """One reading of one file."""

    references: dict[str, Any]
    footnotes: frozenset[str]

    def __init__(self, source: str, front: frontmatter.FrontMatter, normal: str) -> None:
        self.source = source
        self.front = front
        self.normal = normal
        body = source[front.end :]
        # Where a line end of two signs became one: places behind it are one further on.
        self.returns = [
            found.start() - index for index, found in enumerate(re.finditer(r"\r\n", body))
        ]
        self.first_line = len(re.findall(r"\r\n?|\n", source[: front.end])) + 1
        self.segments: list[Segment] = []
        self.ids = set(TAKEN_IDS)
        self.anchor = ""
        self.inside: list[Block] = []
        self.count = 0

    def build(self, tokens: list[Token]) -> Document:
        root = Block(Shape.TEXT, 0, 1)
        self._front_matter(root)
        stream = iter(tokens)
        self._fill(root, stream)
        notes: dict[str, Block] = {}
        for block in _take_footnotes(root):
            notes.setdefault(block.detail, block)
        self._ids(root)
        order = self.front.values.get("order")
        return Document(
            self.source,
            root,
            notes,
            self.segments,
            self.references,
            int(order.words) if order and re.fullmatch(r"-?\d{1,6}", order.words) else None,
        )

    def _front_matter(self, root: Block) -> None:
        kinds = {"title": Kind.TITLE, "summary": Kind.SUMMARY}
        for name, value in sorted(self.front.values.items(), key=lambda item: item[1].start):
            if name in kinds and value.words.strip():
                root.line = value.line
                self._keep(root, kinds[name], value.words.strip(), start=value.start, end=value.end)

    def _fill(self, parent: Block, stream: Iterator[Token]) -> None:
        """Read tokens into `parent` until the one that closes it."""
        for token in stream:
            if token.nesting < 0:
                if token.type not in {"thead_close", "tbody_close"}:
                    return
                continue
            if token.type in {"thead_open", "tbody_open"}:
                continue
            if token.type == "inline":
                self._words(parent, token)
                continue
            block = self._block(token)
            if parent.shape is Shape.ROW:
                block.line = parent.line
            parent.children.append(block)
            if token.nesting > 0:
                self.inside.append(block)
                before = self.anchor
                if block.shape is Shape.FOOTNOTE:
                    self.anchor = f"fn-{block.detail}"
                self._fill(block, stream)
                if block.shape is Shape.FOOTNOTE:
                    self.anchor = before
                self.inside.pop()

    def _block(self, token: Token) -> Block:
        line = self.first_line + (token.map[0] if token.map else 0)
        if len(self.inside) >= MOST_NESTING:
            raise Refused(_("Lists and quotes are nested too deeply."), line=line)
        shape = CONTAINERS.get(token.type)
        if shape is None:
            shape = Shape.RULE if token.type == "hr" else Shape.CODE
        if shape not in UNCOUNTED:
            self.count += 1
        if self.count > MOST_BLOCKS:
            raise Refused(
                _("There are more than %(most)d blocks.") % {"most": MOST_BLOCKS}, line=line
            )
        block = Block(shape, self.count, line)
        match shape:
            case Shape.HEADING:
                block.detail = token.tag[1:]
            case Shape.PARAGRAPH:
                block.tight = token.hidden
            case Shape.LIST:
                ordered = token.type == "ordered_list_open"
                block.detail = str(token.attrs.get("start", 1)) if ordered else "*"
            case Shape.FOOTNOTE:
                block.detail = token.meta["label"]
            case Shape.CODE:
                block.detail = token.content
            case Shape.CELL:
                block.detail = str(token.attrs.get("style", "")).rpartition(":")[2]
                block.named = token.type == "th_open"
            case Shape.ADMONITION:
                self._admonition(block, token)
        return block

    def _admonition(self, block: Block, token: Token) -> None:
        name, _space, label = token.info.strip().partition(" ")
        block.detail = name
        label = label.strip()
        if label and token.map:
            # The fence is the first place on its line where the rest of the line stands.
            at = self._line_starts[token.map[0]]
            at = self.normal.index(token.markup + token.info, at) + len(token.markup)
            at += token.info.index(label, token.info.index(name) + len(name))
            self._keep_normal(block, Kind.LABEL, label, start=at, end=at + len(label))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.normal))]

    def _words(self, parent: Block, token: Token) -> None:
        """The text of a heading, a paragraph or a cell becomes a segment (a figure, two)."""
        place: rules.Place = token.meta["place"]
        text = "\n".join(self.normal[start:end] for start, end in place.lines)
        start, end = place.start, place.end
        match parent.shape:
            case Shape.HEADING:
                found = OWN_ID.search(text)
                if found:
                    parent.anchor, parent.named = found.group(1), True
                    text, end = text[: found.start()], end - len(found.group())
                # Its words stand under itself; the id is settled when all are known.
                self.anchor = parent.anchor or slug(text)
                self._keep_normal(parent, Kind.HEADING, text, start=start, end=end)
            case Shape.CELL:
                kind = Kind.HEAD_CELL if parent.named else Kind.CELL
                self._keep_normal(parent, kind, text.replace("\\|", "|"), start=start, end=end)
            case _:
                self._paragraph(parent, place, text)

    def _paragraph(self, parent: Block, place: rules.Place, text: str) -> None:
        start, end = place.start, place.end
        if text.startswith("![") and len(place.lines) == 1 and self._figure(parent, start, text):
            return
        around = self.inside[-2] if len(self.inside) > 1 else None
        if around and around.shape is Shape.ITEM and around.children[0] is parent:
            found = TASK.match(text)
            if found:
                around.detail = found.group(1).lower()
                start, text = start + found.end(), text[found.end() :]
        in_note = any(block.shape is Shape.FOOTNOTE for block in self.inside)
        kind = Kind.NOTE if in_note else Kind.PARAGRAPH
        self._keep_normal(parent, kind, text, start=start, end=end, prefix=self._prefix(place))

    def _figure(self, parent: Block, start: int, text: str) -> bool:
        """An image alone in its paragraph. Its description and its caption are segments."""
        if len(text) > LONGEST_FIGURE:
            return False
        tokens = rules.inline(text, references={}, footnotes=frozenset())
        if len(tokens) != 1 or tokens[0].type != "image":
            return False
        for found in re.finditer(r"\]\(", text):
            ends = IMAGE_END.fullmatch(text, found.start())
            alone = f"![]({text[found.end() :]}"
            same = rules.inline(alone, references={}, footnotes=frozenset())
            if (
                ends
                and len(same) == 1
                and same[0].attrs.get("src") == tokens[0].attrs.get("src")
                and same[0].attrs.get("title") == tokens[0].attrs.get("title")
            ):
                break
        else:
            return False
        parent.shape = Shape.FIGURE
        parent.detail = str(tokens[0].attrs["src"])
        for kind, first, last in (
            (Kind.ALT, 2, ends.start()),
            (Kind.CAPTION, ends.start("caption"), ends.end("caption")),
        ):
            if first >= 0:
                words = text[first:last]
                self._keep_normal(parent, kind, words, start=start + first, end=start + last)
        return True

    def _prefix(self, place: rules.Place) -> str:
        """What a further line of this paragraph begins with: quote marks and indentation."""
        if len(place.lines) > 1:
            begin = place.lines[1][0]
            return self.normal[self.normal.rfind("\n", 0, begin) + 1 : begin]
        begin = place.start
        before = self.normal[self.normal.rfind("\n", 0, begin) + 1 : begin]
        before = FOOTNOTE_NAME.sub(lambda found: " " * len(found.group()), before)
        return re.sub(r"[^>\s]", " ", before)

    def _keep_normal(
        self, block: Block, kind: Kind, text: str, *, start: int, end: int, prefix: str = ""
    ) -> None:
        """A segment whose place is known in the normalised source."""
        if text.strip():
            shift = self.front.end
            self._keep(
                block,
                kind,
                text,
                start=shift + start + bisect_left(self.returns, start),
                end=shift + end + bisect_left(self.returns, end),
                prefix=prefix,
            )

    def _keep(
        self, block: Block, kind: Kind, text: str, *, start: int, end: int, prefix: str = ""
    ) -> None:
        if end - start > LONGEST_SEGMENT:
            raise Refused(
                _("A paragraph is longer than %(most)d characters.") % {"most": LONGEST_SEGMENT},
                line=block.line,
            )
        segment = Segment(
            len(self.segments),
            kind,
            start,
            end,
            text,
            hash_of(text),
            self.anchor,
            block.line,
            prefix,
        )
        block.segments[kind] = segment
        self.segments.append(segment)

    def _ids(self, root: Block) -> None:
        """Settle the ids of headings, no two alike: first those given, then those from words."""
        headings = [block for block in walk(root) if block.shape is Shape.HEADING]
        for block in sorted(headings, key=lambda block: not block.named):
            words = block.segments.get(Kind.HEADING)
            wanted = block.anchor or slug(words.text if words else "")
            anchor, times = wanted, 1
            while anchor in self.ids:
                times += 1
                anchor = f"{wanted}-{times}"
            self.ids.add(anchor)
            block.anchor = anchor


def walk(block: Block) -> Iterator[Block]:
    """A block and everything in it, in reading order."""
    yield block
    for child in block.children:
        yield from walk(child)


def _take_footnotes(block: Block) -> Iterator[Block]:
    """Take the footnotes out of the tree, wherever they were written."""
    kept = []
    for child in block.children:
        yield from _take_footnotes(child)
        if child.shape is Shape.FOOTNOTE:
            yield child
        else:
            kept.append(child)
    block.children[:] = kept
