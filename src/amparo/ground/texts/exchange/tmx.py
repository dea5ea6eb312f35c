"""TMX 1.4: pairs of words for a translation memory, ours and everybody's."""

from io import BytesIO

from django.utils.translation import gettext as _
from lxml import etree
from translate.storage.tmx import tmxfile

from amparo.ground.texts.markdown.tree import LONGEST_SEGMENT, Refused
from amparo.ground.vocabulary.queries import canonical

from .entries import (
    MOST_ENTRIES,
    Brought,
    Key,
    NotOurs,
    Outgoing,
    Pair,
    brought,
    carried,
    key_of,
    too_many,
)
from .plain_xml import harmless, parsed

KEY = "x-amparo-package"
ANY = "*all*"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def write(package: Outgoing) -> bytes:
    """What the package has words for, as a translation memory; stale words stand with what they
    translate, or are left out when nobody knows it."""
    key = package.key
    file = tmxfile(sourcelanguage=key.source_language, targetlanguage=key.language)
    header = file.document.getroot().find("header")
    header.set("creationtool", "Amparo")
    header.set("creationtoolversion", "1")
    header.set("segtype", "paragraph")
    header.set("datatype", "plaintext")
    told = etree.SubElement(header, "prop", type=KEY)
    told.text = f"{key.package} {key.project} {key.source_language} {key.language} {key.tree}"
    for entry in package.entries():
        source = entry.before if entry.unfinished else entry.source
        if entry.words and source:
            unit = file.addsourceunit(carried(source))  # type: ignore[no-untyped-call]
            unit.settarget(carried(entry.words), key.language, append=True)
            unit.xmlelement.set("tuid", entry.id)
    return bytes(file)


def read(content: bytes) -> Brought:
    """The pairs of any TMX file, and the package it was when it is one of ours.

    Every language of a unit pairs with the file's source language, or with the unit's own; where
    a file names none, the first of a unit is it. Raises Refused, with the line.
    """
    root = parsed(content)
    if etree.QName(root).localname != "tmx":
        raise Refused(_("It is not a TMX file."), line=root.sourceline or 0)
    del root  # the toolkit reads it once more
    try:
        file = tmxfile(BytesIO(harmless(content)))
    except (ValueError, AssertionError, AttributeError):
        raise Refused(_("It is not a TMX file.")) from None
    if len(file.units) > MOST_ENTRIES:
        raise too_many()
    header = file.document.getroot().find("header")
    own = header.get("srclang", ANY) if header is not None else ANY
    pairs: list[Pair] = []
    for unit in file.units:
        said = [
            (canonical(node.get(LANGUAGE) or node.get("lang") or ""), unit.getNodeText(node) or "")
            for node in unit.getlanguageNodes()
        ]
        said = [(tag, brought(words).strip()) for tag, words in said if tag and words.strip()]
        source = canonical(unit.xmlelement.get("srclang") or own)
        at = next((n for n, (tag, _words) in enumerate(said) if covers(source, tag)), None)
        if at is None:
            if source != ANY or not said:
                continue
            at = 0
        pairs += [
            Pair(said[at][0], tag, said[at][1], words)
            for tag, words in said
            if tag != said[at][0] and max(len(words), len(said[at][1])) <= LONGEST_SEGMENT
        ]
    return Brought(_key(header), pairs=pairs)


def _key(header: etree._Element | None) -> Key | None:
    for told in header.iterchildren("prop") if header is not None else ():
        if told.get("type") == KEY:
            try:
                return key_of(*(told.text or "").split())
            except (NotOurs, TypeError):
                return None
    return None


HANS = frozenset({"cn", "sg", "hans"})


def covers(wanted: str, tag: str) -> bool:
    """Whether words in `tag` are words in the language `wanted`: the same, or a region's."""
    wanted, tag = canonical(wanted), canonical(tag)
    if wanted == tag or tag.startswith(f"{wanted}-"):
        return True
    first, *rest = wanted.split("-")
    other, *parts = tag.split("-")
    if first != other:
        return False
    if first == "zh" and parts and rest:
        return bool(HANS & set(parts)) == bool(HANS & set(rest))
    return not parts
