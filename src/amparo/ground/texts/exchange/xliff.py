"""XLIFF 1.2, which most programs for translators open: a file a chapter, an address a unit."""

import re
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from translate.storage.xliff import Xliff1File, Xliff1Unit

from amparo.ground.texts.markdown.tree import Refused, folded

from .entries import (
    MOST_ENTRIES,
    Brought,
    Entry,
    Incoming,
    NotOurs,
    Outgoing,
    brought,
    carried,
    key_of,
    too_many,
    without_key,
)
from .plain_xml import harmless, parsed

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
ORIGINAL = re.compile(r"amparo/([^/]+)/([0-9]+)/([0-9a-f]+)/[0-9]+")
UNFINISHED = "needs-review-translation"


class _Unit(Xliff1Unit):
    namespace = NAMESPACE


class _File(Xliff1File[_Unit]):
    """The toolkit's file, of version 1.2."""

    UnitClass = _Unit
    XMLskeleton = f"""<?xml version="1.0"?>
<xliff version="1.2" xmlns="{NAMESPACE}">
<file original="NoName" source-language="en" datatype="plaintext"><body></body></file>
</xliff>"""
    XMLindent: dict[str, Any] = {}  # white space of ours could become words in other programs


def write(package: Outgoing) -> bytes:
    """The package as an XLIFF file."""
    key = package.key
    file = _File(sourcelanguage=key.source_language, targetlanguage=key.language)
    for number, part in enumerate(package.parts, 1):
        node = file.createfilenode(
            f"amparo/{key.package}/{key.project}/{key.tree}/{number}",
            key.source_language,
            key.language,
            "plaintext",
        )
        node.set("target-language", key.language)
        if node.getparent() is None:
            file.document.getroot().append(node)
        node.insert(0, _header(part.title))
        file.body = node.find(f"{{{NAMESPACE}}}body")
        for entry in part.entries:
            file.addunit(_unit(entry))
    return bytes(file)


def _header(title: str) -> etree._Element:
    header = etree.Element(f"{{{NAMESPACE}}}header")
    etree.SubElement(header, f"{{{NAMESPACE}}}note").text = carried(folded(title))
    return header


def _unit(entry: Entry) -> _Unit:
    unit = _Unit(carried(entry.source))
    unit.setid(entry.id)
    unit.xmlelement.set("resname", entry.id)
    if entry.words:
        unit.target = carried(entry.words)
        node = unit.target_dom
        node.set("state", UNFINISHED if entry.unfinished else "translated")
        unit.markapproved(not entry.unfinished)
    for note in (entry.kind, folded(entry.note)):
        unit.addnote(carried(note), origin="developer")
    if entry.unfinished and entry.before:
        unit.addalttrans(
            carried(entry.words), origin="before the change", sourcetxt=carried(entry.before)
        )
    return unit


def read(content: bytes) -> Brought:
    """An XLIFF file that came back. Raises Refused, with the line, and NotOurs."""
    root = parsed(content)
    if etree.QName(root).localname != "xliff":
        raise Refused(_("It is not an XLIFF file."), line=root.sourceline or 0)
    if root.get("version", "").startswith("2"):
        raise Refused(_("It is XLIFF 2. Save it as XLIFF 1.2, as it went out."), line=1)
    del root  # the toolkit reads it once more
    try:
        file = _File(BytesIO(harmless(content)))
    except (ValueError, AssertionError, StopIteration, AttributeError):
        raise Refused(_("It is not an XLIFF file.")) from None
    if len(file.units) > MOST_ENTRIES:
        raise too_many()
    nodes = [node for node in file.document.getroot() if isinstance(node.tag, str)]
    keys = {
        (
            found[1],
            found[2],
            node.get("source-language", ""),
            node.get("target-language", ""),
            found[3],
        )
        for node in nodes
        if (found := ORIGINAL.fullmatch(node.get("original", "")))
    }
    if not keys:
        raise NotOurs(without_key())
    if len(keys) > 1 or any(not ORIGINAL.fullmatch(node.get("original", "")) for node in nodes):
        raise Refused(_("Several packages were put into one file. Bring each by itself."))
    return Brought(
        key_of(*(told or "" for told in keys.pop())),
        [
            Incoming(
                _("line %(line)d") % {"line": unit.xmlelement.sourceline or 0},
                unit.xmlelement.get("id", ""),
                brought(unit.source or ""),
                brought(unit.target or ""),
                unit.target_dom is not None
                and unit.target_dom.get("state", "").startswith("needs-"),
            )
            for unit in file.units
        ],
    )
