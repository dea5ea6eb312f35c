"""Any file that comes back: what it is, by what it holds and not by its name."""

import re

from django.utils.translation import gettext as _

from amparo.ground.texts.markdown.tree import Refused

from . import po, tmx, two_columns, xliff
from .entries import MOST_BYTES, Brought, too_large

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OLD_WORD = b"\xd0\xcf\x11\xe0"
WRITERS = {"po": po.write, "xliff": xliff.write, "tmx": tmx.write, "docx": two_columns.write}
READERS = {"po": po.read, "xliff": xliff.read, "tmx": tmx.read, "docx": two_columns.read}
ENDINGS = {"po": "po", "xliff": "xlf", "tmx": "tmx", "docx": "docx"}
MEDIA = {
    "po": "text/x-gettext-translation",
    "xliff": "application/x-xliff+xml",
    "tmx": "application/x-tmx+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def read(content: bytes) -> tuple[str, Brought]:
    """The format of a file ("po", "xliff", "tmx" or "docx") and what it says.

    Takes memory and time in proportion to its size, which is bounded. Raises Refused, with the
    line or the entry, and NotOurs.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    kind = kind_of(content)
    return kind, READERS[kind](content)


def kind_of(content: bytes) -> str:
    """The format of a file. Raises Refused for what is none of ours."""
    if content.startswith(b"PK"):
        return "docx"
    if content.startswith(OLD_WORD):
        raise Refused(_("It is in Word's old format. Save it as .docx."))
    start = content[:4_000].decode("utf-16" if content[:2] in UTF_16 else "utf-8", "replace")
    if start.lstrip("\ufeff \t\r\n").startswith("<"):
        if re.search(r"<(?:\w+:)?tmx\b", start):
            return "tmx"
        if re.search(r"<(?:\w+:)?xliff\b", start):
            return "xliff"
    elif re.search(r"^\s*(?:msgid|msgctxt)\s", start, re.MULTILINE) or start.startswith("#"):
        return "po"
    raise Refused(_("It is neither a PO, XLIFF or TMX file nor a Word document."))
