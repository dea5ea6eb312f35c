"""The body of a Word document: blocks, runs, links and footnotes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import unquote

from django.utils.translation import gettext as _
from markdown_it.token import Token

from amparo.ground.texts.markdown import inline
from amparo.ground.texts.markdown.building import Built
from amparo.ground.texts.markdown.nodes import Node
from amparo.ground.texts.markdown.rules import SCHEME, is_allowed_link

from . import docx_parts as parts
from . import tree, words
from .book import Book, Chapter, Picture
from .pictures import Drawn, drawn

INLINE = frozenset({"", "span", "strong"})
# Words of another script inside a right-to-left run, which go on from left to right.
LATIN = re.compile(
    r"(\u200e[+\d][\d ()\u00a0./-]*\d"
    r"|[A-Za-z\u00c0-\u024f](?:[^\u0590-\u08ff\n]*[A-Za-z\u00c0-\u024f0-9/])?)"
)
WIDEST = 5_486_400  # English metric units: 15.24 cm, between the margins of A4
HIGHEST = 7_200_000
BOXES = {"note": "Note", "tip": "Tip", "warning": "Warning", "safety": "Safety"}


@dataclass(frozen=True, slots=True)
class Look:
    """How paragraphs look where they stand: their style, and how deep in lists."""

    style: str = ""
    depth: int = 0
    bold: bool = False
    note: bool = False


class Body:
    """Writes one book's chapters, and gathers what they need beside them: footnotes, lists, links,
    pictures."""

    chapter: Chapter
    made: Built

    def __init__(self, book: Book) -> None:
        self.book = book
        self.language = book.language
        self.starts: list[int] = []  # of numbered lists
        self.notes: list[str] = []
        self.numbers: dict[tuple[str, int], int] = {}  # of footnotes that were called
        self.links: list[tuple[str, str]] = []
        self.note_links: list[tuple[str, str]] = []
        self.media: dict[str, Drawn] = {}
        self.marks: dict[tuple[str, str], str] = {}
        self.counter = 0
        self.pending = ""  # the number a list's item begins with
        self.in_note = False
        for chapter in book.chapters:
            self.mark(chapter.slug, "")
            for entry in tree.built(book, chapter).outline:
                self.mark(chapter.slug, entry.anchor)

    def mark(self, slug: str, anchor: str) -> None:
        self.marks[slug, anchor] = f"_p{len(self.marks) + 1}"

    def next(self) -> int:
        self.counter += 1
        return self.counter

    # --- blocks

    def chapter_of(self, chapter: Chapter) -> str:
        self.chapter = chapter
        title = self.run(tree.fit(chapter.title.words), language=chapter.title.language)
        head = self.marked((chapter.slug, ""), title)
        self.made = tree.built(self.book, chapter)
        return self.paragraph("Heading1", head, chapter.title.language) + "".join(
            self.blocks(self.made.nodes, Look())
        )

    def blocks(self, some: Sequence[Node], look: Look) -> Iterator[str]:
        """Paragraphs and tables of some nodes; runs of words among them make paragraphs."""
        line: list[Node] = []
        for node in some:
            if node.tag in INLINE:
                line.append(node)
                continue
            if line:
                yield self.line(line, look)
                line = []
            yield from self.block(node, look)
        if line:
            yield self.line(line, look)

    def line(self, some: Sequence[Node], look: Look) -> str:
        language = next((node.language for node in some if node.language), None)
        style = look.style or ("ListParagraph" if look.depth else "")
        runs = "".join(self.words(node, look) for node in some)
        return self.paragraph(style, runs, language, depth=look.depth)

    def block(self, node: Node, look: Look) -> Iterator[str]:
        match node.tag:
            case "p" if node.address:
                yield self.picture(node, look)
            case "p" | "figcaption":
                label = node.attributes.get("class") == "label" and look.style
                style = f"{look.style}Label" if label else look.style
                yield self.line([node], replace(look, style=style))
            case "ul" | "ol":
                yield from self.items(node, look)
            case "div" if node.way == "table":
                yield self.table(node, look)
            case "aside":
                kinds = node.attributes.get("class", "").split()
                style = BOXES[next((kind for kind in reversed(kinds) if kind in BOXES), "note")]
                yield from self.blocks(node.children, replace(look, style=style))
            case "blockquote":
                yield from self.blocks(node.children, replace(look, style="Quote"))
            case "pre":
                for code in node.children[0].tokens[0].content.rstrip("\n").split("\n"):
                    yield self.paragraph("Code", self.run(code, language="en"), "en")
            case "figure":
                own = [one for one in node.children if one.address or one.tag == "figcaption"]
                yield from self.blocks(own, replace(look, style=look.style or "Caption"))
            case "hr":
                yield parts.RULE
            case _ if node.level:
                anchor = node.attributes.get("id", "")
                runs = self.marked((self.chapter.slug, anchor), self.words(node, look))
                yield self.paragraph(f"Heading{node.level}", runs, node.language)

    def items(self, node: Node, look: Look) -> Iterator[str]:
        number, tasks = 1, node.attributes.get("class") == "tasks"
        if node.tag == "ol":
            self.starts.append(int(node.attributes.get("start", "1")))
            number = len(self.starts) + 1
        depth = min(look.depth + 1, parts.LEVELS)
        for item in node.children:
            self.pending = (
                ""
                if tasks
                else f'<w:numPr><w:ilvl w:val="{depth - 1}"/><w:numId w:val="{number}"/></w:numPr>'
            )
            yield from self.blocks(item.children, replace(look, depth=depth))
        self.pending = ""

    def table(self, node: Node, look: Look) -> str:
        language = node.language or self.language
        turned = "<w:bidiVisual/>" if tree.direction(language) == "rtl" else ""
        width = max((len(row.children) for row in node.children), default=1)
        grid = f'<w:gridCol w:w="{9070 // max(width, 1)}"/>' * width
        rows = []
        for index, row in enumerate(node.children):
            cells = "".join(self.cell(cell, look) for cell in row.children)
            head = "<w:tblHeader/>" if index == 0 else ""
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
        label = escape(node.attributes.get("aria-label", ""))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Lined"/>{turned}<w:tblW w:w="5000" w:type="pct"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{label}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
            '<w:p><w:pPr><w:spacing w:after="60" w:line="200" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def cell(self, cell: Node, look: Look) -> str:
        align = {"center": "center", "end": "right"}.get(cell.attributes.get("class", ""), "")
        style = "TableHead" if cell.tag == "th" else "TableWords"
        runs = self.words(cell, replace(look, style=style))
        held = self.paragraph(style, runs, cell.language, align=align)
        return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{held}</w:tc>'

    def picture(self, node: Node, look: Look) -> str:
        found = self.chapter.figures.get(node.address)
        if found is None or look.note:
            said = node.alt if found else f"{node.alt} — {_('This figure is not available.')}"
            return self.said("Figure", said)
        made = self.drawn(found)
        wide, high = made.width * 9525, made.height * 9525
        scale = min(1.0, WIDEST / wide, HIGHEST / high)
        size = f'cx="{int(wide * scale)}" cy="{int(high * scale)}"'
        number = self.next()
        kept = self.relation("image", made.name)
        run = (
            f'<w:r><w:drawing><wp:inline><wp:extent {size}/><wp:docPr id="{number}"'
            f' name="figure {number}" descr="{escape(node.alt)}"/><a:graphic><a:graphicData'
            ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="figure {number}"'
            f' descr="{escape(node.alt)}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip r:embed="{kept}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
        return self.paragraph("Figure", run)

    def drawn(self, picture: Picture) -> Drawn:
        if picture.name not in self.media:
            name = f"media/p{len(self.media) + 1}"
            self.media[picture.name] = drawn(picture, name, self.chapter.slug)
        return self.media[picture.name]

    def relation(self, kind: str, target: str) -> str:
        held = self.note_links if self.in_note else self.links
        if (kind, target) not in held:
            held.append((kind, target))
        before = 0 if self.in_note else len(parts.PARTS)
        return f"r{held.index((kind, target)) + 1 + before}"

    # --- paragraphs and runs

    def said(self, style: str, said: str, language: str | None = None) -> str:
        return self.paragraph(style, self.run(said, language=language), language)

    def paragraph(
        self,
        style: str,
        runs: str,
        language: str | None = None,
        *,
        depth: int = 0,
        align: str = "",
        extra: str = "",
    ) -> str:
        told = (f'<w:pStyle w:val="{style}"/>' if style else "") + extra + self.pending
        if tree.direction(language or self.language) == "rtl":
            told += "<w:bidi/>"
        if depth:
            hanging = f' w:hanging="{parts.STEP}"' if self.pending else ""
            told += f'<w:ind w:left="{parts.STEP * depth}"{hanging}/>'
        if align:
            told += f'<w:jc w:val="{align}"/>'
        self.pending = ""
        return f"<w:p><w:pPr>{told}</w:pPr>{runs}</w:p>" if told else f"<w:p>{runs}</w:p>"

    def marked(self, place: tuple[str, str], runs: str) -> str:
        if place not in self.marks:
            return runs
        number = self.next()
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{self.marks[place]}"/>{runs}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def words(self, node: Node, look: Look) -> str:
        """The runs of a node and of all in it that stand in one line."""
        if node.attributes.get("class") == "unseen":
            return ""
        bold = look.bold or node.tag == "strong"
        own = self.tokens(node.tokens, node.language, bold=bold, note=look.note)
        if node.stale:
            own = self.run(words.stale_mark(), italic=True) + own
        return own + "".join(self.words(one, replace(look, bold=bold)) for one in node.children)

    def tokens(
        self, tokens: Sequence[Token], language: str | None, *, bold: bool, note: bool
    ) -> str:
        made: list[str] = []
        italic, strong = False, bold
        for index, token in enumerate(tokens):
            match token.type:
                case "text" | "text_special":
                    made.append(self.run(token.content, language, bold=strong, italic=italic))
                case "softbreak":
                    gap = inline.gap(tokens, index)
                    made.append(self.run(gap, language) if gap else "")
                case "hardbreak":
                    made.append("<w:r><w:br/></w:r>")
                case "code_inline":
                    made.append(self.run(token.content, "en", style="CodeWords"))
                case "em_open" | "em_close":
                    italic = token.nesting > 0
                case "strong_open" | "strong_close":
                    strong = bold or token.nesting > 0
                case "link_open":
                    made.append(self.open_link(str(token.attrs.get("href", ""))))
                case "link_close":
                    made.append(parts.CLOSED)
                case "image":
                    said = inline.plain(token.children or [])
                    made.append(self.run(f"[{said}]", language, italic=True))
                case "footnote_ref":
                    made.append(self.call(token.meta["number"], note=note))
        return parts.linked(made)

    def open_link(self, address: str) -> str:
        if not is_allowed_link(address):
            return ""
        if SCHEME.match(address):
            return f'<w:hyperlink r:id="{self.relation("hyperlink", address)}">'
        if address.startswith("#"):
            place = (self.chapter.slug, unquote(address[1:]))
        else:
            slug, _mark, anchor = self.chapter.links.get(address, "").partition("#")
            place = (slug, anchor if (slug, anchor) in self.marks else "")
        return f'<w:hyperlink w:anchor="{self.marks[place]}">' if place in self.marks else ""

    def run(
        self,
        said: str,
        language: str | None = None,
        *,
        bold: bool = False,
        italic: bool = False,
        style: str = "",
    ) -> str:
        """Words in a language; Latin ones among right-to-left words run from left to right."""
        language = language or self.language
        tag, way = tree.bcp47(language), tree.direction(language)
        look = f'<w:rStyle w:val="{style}"/>' if style else ""
        look += "<w:b/><w:bCs/>" if bold else ""
        look += "<w:i/><w:iCs/>" if italic else ""
        if way != "rtl":
            return parts.run(
                look + (parts.tongue(tag, way) if language != self.language else ""), said
            )
        turned = f"{look}<w:rtl/>{parts.tongue(tag, way)}"
        return "".join(
            parts.run(look if index % 2 else turned, piece)
            for index, piece in enumerate(LATIN.split(said))
            if piece
        )

    # --- footnotes

    def call(self, number: int, *, note: bool) -> str:
        """The call of a footnote; called again, it leads to the same note."""
        place, body = (self.chapter.slug, number), self.made.notes[number]
        if note:
            return self.run(f" [{' '.join(tree.plain(body).split())}]")
        if place in self.numbers:
            mine = self.numbers[place]
            return (
                f'<w:fldSimple w:instr=" NOTEREF _n{mine} \\h "><w:r><w:rPr>'
                f'<w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>{mine}</w:t></w:r>'
                "</w:fldSimple>"
            )
        mine = self.numbers[place] = len(self.numbers) + 1
        self.notes.append(self.note(mine, body))
        mark = self.next()
        return (
            f'<w:bookmarkStart w:id="{mark}" w:name="_n{mine}"/><w:r><w:rPr>'
            f'<w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{mine}"/>'
            f'</w:r><w:bookmarkEnd w:id="{mark}"/>'
        )

    def note(self, number: int, body: Node) -> str:
        before, self.in_note, pending, self.pending = self.in_note, True, self.pending, ""
        inside = "".join(self.blocks(body.children, Look(style="FootnoteText", note=True)))
        self.in_note, self.pending = before, pending
        mark = (
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        )
        if "</w:pPr>" in inside[:400] and inside.startswith("<w:p>"):
            inside = inside.replace("</w:pPr>", f"</w:pPr>{mark}", 1)
        else:
            inside = f'<w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}</w:p>{inside}'
        return f'<w:footnote w:id="{number}">{inside}</w:footnote>'
