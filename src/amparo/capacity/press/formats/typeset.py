"""From a book to Typst's source: the calls of `handbook.typ`, block by block.

Words are written as `#"…";` strings, never as markup with escapes: nothing in them can be a mark.
Every block's own line is remembered, so that what Typst says of a line leads to a chapter's line.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from amparo.ground.texts.markdown import building, inline, rules
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.reading import parse_bytes, walk
from amparo.ground.texts.markdown.tree import Block, Document, Kind, Refused, Segment, Shape

from .book import Book, CannotWriteError, Chapter, Picture
from .running import Around, Line, label, name, string, verbatim, words
from .typography import Marks, tongue

TOP = 2  # the level of a chapter's highest headings
MARK = re.compile("\x00([^\x00]*)\x00(\\d+)\x00")
KINDS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class Typeset(NamedTuple):
    """Typst's source of some blocks; `places` has the chapter and line each of its lines is from,
    `pictures` the files it shows, `tongues` the languages in it."""

    source: str
    places: list[tuple[str, int]]
    pictures: dict[str, bytes]
    tongues: set[str]


def settled(marked: str) -> tuple[str, list[tuple[str, int]]]:
    """Source without our marks, and the chapter and line that each of its lines is from."""
    lines, places, here = [], [], ("", 0)
    for line in marked.split("\n"):
        found = MARK.findall(line)
        if found:
            here = (found[-1][0], int(found[-1][1]))
        places.append(here)
        lines.append(MARK.sub("", line) if found else line)
    return "\n".join(lines), places


class Typesetter:
    """Writes one book's chapters. `printed`: addresses behind words are written out, since nobody
    can follow them on paper; `width`: about how many signs fit on a line."""

    def __init__(self, book: Book, labels_in: str, *, printed: bool, width: int) -> None:
        self.book = book
        self.labels_in = labels_in
        self.printed = printed
        self.width = width
        self.pictures: dict[str, bytes] = {}
        self.tongues = {book.language, labels_in}
        self.documents = {chapter.slug: self._parsed(chapter) for chapter in book.chapters}
        self.places = {
            label(slug, anchor)
            for slug, document in self.documents.items()
            for anchor in ["", *_anchors(document)]
        }

    def _parsed(self, chapter: Chapter) -> Document:
        try:
            return parse_bytes(chapter.source)
        except Refused as refused:
            raise CannotWriteError(
                refused.reason, chapter=chapter.slug, line=refused.line
            ) from None

    def run(self, text: str, language: str) -> str:
        """Plain words in a language, as a run within a line."""
        return self.tongued(words(Marks(language).set(text)), language)

    def ours(self, text: str) -> str:
        """Words of our own."""
        return self.run(text, self.labels_in)

    def tongued(self, content: str, language: str | None) -> str:
        """Content as a run in its language."""
        if not content or language in {None, self.book.language}:
            return content
        self.tongues.add(str(language))
        return f"#run({string(str(language))})[{content}];"

    def chapter(self, chapter: Chapter) -> str:
        """A chapter's blocks below its title."""
        return _Chapter(self, chapter, self.documents[chapter.slug]).all()

    def picture(self, picture: Picture) -> str:
        """The path of a picture beside the source, "" when it is of no kind that we can set."""
        kind = KINDS.get(picture.media_type)
        if kind is None:
            return ""
        path = name(f"{picture.name.rsplit('.', 1)[0]}.{kind}")
        self.pictures[path] = picture.content
        return path


def _anchors(document: Document) -> Iterator[str]:
    for block in walk(document.root):
        if block.shape is Shape.HEADING:
            yield block.anchor


