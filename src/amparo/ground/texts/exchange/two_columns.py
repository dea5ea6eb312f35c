"""A Word document with a row a segment: the original in one column, its translation in the other.

Each row's address is hidden behind the original; a row that lost it is known by its original. What
stands between "(?)" and the end of a cell is not finished.
"""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt, RGBColor
from lxml import etree

from amparo.ground.texts.markdown.tree import Refused, folded

from .entries import (
    ID,
    MOST_BYTES,
    MOST_ENTRIES,
    Brought,
    Entry,
    Incoming,
    Key,
    NotOurs,
    Outgoing,
    brought,
    carried,
    key_of,
    too_large,
    too_many,
    without_key,
)
from .plain_xml import parsed

MOST_UNPACKED = 60_000_000  # bytes
MOST_FILES = 2_000
BODY = "word/document.xml"
KEY = re.compile(
    r"amparo:([0-9a-fA-F-]{36}):([0-9]{1,18}):([\w-]{1,35}):([\w-]{1,35}):([0-9a-f]{64})"
)
HIDDEN = re.compile(rf"⟪({ID.pattern})⟫")
UNFINISHED = "(?)"
GREY = RGBColor(0x6B, 0x6B, 0x6B)
# What an archive that is none, damaged, locked or packed in another way raises.
UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, OSError, EOFError,
    NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write(package: Outgoing) -> bytes:
    """The package as a Word document, its instructions in the translator's language."""
    word = Document()
    properties = word.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = carried(folded(package.title))
    properties.identifier = _key_line(package.key)
    with _speaking(package.key.language):
        _instructions(word, package)
        _table(word, package)
        if package.glossary:
            _formed(word.add_heading(_("Glossary"), level=2))
            for line in package.glossary:
                _formed(word.add_paragraph(carried(folded(line)), style="List Bullet"))
    key = word.add_paragraph().add_run(_key_line(package.key))
    key.font.size, key.font.color.rgb = Pt(6), GREY
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _speaking(language: str) -> translation.override:
    """Our own words in the translator's language, where we have it."""
    try:
        return translation.override(translation.get_supported_language_variant(language.lower()))
    except LookupError:
        return translation.override(translation.get_language())


def _key_line(key: Key) -> str:
    return f"amparo:{key.package}:{key.project}:{key.source_language}:{key.language}:{key.tree}"


def _instructions(word: Word, package: Outgoing) -> None:
    lines = [
        _("Write your translation in the second column, beside the original. You need no account."),
        _("Leave the first column as it is. Rows may stay empty; do not add, join or split rows."),
        _(
            "Keep signs that are not words where they belong: **strong**, *soft*, [link](address),"
            " [^note], `code`."
        ),
        _(
            "Where a translation begins with (?), the original has changed since. Correct it, and"
            " take the (?) away, also when it was still right."
        ),
        _("Save it as a Word document (.docx) and send it back to whoever gave it to you."),
    ]
    _formed(word.add_heading(carried(folded(package.title)), level=1))
    for line in lines:
        _formed(word.add_paragraph(line, style="List Bullet"))


def _formed(paragraph: Any) -> None:
    """A paragraph of ours, from the right where its first letter is written so: our words may not
    have been translated into every language yet."""
    ways = (unicodedata.bidirectional(sign) for sign in paragraph.text)
    if next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _table(word: Word, package: Outgoing) -> None:
    """The rows, as XML: python-docx looks all of a table over for each row it adds."""
    key = package.key
    source = _cell(key.source_language, package.source_right_to_left)
    target = _cell(key.language, package.right_to_left)
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    head = _row(
        _said(source, _("Original"), strong=True), _said(target, _("Translation"), strong=True)
    )
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:tblHeader"))
    head.insert(0, properties)
    if package.right_to_left:
        # Word wants its elements in the schema's order: this one stands behind the style.
        table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))
    table._tbl.append(head)
    for part in package.parts:
        if folded(part.title):
            across = _said(source, carried(folded(part.title)), strong=True)
            span = OxmlElement("w:gridSpan")
            span.set(qn("w:val"), "2")
            across.find(f"{W}tcPr").append(span)
            table._tbl.append(_row(across))
        for entry in part.entries:
            table._tbl.append(_row(_original(source, entry), _said(target, _shown(entry))))


def _cell(language: str, right_to_left: bool) -> etree._Element:
    """An empty cell with the paragraph and the run that others are copied from."""
    bidi, rtl = ("<w:bidi/>", "<w:rtl/>") if right_to_left else ("", "")
    tag = re.sub("[^A-Za-z0-9-]", "", language)
    lang = f'<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="{tag}"/>'
    return parse_xml(
        f'<w:tc xmlns:w="{W[1:-1]}"><w:tcPr><w:tcW w:w="2500" w:type="pct"/></w:tcPr>'
        f"<w:p><w:pPr>{bidi}</w:pPr><w:r><w:rPr>{rtl}{lang}</w:rPr></w:r></w:p></w:tc>"
    )


