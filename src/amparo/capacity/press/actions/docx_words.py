"""A document as pandoc reads it (its JSON tree), written as the Markdown of this house.

Pure: no database, no files. What our Markdown has no word for is carried as plain words as far as
they go, and noted with its place.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

MOST_NESTING = 20
MARKS = re.compile(r"([\\`*\[\]<])")
UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_START = re.compile(r"\A\s*(?:#{1,6}(?=\s|\Z)|[-+>~|=]|:::)")
NUMBER = re.compile(r"\A(\s*[0-9]+)([.)])(?=\s|\Z)")
SAFE = ("http://", "https://", "mailto:")


class TooDeep(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """Lists in lists in lists: nobody reads that, and it could hold everything up."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What could not be carried, and the heading it stood under."""

    place: str
    what: str


@dataclass(slots=True)
class Notes:
    """What is collected while one chapter is written."""

    place: str = ""
    lost: list[Lost] = field(default_factory=list)
    footnotes: list[list[Any]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def lose(self, what: str) -> None:
        """Note what could not be carried, here; the same in one place is said once."""
        line = Lost(self.place, what)
        if line not in self.lost:
            self.lost.append(line)


@dataclass(slots=True)
class Writer:
    """Writes one chapter. `picture` gives the address of a figure (None: it cannot be taken),
    `link` that of an anchor in the document (None: it leads nowhere)."""

    notes: Notes
    picture: Callable[[str], str | None]
    link: Callable[[str], str | None]
    wanted: frozenset[str] = frozenset()  # anchors that something leads to
    level: int = 1  # the heading level that became the chapter

    def chapter(self, blocks: list[Any]) -> str:
        """The Markdown of a chapter's blocks, with its footnotes at the end."""
        parts = [self.blocks(blocks)]
        written = 0
        while written < len(self.notes.footnotes):
            words = self.blocks(self.notes.footnotes[written])
            written += 1
            head, *rest = words.split("\n") if words else [""]
            lines = [f"[^{written}]: {head}", *(f"    {line}" if line else "" for line in rest)]
            parts.append("\n".join(lines))
        return "\n\n".join(part for part in parts if part.strip()) + "\n"

    def blocks(self, blocks: list[Any], depth: int = 0, *, tight: bool = False) -> str:
        """Blocks, one after another."""
        if depth > MOST_NESTING:
            raise TooDeep
        written: list[str] = []
        kinds: list[str] = []
        for block in blocks:
            words = self.block(block, depth)
            if not words.strip():
                continue
            # Two lists of a kind in a row would become one.
            if kinds and kinds[-1] == block["t"] and block["t"] in {"BulletList", "OrderedList"}:
                words = _other_marks(words, block["t"])
            kinds.append(block["t"])
            written.append(words)
        return ("\n" if tight else "\n\n").join(written)

    def block(self, block: dict[str, Any], depth: int) -> str:  # noqa: PLR0911  (a line each)
        """One block; "" for what has no words."""
        kind: str = block["t"]
        held: Any = block.get("c")
        if kind in {"Para", "Plain"}:
            return self.paragraph(held)
        if kind == "Header":
            return self.heading(held)
        if kind == "LineBlock":
            return "\\\n".join(_at_start(self.inlines(line)) for line in held)
        if kind == "CodeBlock":
            fence = "`" * max(3, _longest(held[1]) + 1)
            return f"{fence}\n{held[1]}\n{fence}"
        if kind == "BlockQuote":
            return _behind("> ", self.blocks(held, depth + 1))
        if kind == "BulletList":
            return self.items(held, ["- "] * len(held), depth)
        if kind == "OrderedList":
            (start, _style, _delimiter), items = held
            return self.items(items, [f"{start + at}. " for at in range(len(items))], depth)
        if kind == "DefinitionList":
            return self.definitions(held, depth)
        if kind == "HorizontalRule":
            return "---"
        if kind == "Table":
            return self.table(held, depth)
        if kind == "Figure":
            return self.blocks(held[2], depth)
        if kind == "Div":
            return self.blocks(held[1], depth)
        self.notes.lose(_("something that only Word can show"))
        return ""

    def paragraph(self, inlines: list[Any]) -> str:
        """A paragraph; pictures in it become figures after it."""
        before = len(self.notes.pictures)
        words = _at_start(self.inlines(inlines).strip())
        figures = self.notes.pictures[before:]
        del self.notes.pictures[before:]
        return "\n\n".join(part for part in [words, *figures] if part.strip())

    def heading(self, held: list[Any]) -> str:
        """A heading below the chapter's own, with its anchor where something leads to it."""
        level, (anchor, _classes, _more), inlines = held
        before = len(self.notes.pictures)
        words = " ".join(self.inlines(inlines).split())
        figures = self.notes.pictures[before:]
        del self.notes.pictures[before:]
        if words:
            self.notes.place = plain(inlines) or self.notes.place
            marks = "#" * min(6, max(2, level - self.level + 1))
            words = f"{marks} {words}{f' {{#{anchor}}}' if anchor in self.wanted else ''}"
        return "\n\n".join(part for part in [words, *figures] if part)

    def items(self, items: list[Any], marks: list[str], depth: int) -> str:
        """The items of a list, tight when all of them are."""
        tight = all(_is_short(item) for item in items)
        written = []
        for mark, item in zip(marks, items, strict=True):
            words = self.blocks(item, depth + 1, tight=tight) or ""
            head, *rest = words.split("\n")
            room = " " * len(mark)
            written.append(
                "\n".join([mark + head, *(room + line if line else "" for line in rest)])
            )
        return ("\n" if tight else "\n\n").join(written)

    def definitions(self, held: list[Any], depth: int) -> str:
        """Terms in bold, what they mean below."""
        parts = []
        for term, meanings in held:
            parts.append(f"**{self.inlines(term).strip()}**")
            parts += [self.blocks(meaning, depth + 1) for meaning in meanings]
        return "\n\n".join(parts)

    def table(self, held: list[Any], depth: int) -> str:
        """A pipe table; what such a table cannot hold is flattened and noted."""
        _attributes, _caption, columns, head, bodies, foot = held
        caption = self.blocks(_caption[1], depth + 1) if _caption and _caption[1] else ""
        rows = [self.row(row, depth) for row in head[1]]
        heads = len(rows)
        for _body, _headings, more, body in bodies:
            rows += [self.row(row, depth) for row in [*more, *body]]
        rows += [self.row(row, depth) for row in foot[1]]
        rows = [row for row in rows if row]
        if not rows:
            return ""
        if not heads:
            self.notes.lose(_("a table without a head: its first row became the head"))
        elif heads > 1:
            self.notes.lose(_("a table with several rows of heads: the first one stayed the head"))
        wide = max(len(columns), *(len(row) for row in rows))
        lines = ["| " + " | ".join([*row, *[""] * (wide - len(row))]) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * wide)
        return "\n\n".join(part for part in [caption, "\n".join(lines)] if part)

    def row(self, row: list[Any], depth: int) -> list[str]:
        """The cells of a row, each in one line."""
        cells = []
        for _attributes, _align, down, across, blocks in row[1]:
            if down > 1 or across > 1:
                self.notes.lose(_("cells that were joined: the words stand in the first of them"))
            if len(blocks) > 1 or any(one["t"] not in {"Plain", "Para"} for one in blocks):
                self.notes.lose(
                    _("paragraphs or lists inside a table’s cell: they became one line")
                )
            before = len(self.notes.pictures)
            words = self.blocks(blocks, depth + 1)
            if len(self.notes.pictures) > before:
                self.notes.lose(_("a picture inside a table"))
                del self.notes.pictures[before:]
            words = " ".join(re.sub(r"\\\n|\n\s*(?:[-+*]|[0-9]+[.)])\s+|\n", " ", words).split())
            cells += [re.sub(r"(?<!\\)\|", r"\\|", words), *[""] * (across - 1)]
        return cells

    def inlines(self, inlines: list[Any], depth: int = 0) -> str:
        """Words in a line."""
        if depth > MOST_NESTING:
            raise TooDeep
        return "".join(self.inline(one, depth) for one in inlines)

    def inline(self, one: dict[str, Any], depth: int) -> str:  # noqa: PLR0911, PLR0912  (so too)
        """One piece of a line."""
        kind: str = one["t"]
        held: Any = one.get("c")
        if kind == "Str":
            return escaped(held)
        if kind in {"Space", "SoftBreak"}:
            return " "
        if kind == "LineBreak":
            return "\\\n"
        if kind in {"Emph", "Strong"}:
            return _around("*" if kind == "Emph" else "**", self.inlines(held, depth + 1))
        if kind in LOST_LOOKS:
            self.notes.lose(str(LOST_LOOKS[kind]()))
            return self.inlines(held, depth + 1)
        if kind == "Quoted":
            left, right = ("“", "”") if held[0]["t"] == "DoubleQuote" else ("‘", "’")
            return left + self.inlines(held[1], depth + 1) + right
        if kind == "Cite":
            return self.inlines(held[1], depth + 1)
        if kind == "Code":
            return _code(held[1])
        if kind == "Math":
            self.notes.lose(_("a formula: it stands as it is written in TeX"))
            return _code(held[1])
        if kind == "Link":
            return self.linked(held, depth)
        if kind == "Image":
            return self.pictured(held)
        if kind == "Note":
            self.notes.footnotes.append(held)
            return f"[^{len(self.notes.footnotes)}]"
        if kind == "Span":
            return self.span(held, depth)
        self.notes.lose(_("something that only Word can show"))
        return ""

    def span(self, held: list[Any], depth: int) -> str:
        """Words with something about them: what was deleted is gone, comments stay behind."""
        (_anchor, classes, _more), inlines = held
        if "deletion" in classes:
            self.notes.lose(_("tracked changes: what was inserted stays, what was deleted is gone"))
            return ""
        if "insertion" in classes:
            self.notes.lose(_("tracked changes: what was inserted stays, what was deleted is gone"))
        if "comment-start" in classes:
            self.notes.lose(_("a comment: “%(words)s”") % {"words": plain(inlines)[:80]})
            return ""
        return self.inlines(inlines, depth + 1)

    def linked(self, held: list[Any], depth: int) -> str:
        """A link that leads somewhere; else its words."""
        _attributes, inlines, (address, _title) = held
        words = self.inlines(inlines, depth + 1)
        if address.startswith("#"):
            found = self.link(address[1:])
        else:
            found = address if address.startswith(SAFE) else None
        if found is None:
            self.notes.lose(_("a link that leads nowhere: “%(words)s”") % {"words": words[:80]})
            return words
        if not words.strip():
            return ""
        address = found.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
        plain_enough = re.fullmatch(r"[^\s()<>\\]+", address)
        return f"[{words.strip()}]({address if plain_enough else f'<{address}>'})"

    def pictured(self, held: list[Any]) -> str:
        """A picture goes after its paragraph, as a figure of its own."""
        _attributes, inlines, (address, _title) = held
        found = self.picture(address)
        alt = " ".join(plain(inlines).split())
        if found is None:
            self.notes.lose(_("a picture of a kind that cannot be taken"))
            return ""
        if not alt:
            self.notes.lose(_("a picture without a description: describe it for who cannot see it"))
        self.notes.pictures.append(f"![{escaped(alt)}](<{found}>)")
        return ""


LOST_LOOKS: dict[str, Callable[[], str]] = {
    "Underline": lambda: _("underlined words: the line is gone"),
    "Strikeout": lambda: _("words struck out: they stand as if they were not"),
    "Superscript": lambda: _("raised letters: they stand on the line"),
    "Subscript": lambda: _("lowered letters: they stand on the line"),
    "SmallCaps": lambda: _("small capitals: they are ordinary letters"),
}


def plain(inlines: Iterable[Any]) -> str:
    """What a line says, without any marks."""
    words = []
    for one in inlines:
        kind, held = one["t"], one.get("c")
        if kind == "Str":
            words.append(held)
        elif kind in {"Space", "SoftBreak", "LineBreak"}:
            words.append(" ")
        elif kind in {"Code", "Math"}:
            words.append(held[1])
        elif kind in {"Emph", "Strong", *LOST_LOOKS}:
            words.append(plain(held))
        elif kind in {"Quoted", "Cite", "Link", "Span", "Image"}:
            words.append(plain(held[1]))
    return "".join(words)


def escaped(words: str) -> str:
    """Words in which no sign means anything to Markdown."""
    words = MARKS.sub(r"\\\1", words)
    words = UNDERSCORE.sub(r"\\_", words)
    return ENTITY.sub(r"\\&", words)


def _at_start(words: str) -> str:
    """What begins a line must not look like a heading, a list, a quote, a table or a rule."""
    lines = []
    for line in words.split("\n"):
        kept = NUMBER.sub(r"\1\\\2", line)
        if kept == line and LINE_START.match(line):
            at = len(line) - len(line.lstrip())
            kept = line[:at] + "\\" + line[at:]
        lines.append(kept)
    return "\n".join(lines)


def _around(mark: str, words: str) -> str:
    """Emphasis marks stand at the words, never at a space."""
    bare = words.strip()
    if not bare:
        return words
    before = words[: len(words) - len(words.lstrip())]
    after = words[len(words.rstrip()) :]
    return f"{before}{mark}{bare}{mark}{after}"


def _code(words: str) -> str:
    mark = "`" * (_longest(words) + 1)
    room = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{mark}{room}{' '.join(words.split())}{room}{mark}"


def _longest(words: str) -> int:
    return max((len(run) for run in re.findall(r"`+", words)), default=0)


def _behind(prefix: str, words: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in words.split("\n"))


def _is_short(item: list[Any]) -> bool:
    """One paragraph and lists below it: Word sets every such item as a paragraph of its own."""
    return all(block["t"] in {"BulletList", "OrderedList"} for block in item[1:]) and (
        not item or item[0]["t"] in {"Plain", "Para", "BulletList", "OrderedList"}
    )


def _other_marks(words: str, kind: str) -> str:
    if kind == "BulletList":
        return re.sub(r"^- ", "* ", words, flags=re.MULTILINE)
    return re.sub(r"^([0-9]+)\. ", r"\1) ", words, flags=re.MULTILINE)
