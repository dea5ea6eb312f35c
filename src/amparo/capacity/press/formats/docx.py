"""A book as a Word document, written by ourselves: real footnotes, heading styles, descriptions of
pictures, right-to-left paragraphs and tables, the language of every word, and always the same
bytes."""

import io
import zipfile
from html import escape

from django.utils.translation import gettext as _

from . import docx_parts as parts
from . import tree, words
from .book import Book
from .docx_body import Body
from .epub import put


def write(book: Book) -> bytes:
    """The document. Raises CannotWriteError."""
    with tree.labels(book):
        return _Writer(book).all()


class _Writer:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.language = book.language
        self.body = Body(book)

    def all(self) -> bytes:
        body = [self.cover()]
        if not self.book.only:
            body.append(self.contents())
        body += [self.body.chapter_of(chapter) for chapter in self.book.chapters]
        body += [self.colophon(), self.section()]
        tag, way = tree.bcp47(self.language), self.book.direction
        document = "".join(body)
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": parts.CONTENT_TYPES,
            "_rels/.rels": parts.RELATIONS,
            "docProps/core.xml": self.properties(),
            "word/document.xml": self.part("document", f"<w:body>{document}</w:body>"),
            "word/styles.xml": parts.styles(tag, way),
            "word/numbering.xml": parts.numbering(self.body.starts),
            "word/settings.xml": parts.settings(tag, way),
            "word/footnotes.xml": self.part("footnotes", "".join([SEPARATORS, *self.body.notes])),
            "word/header1.xml": self.part("hdr", self.running("Header")),
            "word/footer1.xml": self.part("ftr", self.running("Footer")),
            "word/_rels/document.xml.rels": parts.relations(parts.PARTS, self.body.links),
            "word/_rels/footnotes.xml.rels": parts.relations((), self.body.note_links),
        }
        for picture in self.body.media.values():
            files[f"word/{picture.name}"] = picture.content
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in files.items():
                put(archive, name, content if isinstance(content, bytes) else content.encode())
        return made.getvalue()

    def part(self, tag: str, inside: str) -> str:
        return f"{parts.HEAD}<w:{tag} {parts.NAMES}>{inside}</w:{tag}>"

    # --- around the text

    def cover(self) -> str:
        title = words.title(self.book)
        lead = self.book.title if self.book.only else self.book.summary
        made = [
            self.body.said("Subtitle", tree.fit(self.book.house)),
            self.body.said("Title", title.words, title.language),
        ]
        if lead.words:
            made.append(self.body.said("Subtitle", tree.fit(lead.words), lead.language))
        made.append(self.body.said("", words.edition(self.book)))
        for told in words.notices(self.book):
            box = "Safety" if told.urgent else "Note"
            made.append(self.body.said(f"{box}Label", told.label))
            made.append(self.body.said(box, told.words.words, told.words.language))
        return "".join(made)

    def contents(self) -> str:
        """A table of contents that Word can renew, filled with the chapters already."""
        body = self.body
        head = body.run(_("Contents"))
        made = [body.paragraph("ContentsHead", head, extra="<w:pageBreakBefore/>")]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\n \\h </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for chapter in self.book.chapters:
            run = body.run(tree.fit(chapter.title.words), language=chapter.title.language)
            link = f'<w:hyperlink w:anchor="{body.marks[chapter.slug, ""]}">{run}</w:hyperlink>'
            made.append(body.paragraph("TOC1", begin + link, chapter.title.language))
            begin = ""
        if self.book.chapters:
            made.append(body.paragraph("", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'))
        return "".join(made)

    def colophon(self) -> str:
        body = self.body
        made = [body.said("Heading1", _("About this file"))]
        for line in words.colophon(self.book):
            made.append(body.paragraph("", body.run(line.term, bold=True), extra="<w:keepNext/>"))
            if line.code:
                made.append(body.paragraph("Code", body.run(line.words, language="en"), "en"))
            else:
                made.append(body.said("", line.words))
        return "".join(made)

    def section(self) -> str:
        turned = "<w:bidi/>" if self.book.direction == "rtl" else ""
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="r5"/>'
            '<w:footerReference w:type="default" r:id="r6"/>'
            '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418"'
            ' w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
            f"<w:titlePg/>{turned}</w:sectPr>"
        )

    def running(self, style: str) -> str:
        if style == "Header":
            title = words.title(self.book)
            return self.body.said("Header", title.words, title.language)
        return self.body.paragraph(
            "Footer", '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )

    def properties(self) -> str:
        day = f"{self.book.released or '2000-01-01'}T00:00:00Z"
        dates = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>'
            for name in ("created", "modified")
        )
        house, title = escape(tree.fit(self.book.house)), escape(words.title(self.book).words)
        return (
            f'{parts.HEAD}<cp:coreProperties xmlns:cp="{parts.PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{title}</dc:title><dc:creator>{house}</dc:creator>"
            f"<dc:language>{escape(tree.bcp47(self.language))}</dc:language>{dates}"
            "</cp:coreProperties>"
        )


SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
