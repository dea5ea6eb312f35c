"""XML from anybody: nothing outside it is read, nothing in it grows."""

import re
from itertools import islice

from django.utils.translation import gettext as _
from lxml import etree

from amparo.ground.texts.markdown.tree import Refused

from .entries import decoded, too_many

MOST_TAGS = 1_000_000  # beginnings and ends
MOST_ATTRIBUTES = 500_000
ATTRIBUTE = re.compile(r"=\s*[\"']")
DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
ENCODING = re.compile(r"""encoding\s*=\s*["']([\w.-]{1,40})["']""")
# A document type without anything of its own: what other tools' memories begin with.
HARMLESS = re.compile(
    r"""<!DOCTYPE\s+[\w:.-]{1,40}(?:\s+(?:SYSTEM|PUBLIC\s+["'][^"'\[\]<>]{0,200}["'])"""
    r"""\s+["'][^"'\[\]<>]{0,200}["'])?\s*>"""
)
DANGEROUS = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)")


def harmless(content: bytes) -> bytes:
    """XML in UTF-8 without declaration and document type, for a parser to read.

    Entities, declared here or elsewhere, are refused: a few lines of them can stand for gigabytes
    or for a file of ours. Raises Refused, with the line.
    """
    text = decoded(content)
    declared = DECLARATION.match(text)
    if declared:
        encoding = ENCODING.search(declared.group())
        if encoding and not encoding[1].lower().replace("-", "").startswith(("utf8", "utf16")):
            raise Refused(
                _("The file says that it is in %(charset)s. Save it as UTF-8.")
                % {"charset": encoding[1][:20]},
                line=1,
            )
        # Blank lines in their place: what is wrong further on keeps its line.
        text = "\n" * declared.group().count("\n") + text[declared.end() :]
    text = HARMLESS.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)
    found = DANGEROUS.search(text)
    if found:
        raise Refused(
            _("It declares entities or a document type of its own, which may hide anything."),
            line=text.count("\n", 0, found.start()) + 1,
        )
    if text.count("<") > MOST_TAGS or _more_than(MOST_ATTRIBUTES, ATTRIBUTE, text):
        raise too_many()
    return text.lstrip("\ufeff").encode("utf-8", "replace")


def _more_than(most: int, what: re.Pattern[str], text: str) -> bool:
    return next(islice(what.finditer(text), most, None), None) is not None


def parsed(content: bytes) -> etree._Element:
    """The root of harmless XML. Raises Refused, with the line, when it is broken."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(harmless(content), parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_("The XML is broken here."), line=error.lineno or 0) from None
