"""What a text is made of: blocks in a tree, and the segments a translator works on."""

import enum
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

# What we refuse to read, because one file must not hold up the rest.
MOST_BYTES = 1_000_000
MOST_NESTING = 24
MOST_FOOTNOTES = 1_000
MOST_BLOCKS = 20_000
LONGEST_SEGMENT = 100_000  # characters

# Of scripts that write no spaces between words.
SIGNS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


class Refused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """A file we do not read, with a translated reason and the line (from 1; 0 when unknown)."""

    def __init__(self, reason: str, *, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        if self.line:
            return _("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}
        return self.reason


class Kind(enum.StrEnum):
    """What a segment is to its reader."""

    TITLE = "title"  # of the text, in its front matter
    SUMMARY = "summary"  # of the text, in its front matter
    HEADING = "h"
    PARAGRAPH = "p"
    HEAD_CELL = "th"
    CELL = "td"
    ALT = "alt"  # a figure's description
    CAPTION = "caption"
    NOTE = "note"  # a paragraph of a footnote
    LABEL = "label"  # an admonition's own title


class Shape(enum.StrEnum):
    """What a block is."""

    TEXT = "text"  # the whole document
    HEADING = "heading"  # detail: level 1-6
    PARAGRAPH = "paragraph"
    FIGURE = "figure"  # detail: the image's address
    LIST = "list"  # detail: "*" or the first number
    ITEM = "item"  # detail: "", "x" or " " for a task done or open
    QUOTE = "quote"
    TABLE = "table"  # detail: alignment of each column
    ROW = "row"
    CELL = "cell"
    CODE = "code"  # detail: what it says
    RULE = "rule"
    ADMONITION = "admonition"  # detail: note, tip, warning or safety
    FOOTNOTE = "footnote"  # detail: its name


def folded(words: str) -> str:
    """Words with every run of white space made one space."""
    return " ".join(words.split())


def hash_of(words: str) -> str:
    """SHA-256 of words whose white space was folded: re-wrapping a paragraph changes nothing."""
    return hashlib.sha256(folded(words).encode("utf-8", "surrogatepass")).hexdigest()


def norm_of(words: str) -> str:
    """SHA-256 of words whose white space and case were folded: what the memory finds them by."""
    return hashlib.sha256(folded(words).casefold().encode("utf-8", "surrogatepass")).hexdigest()


def words_in(words: str) -> int:
    """How many words a translator counts: signs, where no spaces are written between words."""
    signs = len(SIGNS.findall(words))
    return signs + len(SIGNS.sub(" ", words).split())


@dataclass(frozen=True, slots=True)
class Segment:
    """A slice of the source that can be translated.

    `start` and `end` are character offsets in the decoded file (with its byte order mark and its
    line ends); `text` is the slice as Markdown without the prefixes of list and quote, `prefix` is
    what each further line of the slice begins with.
    """

    position: int
    kind: Kind
    start: int
    end: int
    text: str
    hash: str
    anchor: str
    line: int
    prefix: str = ""


@dataclass(slots=True)
class Block:
    """A block of the tree; `number` counts blocks in reading order from 1, `line` from 1."""

    shape: Shape
    number: int
    line: int
    detail: str = ""
    anchor: str = ""  # the id of a heading
    named: bool = False  # whether its author gave that id
    tight: bool = False  # an item whose paragraph stands without space around it
    segments: dict[Kind, Segment] = field(default_factory=dict)
    children: list["Block"] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A parsed file. `references` are the link definitions, as markdown-it keeps them."""

    source: str
    root: Block
    footnotes: dict[str, Block]
    segments: list[Segment]
    references: dict[str, Any]
    order: int | None = None
