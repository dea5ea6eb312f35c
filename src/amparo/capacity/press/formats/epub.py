"""A book as EPUB 3: our own writer, so that the same book always makes the same bytes."""

import hashlib
import io
import uuid
import zipfile
from functools import cache
from html import escape
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.ground.texts.markdown import nodes

from . import html, tree, words
from .book import Book, Chapter, Picture
from .markup import MARK, Markup

STYLE = Path(__file__).with_name("epub.css")
BEGAN = (1980, 1, 1, 0, 0, 0)  # the day every file in the archive has
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
XHTML = "application/xhtml+xml"


def write(book: Book) -> bytes:
    """The EPUB. Raises CannotWriteError."""
    with tree.labels(book):
        return _Writer(book).all()


class _Writer:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.names = {
            chapter.slug: f"c{number:03}.xhtml"
            for number, chapter in enumerate(book.chapters, start=1)
        }
        self.pictures: dict[str, Picture] = {}
        self.without_alt = False
        self.markup = Markup(
            book,
            url=lambda slug, anchor: self.names[slug] + (f"#{anchor}" if anchor else ""),
            picture=self.picture,
            prefix=lambda _slug: "a-",
            epub=True,
        )

    def picture(self, picture: Picture) -> str:
        self.pictures[picture.name] = picture
        return f"figures/{picture.name}"

    def all(self) -> bytes:
        files = {"cover.xhtml": self.cover(), "nav.xhtml": self.nav()}
        for chapter in self.book.chapters:
            files[self.names[chapter.slug]] = self.chapter(chapter)
        files["colophon.xhtml"] = self.colophon()
        files["toc.ncx"] = self.ncx()
        files["package.opf"] = self.package()
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            put(archive, "mimetype", b"application/epub+zip", packed=False)
            put(archive, "META-INF/container.xml", CONTAINER.encode())
            for name in ("package.opf", *(one for one in files if one != "package.opf")):
                put(archive, f"EPUB/{name}", files[name].encode())
            put(archive, "EPUB/style.css", _style())
            put(archive, "EPUB/cover.svg", self.picture_of_cover().encode())
            for name, picture in sorted(self.pictures.items()):
                put(archive, f"EPUB/figures/{name}", picture.content)
        return made.getvalue()

    def page(self, title: str, body: str) -> str:
        tag = escape(tree.bcp47(self.book.language))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
            f' lang="{tag}" xml:lang="{tag}" dir="{self.book.direction}">\n<head>'
            f'<title>{escape(title)}</title><link rel="stylesheet" href="style.css"/></head>\n'
            f"<body>\n{body}\n</body>\n</html>\n"
        )

    def cover(self) -> str:
        title = words.title(self.book)
        lead = self.book.title if self.book.only else self.book.summary
        parts = [
            '<section class="cover" epub:type="titlepage">',
            MARK,
            f"<p><bdi>{escape(tree.fit(self.book.house))}</bdi></p>",
            self.markup.told("h1", title),
            self.markup.told("p", lead, ' class="lead"') if lead.words else "",
            f'<p class="meta">{escape(words.edition(self.book))}</p>',
            html.notices(self.book, self.markup),
            "</section>",
        ]
        return self.page(title.words, "\n".join(part for part in parts if part))

    def nav(self) -> str:
        label = escape(_("Contents"))
        parts = [f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>{label}</h1>\n<ol>']
        in_part = False
        for chapter in self.book.chapters:
            if chapter.part:
                if in_part:
                    parts.append("</ol></li>")
                in_part = bool(chapter.part.words)
                if in_part:
                    parts.append(f"<li>{self.markup.told('span', chapter.part)}<ol>")
            parts.append(self.nav_line(chapter))
        if in_part:
            parts.append("</ol></li>")
        about = escape(_("About this file"))
        parts.append(f'<li><a href="colophon.xhtml">{about}</a></li>\n</ol></nav>')
        first = next(iter(self.names.values()), "cover.xhtml")
        marks = (
            ("titlepage", "cover.xhtml", _("Title page")),
            ("toc", "nav.xhtml#toc", _("Contents")),
            ("bodymatter", first, _("Text")),
            ("colophon", "colophon.xhtml", _("About this file")),
        )
        lines = "".join(
            f'<li><a epub:type="{kind}" href="{href}">{escape(name)}</a></li>'
            for kind, href, name in marks
        )
        parts.append(f'<nav epub:type="landmarks" hidden="hidden"><ol>{lines}</ol></nav>')
        return self.page(_("Contents"), "\n".join(parts))

    def nav_line(self, chapter: Chapter) -> str:
        name = self.names[chapter.slug]
        place = self.markup.place(chapter)
        inner = "".join(
            f'<li><a href="{name}{escape(place.to_anchor(entry.anchor))}"'
            f"{self.markup.tongue(entry.language)}>{escape(entry.words)}</a></li>"
            for entry in self.markup.built(chapter).outline
            if entry.level == tree.HEADING_LEVEL and entry.words.strip()
        )
        inner = f"<ol>{inner}</ol>" if inner else ""
        link = self.markup.told("a", chapter.title, f' href="{name}"')
        return f"<li>{link}{inner}</li>"

    def chapter(self, chapter: Chapter) -> str:
        made, place = self.markup.built(chapter), self.markup.place(chapter)
        title = chapter.title._replace(words=tree.fit(chapter.title.words))
        parts = ['<section epub:type="chapter" role="doc-chapter" aria-labelledby="title">']
        if chapter.part and chapter.part.words:
            parts.append(self.markup.told("p", chapter.part, ' class="part"'))
        parts.append(self.markup.told("h1", title, ' id="title"'))
        parts.append(self.markup.write(made.nodes, place))
        if made.notes:
            label = escape(_("Footnotes"))
            parts.append(f'<section class="footnotes" aria-label="{label}">')
            back = escape(_("Back to the text"))
            for number, note in tree.notes_of(made):
                href = escape(place.to_anchor(f"fnref-{number}"))
                parts.append(
                    f'<aside epub:type="footnote" role="doc-footnote"'
                    f' id="{place.id(f"fn-{number}")}"><a href="{href}" role="doc-backlink"'
                    f' aria-label="{number}. {back}">{number}.</a> '
                    f"{self.markup.write(note.children, place)}</aside>"
                )
            parts.append("</section>")
        parts.append("</section>")
        if any(node.address and not node.alt.strip() for node in nodes.walk(made.nodes)):
            self.without_alt = True
        return self.page(title.words, "\n".join(parts))

    def colophon(self) -> str:
        footer = html.colophon(self.book).replace("<h2>", "<h1>").replace("</h2>", "</h1>")
        inside = footer.removeprefix("<footer>").removesuffix("</footer>")
        return self.page(
            _("About this file"),
            f'<section epub:type="colophon" role="doc-colophon">{inside}</section>',
        )

    def identifier(self) -> str:
        book = self.book
        name = "\0".join([book.house, book.slug, book.language, book.only])
        return uuid.UUID(bytes=hashlib.sha256(name.encode()).digest()[:16], version=4).urn

    def ncx(self) -> str:
        points = "".join(
            f'<navPoint id="p{number}" playOrder="{number}"><navLabel><text>'
            f"{escape(tree.fit(chapter.title.words))}</text></navLabel>"
            f'<content src="{self.names[chapter.slug]}"/></navPoint>'
            for number, chapter in enumerate(self.book.chapters, start=1)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
            f' xml:lang="{escape(tree.bcp47(self.book.language))}"><head>'
            f'<meta name="dtb:uid" content="{self.identifier()}"/></head>'
            f"<docTitle><text>{escape(words.title(self.book).words)}</text></docTitle>"
            f"<navMap>{points}</navMap></ncx>\n"
        )

    def package(self) -> str:
        book, tag = self.book, escape(tree.bcp47(self.book.language))
        day = book.released.isoformat() if book.released else "2000-01-01"
        lead = book.title if book.only else book.summary
        meta = [
            f'<dc:identifier id="id">{self.identifier()}</dc:identifier>',
            f"<dc:title>{escape(words.title(book).words)}</dc:title>",
            f"<dc:language>{tag}</dc:language>",
            f'<dc:creator id="by">{_house(book)}</dc:creator>',
            f"<dc:publisher>{_house(book)}</dc:publisher>",
            f'<meta property="dcterms:modified">{day}T00:00:00Z</meta>',
            '<meta name="cover" content="cover-image"/>',
        ]
        if book.released:
            meta.append(f"<dc:date>{day}</dc:date>")
        if lead.words.strip():
            meta.append(f"<dc:description>{escape(tree.fit(lead.words))}</dc:description>")
        if book.licence:
            rights = " ".join(filter(None, [book.licence, book.licence_url]))
            meta.append(f"<dc:rights>{escape(tree.fit(rights))}</dc:rights>")
        meta += self.accessibility()
        manifest = [
            f'<item id="nav" href="nav.xhtml" media-type="{XHTML}" properties="nav"/>',
            f'<item id="cover" href="cover.xhtml" media-type="{XHTML}" properties="svg"/>',
            '<item id="cover-image" href="cover.svg" media-type="image/svg+xml"'
            ' properties="cover-image"/>',
            '<item id="style" href="style.css" media-type="text/css"/>',
            '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
            f'<item id="colophon" href="colophon.xhtml" media-type="{XHTML}"/>',
        ]
        manifest += [
            f'<item id="{name[:4]}" href="{name}" media-type="{XHTML}"/>'
            for name in self.names.values()
        ]
        manifest += [
            f'<item id="f{number}" href="figures/{escape(name)}" media-type="{held.media_type}"/>'
            for number, (name, held) in enumerate(sorted(self.pictures.items()))
        ]
        order = ["cover", "nav", *(name[:4] for name in self.names.values()), "colophon"]
        spine = "".join(f'<itemref idref="{one}"/>' for one in order)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
            f' xml:lang="{tag}" dir="{book.direction}">\n'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            + "\n".join(meta)
            + "\n</metadata>\n<manifest>\n"
            + "\n".join(manifest)
            + f'\n</manifest>\n<spine toc="ncx" page-progression-direction="{book.direction}">'
            + f"{spine}</spine>\n</package>\n"
        )

    def accessibility(self) -> list[str]:
        """What can be said of it without having asked anybody: schema.org's words."""
        features = ["tableOfContents", "readingOrder", "structuralNavigation"]
        features.append("displayTransformability")
        modes = ["textual"]
        if self.pictures:
            modes.append("visual")
            if not self.without_alt:
                features.append("alternativeText")
        said = [("accessMode", mode) for mode in modes]
        if not self.without_alt:
            said.append(("accessModeSufficient", "textual"))
        said += [("accessibilityFeature", feature) for feature in features]
        said.append(("accessibilityHazard", "none"))
        summary = _(
            "Text with headings, a table of contents and footnotes that can be followed both ways."
        )
        said.append(("accessibilitySummary", escape(summary)))
        return [f'<meta property="schema:{name}">{value}</meta>' for name, value in said]

    def picture_of_cover(self) -> str:
        """The picture a shelf of books shows: the house, the mark, the title in lines."""
        title = words.title(self.book)
        lines = _lines(title.words, 7 if _is_wide(title.words) else 15)
        size = 64 if len(lines) < 6 else 48
        first = 520 - len(lines) * size * 0.5
        said = "".join(
            f'<text x="300" y="{first + number * size * 1.3:.0f}" font-size="{size}"'
            f' font-weight="600">{escape(line)}</text>'
            for number, line in enumerate(lines)
        )
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 900" width="600"'
            f' height="900" direction="{tree.direction(title.language)}">'
            '<rect width="600" height="900" fill="#faf7f1"/>'
            '<rect y="860" width="600" height="40" fill="#0d5c56"/>'
            '<path transform="translate(252 110) scale(3)" d="M4 38V16a12 12 0 0 1 24 0v22M11 38V17'
            'a5 5 0 0 1 10 0v21" fill="none" stroke="#0d5c56" stroke-width="3"'
            ' stroke-linecap="round"/>'
            '<g fill="#1d1a16" text-anchor="middle" font-family="Noto Serif, Amiri, serif">'
            f'{said}<text x="300" y="820" font-size="28">{_house(self.book)}</text></g></svg>\n'
        )


def put(archive: zipfile.ZipFile, name: str, content: bytes, *, packed: bool = True) -> None:
    """Put a file into an archive so that nothing depends on when or where it was made."""
    entry = zipfile.ZipInfo(name, BEGAN)
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


@cache
def _style() -> bytes:
    return STYLE.read_bytes()


def _house(book: Book) -> str:
    return escape(tree.fit(book.house) or "—")


def _is_wide(said: str) -> bool:
    return any("\u2e80" <= sign <= "\u9fff" for sign in said)


def _lines(said: str, most: int) -> list[str]:
    """A title in lines of about `most` signs; words whole, but for scripts without spaces."""
    if _is_wide(said):
        most = -(-len(said) // -(-len(said) // most))  # lines of one length
        return [said[at : at + most] for at in range(0, len(said), most)][:8]
    lines = [""]
    for word in said.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:8]