def _row(*cells: etree._Element) -> etree._Element:
    row = OxmlElement("w:tr")
    row.extend(cells)
    return row


def _said(like: etree._Element, words: str, *, strong: bool = False) -> etree._Element:
    """A cell that says something; a line's end is one, not a paragraph's."""
    cell = deepcopy(like)
    run = cell.find(f"{W}p/{W}r")
    if strong:
        for number, name in enumerate(("w:b", "w:bCs")):
            run.find(f"{W}rPr").insert(number, OxmlElement(name))
    for number, line in enumerate(words.split("\n")):
        if number:
            etree.SubElement(run, f"{W}br")
        for column, piece in enumerate(line.split("\t")):
            if column:
                etree.SubElement(run, f"{W}tab")
            if piece:
                text = etree.SubElement(run, f"{W}t")
                text.text = piece
                text.set(XML_SPACE, "preserve")
    return cell


def _original(like: etree._Element, entry: Entry) -> etree._Element:
    """The original with its address behind it, which Word neither shows nor prints."""
    cell = _said(like, carried(entry.source))
    run = etree.SubElement(cell.find(f"{W}p"), f"{W}r")
    properties = etree.SubElement(run, f"{W}rPr")
    etree.SubElement(properties, f"{W}noProof")
    etree.SubElement(properties, f"{W}vanish")
    etree.SubElement(properties, f"{W}sz").set(f"{W}val", "2")
    etree.SubElement(run, f"{W}t").text = f"⟪{entry.id}⟫"
    return cell


def _shown(entry: Entry) -> str:
    words = carried(entry.words)
    if words.startswith(UNFINISHED):
        words = "⟦U+0028⟧" + words[1:]
    return f"{UNFINISHED} {words}" if entry.unfinished and words else words


def read(content: bytes) -> Brought:
    """A Word document that came back. Raises Refused, with the row, and NotOurs."""
    body = parsed(_body(content))
    if body.tag != f"{W}document":
        raise Refused(_("It is not a Word document."))
    entries: list[Incoming] = []
    number = 0
    for row in body.iter(f"{W}tr"):
        number += 1
        cells = row.findall(f"{W}tc") + row.findall(f"{W}sdt/{W}sdtContent/{W}tc")
        if len(cells) < 2:  # a chapter's title, or what is left of a row
            continue
        source, words = _text(cells[0]), _text(cells[1])
        found = HIDDEN.search(source) or HIDDEN.search(words)
        source, words = HIDDEN.sub("", source), HIDDEN.sub("", words)
        if not found and number == 1:
            continue  # the head
        unfinished = words.lstrip().startswith(UNFINISHED)
        if unfinished:
            words = words.lstrip().removeprefix(UNFINISHED).removeprefix(" ")
        entries.append(
            Incoming(
                _("row %(row)d") % {"row": number},
                found[1] if found else "",
                brought(source),
                brought(words.replace("⟦U+0028⟧", "(", 1)),
                unfinished,
            )
        )
        if len(entries) > MOST_ENTRIES:
            raise too_many()
    return Brought(_key(body), entries)


def _key(body: etree._Element) -> Key:
    """The key below the table, or wherever it went."""
    for paragraph in body.iter(f"{W}p"):
        if paragraph.getparent().tag != f"{W}tc":
            found = KEY.search(_line(paragraph))
            if found:
                return key_of(found[1], found[2], found[3], found[4], found[5])
    raise NotOurs(without_key())


def _body(content: bytes) -> bytes:
    """The document's own part, read only when all parts together stay within bounds.

    A part gives no more bytes than its entry in the archive's list says.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(
                    _("The document unpacks to more than %(most)d megabytes.")
                    % {"most": MOST_UNPACKED // 1_000_000}
                )
            unpacked = archive.read(BODY)
    except UNREADABLE:
        raise Refused(_("It is not a Word document (.docx), or it is damaged.")) from None
    if len(unpacked) > MOST_BYTES:
        raise too_large()
    return unpacked


def _text(cell: etree._Element) -> str:
    """What a cell says; paragraphs are lines."""
    return "\n".join(_line(paragraph) for paragraph in cell.iter(f"{W}p"))


def _line(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: etree._Element) -> Iterator[str]:
    """The words of a paragraph as it reads with all changes accepted."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag not in SILENT:
            yield from _pieces(child)


SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}
# Taken out, moved away, of another paragraph, or not words.
SILENT = frozenset({f"{W}{name}" for name in ("del", "moveFrom", "p", "instrText", "pPr", "rPr")})