class _Chapter:
    def __init__(self, setter: Typesetter, chapter: Chapter, document: Document) -> None:
        self.setter = setter
        self.chapter = chapter
        self.document = document
        self.levels = building.levels(document, TOP)
        self.hidden = building.title_block(document)
        self.names = frozenset(document.footnotes)
        self.noted: set[str] = set()
        self.in_note = 0
        self.around = Around(
            chapter.slug, chapter.links, setter.places, self.footnote, setter.printed
        )

    def all(self) -> str:
        root = self.document.root.children
        placed = list(map(self.placed, root))
        if not root or root[-1].shape not in {Shape.LIST, Shape.TABLE}:
            return "".join(placed)
        if "#footnote" not in placed[-1] or self.extent(root[-1]) > self.setter.width * 8:
            return "".join(placed)
        # Footnotes of the last lines could else be all that stands on the chapter's last page.
        headed = len(root) > 1 and root[-2].shape is Shape.HEADING
        kept = -2 if headed else -1
        above = "2.1em" if headed else "auto"
        return f"{''.join(placed[:kept])}\n#whole({above})[{''.join(placed[kept:])}]\n"

    def extent(self, block: Block) -> int:
        """About how wide a block's words are, in Latin letters."""
        said = (s for b in walk(block) for s in b.segments.values())
        return sum(_extent(self.shown(segment).words) for segment in said)

    # --- words ---------------------------------------------------------------------------------
    def shown(self, segment: Segment) -> Shown:
        found = self.chapter.said.get(segment.position)
        return found or Shown(segment.text, self.setter.book.source_language)

    def said(self, segment: Segment | None) -> tuple[str, Shown | None]:
        """A segment's words in markup, without their language, and what is shown."""
        if segment is None:
            return "", None
        shown = self.shown(segment)
        tokens = rules.inline(
            shown.words, references=self.document.references, footnotes=self.names
        )
        line = Line(self.around, shown.language, in_note=self.in_note > 0)
        return line.write(tokens), shown

    def line(self, segment: Segment | None) -> str:
        """A segment as a run: in its language, marked when stale or corrected."""
        content, shown = self.said(segment)
        return self.line_of(content, shown) if shown and content else ""

    def line_of(self, content: str, shown: Shown) -> str:
        content = self.setter.tongued(content, shown.language)
        if shown.corrected:
            told = self.setter.ours(_("Corrected:") + " ")
            return f"#strong[{told}];{content}"
        return f"#stale-run[{content}];" if shown.stale else content

    def footnote(self, called: str) -> str:
        """A call of a footnote; where it is first called, the footnote itself."""
        place = label(self.chapter.slug, f"note:{called}")
        if called in self.noted:
            return f"#footnote(label({string(place)}));"
        self.noted.add(called)
        self.in_note += 1
        content = self.blocks(self.document.footnotes[called])
        self.in_note -= 1
        return f"#[#footnote[{content.strip()}]#label({string(place)})];"

    # --- blocks --------------------------------------------------------------------------------
    def blocks(self, block: Block) -> str:
        return "".join(map(self.placed, block.children))

    def placed(self, block: Block) -> str:
        """A block, and where it is from."""
        if block is self.hidden:
            return ""
        return f"\n\x00{self.chapter.slug}\x00{block.line}\x00{self.block(block)}\n"

    def block(self, block: Block) -> str:
        ways: Mapping[Shape, Callable[[Block], str]] = {
            Shape.HEADING: self.heading,
            Shape.PARAGRAPH: self.paragraph,
            Shape.FIGURE: self.figure,
            Shape.LIST: self.list,
            Shape.QUOTE: lambda quote: f"#quoted({self.rtl(quote)})[{self.blocks(quote)}]",
            Shape.TABLE: self.table,
            Shape.CODE: lambda code: f"#code-block({verbatim(code.detail)})",
            Shape.ADMONITION: self.admonition,
            Shape.RULE: lambda _rule: "#separator",
        }
        return ways[block.shape](block)

    def rtl(self, block: Block) -> str:
        """Whether most of a block's words run from the right: on that side its rule stands."""
        languages = [self.shown(s).language for b in walk(block) for s in b.segments.values()]
        language = max(set(languages), key=languages.count, default=self.setter.book.language)
        return "true" if tongue(language).rtl else "false"

    def paragraph(self, block: Block) -> str:
        segment = block.segments.get(Kind.PARAGRAPH) or block.segments.get(Kind.NOTE)
        if self.in_note:
            return self.line(segment)
        content, shown = self.said(segment)
        if shown is None or not content:
            return ""
        if block.tight and not shown.corrected:
            return self.line_of(content, shown)
        if shown.language != self.setter.book.language:
            self.setter.tongues.add(shown.language)
            content = f"#within({string(shown.language)})[{content}]"
        if shown.corrected:
            return self.corrected(content)
        rtl = "true" if tongue(shown.language).rtl else "false"
        return f"#stale({rtl})[{content}]" if shown.stale else content

    def corrected(self, content: str) -> str:
        """The corrected original of a paragraph where the old translation is not safe any more."""
        told = self.setter.ours(
            _(
                "This was corrected in the original for safety reasons."
                " The corrected original stands here until it is translated."
            )
        )
        rtl = "true" if tongue(self.setter.labels_in).rtl else "false"
        return f'#admonition("safety", {rtl}, [{told}])[{content}]'

    def heading(self, block: Block) -> str:
        content = self.line(block.segments.get(Kind.HEADING))
        if not content:
            return ""
        level = self.levels.get(block.number, 6)
        place = label(self.chapter.slug, block.anchor)
        if self.in_note:
            return f"#strong[{content}];"
        return f"#[#heading(level: {level})[{content}]#label({string(place)})]"

    def list(self, block: Block) -> str:
        items = [f"[{self.item(item)}]" for item in block.children]
        if any(item.detail for item in block.children):
            boxes = "".join({"x": "☑", " ": "☐"}.get(item.detail, "•") for item in block.children)
            signs = ", ".join(string(sign) for sign in boxes)
            return f"#tasks(({signs},), {', '.join(items)})"
        led = any(map(_leads, block.children))
        tight = not led and all(
            child.tight for item in block.children for child in item.children[:1]
        )
        spacing = "" if tight else "tight: false, "
        if block.detail == "*":
            return f"#list({spacing}{', '.join(items)})"
        return f"#enum({spacing}start: {int(block.detail)}, {', '.join(items)})"

    def item(self, item: Block) -> str:
        """What stands in a list; a line that leads to a list of its own stays with that."""
        if not _leads(item):
            return self.blocks(item)
        first, *others = item.children
        return f"#lead[{self.placed(first)}]{''.join(map(self.placed, others))}"

    def admonition(self, block: Block) -> str:
        own = self.line(block.segments.get(Kind.LABEL))
        told = own or self.setter.ours(str(building.ADMONITIONS[block.detail]))
        return (
            f"#admonition({string(block.detail)}, {self.rtl(block)}, [{told}])"
            f"[{self.blocks(block)}]"
        )

    def figure(self, block: Block) -> str:
        described = block.segments.get(Kind.ALT)
        alt = ""
        if described is not None:
            tokens = rules.inline(self.shown(described).words, references={}, footnotes=frozenset())
            alt = inline.plain(tokens)
        caption = self.line(block.segments.get(Kind.CAPTION))
        found = self.chapter.figures.get(block.detail)
        path = self.setter.picture(found) if found else ""
        if not path:
            told = self.setter.ours(_("This figure is not available."))
            return f"#lost-picture[{told} {words(alt)} {caption}]"
        alt = alt or _("A figure without a description.")
        drawn = f"image({string(path)}, alt: {string(alt)})"
        return f"#picture({drawn}, {string(alt)}, {f'[{caption}]' if caption else 'none'})"

    def table(self, block: Block) -> str:
        rows = [[self.cell(cell) for cell in row.children] for row in block.children]
        if not rows or not rows[0]:
            return ""
        plain = [[self.plain(cell) for cell in row.children] for row in block.children]
        columns, fits = _columns(plain, self.setter.width)
        heads = ", ".join(f"[{cell}]" for cell in rows[0])
        named = any(rows[0])
        if not fits and named:
            listed = ", ".join(f"({', '.join(f'[{cell}]' for cell in row)},)" for row in rows[1:])
            return f"#stacked(({heads},), ({listed}{',' if listed else ''}))"
        aligns = ", ".join(
            {"center": "center", "right": "end"}.get(cell.detail, "start")
            for cell in block.children[0].children
        )
        strong = ", ".join(f"strong[{cell}]" for cell in rows[0])
        head = f"table.header(repeat: true, {strong})," if named else f"{heads},"
        body = []
        for row, said in zip(rows[1:], plain[1:], strict=True):
            whole = sum(map(len, said)) < 900
            broken = "false" if whole else "true"
            body += [f"table.cell(breakable: {broken})[{cell}]" for cell in row]
        made = (
            f"#table(columns: ({', '.join(columns)},), align: ({aligns},), {head}"
            f"\n{', '.join(body)})"
        )
        short = len(rows) <= 7 and self.extent(block) <= self.setter.width * 5
        return f"#whole(auto)[{made}]" if self.setter.printed and short else made

    def cell(self, block: Block) -> str:
        return self.line(block.segments.get(Kind.HEAD_CELL) or block.segments.get(Kind.CELL))

    def plain(self, block: Block) -> str:
        segment = block.segments.get(Kind.HEAD_CELL) or block.segments.get(Kind.CELL)
        return self.shown(segment).words if segment else ""


def _leads(item: Block) -> bool:
    """Whether a list's item is a line above a list."""
    return [child.shape for child in item.children[:2]] == [Shape.PARAGRAPH, Shape.LIST]


MARKUP = re.compile(r"\[\^[^\]]+\]|[*`]|\]\([^)]*\)")


def _extent(text: str) -> int:
    """About how wide some words are, in Latin letters."""
    return len(text) + sum(sign > "\u2e7f" for sign in text)


def _columns(rows: Sequence[Sequence[str]], width: int) -> tuple[list[str], bool]:
    """How wide each column is, and whether the table can be read on a sheet of this width."""
    count = len(rows[0])
    cells = [
        [MARKUP.sub("", row[at]) if at < len(row) else "" for row in rows] for at in range(count)
    ]
    natural = [max(map(_extent, column)) for column in cells]
    room = width - 2 * count
    least = [
        min(
            14,
            max(
                (2 if word > "\u2e7f" else len(word) for cell in column for word in cell.split()),
                default=1,
            ),
        )
        for column in cells
    ]
    if sum(least) > room or (count > 2 and room / count < 13 and sum(natural) > room):
        return [], False
    if sum(natural) <= room * 0.9:
        return ["auto"] * (count - 1) + ["1fr"], True
    wanted = [min(natural[at], sum(map(_extent, cells[at])) ** 0.5 * 4) + 1 for at in range(count)]
    scale = room / sum(wanted)
    given = [max(least[at] + 4, wanted[at] * scale) for at in range(count)]
    return [f"{share:.1f}fr" for share in given], True
