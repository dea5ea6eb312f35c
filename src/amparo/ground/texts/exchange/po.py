"""PO, the format of gettext: an entry's address is its context, stale words are fuzzy."""

import re

import polib
from django.utils.translation import gettext as _

from amparo.ground.texts.markdown.tree import Refused, folded

from .entries import (
    MOST_ENTRIES,
    UNCARRIED,
    Brought,
    Incoming,
    NotOurs,
    Outgoing,
    brought,
    carried,
    decoded,
    key_of,
    too_many,
    without_key,
)

MOST_LINES = 400_000
LONGEST_RUN = 4_000  # lines of one entry's words
CHARSET = re.compile(r"charset=([\w-]+)", re.IGNORECASE)
STRING = re.compile(r'\s*(?:#[~|]*\s*)?(msg\w+(?:\[\d+\])?\s*)?(".*)')
WHOLE = re.compile(r'"(?:[^"\\]|\\.)*"\s*')
FAILED_LINE = re.compile(r"\(line (\d+)\)")


def write(package: Outgoing) -> bytes:
    """The package as a PO file."""
    file = polib.POFile(wrapwidth=0)
    file.header = carried(folded(package.title))
    file.metadata = {
        "Project-Id-Version": carried(folded(package.title)),
        "Language": package.key.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": package.key.source_language,
        "X-Amparo-Package": str(package.key.package),
        "X-Amparo-Project": str(package.key.project),
        "X-Amparo-Tree": package.key.tree,
    }
    for part in package.parts:
        for entry in part.entries:
            about = [folded(part.title), entry.kind, folded(entry.note)]
            one = polib.POEntry(
                msgctxt=entry.id,
                msgid=carried(entry.source),
                msgstr=carried(entry.words),
                comment=carried("\n".join(line for line in about if line)),
            )
            if entry.unfinished:
                one.flags.append("fuzzy")
                # One line: more than one is more than some tools read there.
                one.previous_msgid = carried(folded(entry.before)) or None
            file.append(one)
    return str(file).encode()


def read(content: bytes) -> Brought:
    """A PO file that came back. Raises Refused, with the line, and NotOurs."""
    text = _checked(decoded(content))
    try:
        # The line end keeps polib from taking short words for the path of a file.
        file = polib.pofile(text + "\n", encoding="utf-8", wrapwidth=0)
    except (OSError, ValueError, IndexError, KeyError) as error:
        found = FAILED_LINE.search(str(error))
        raise Refused(
            _("It is not a PO file, or it was damaged here."), line=int(found[1]) if found else 0
        ) from None
    told = file.metadata
    charset = CHARSET.search(told.get("Content-Type", ""))
    if charset and charset[1].lower() not in {"utf-8", "utf8", "charset"}:
        raise Refused(
            _("The file says that it is in %(charset)s. Save it as UTF-8.")
            % {"charset": charset[1][:20]}
        )
    if "X-Amparo-Package" not in told:
        raise NotOurs(without_key())
    key = key_of(
        told["X-Amparo-Package"],
        told.get("X-Amparo-Project", ""),
        told.get("X-Source-Language", ""),
        told.get("Language", ""),
        told.get("X-Amparo-Tree", ""),
    )
    if len(file) > MOST_ENTRIES:
        raise too_many()
    return Brought(
        key,
        [
            Incoming(
                _("line %(line)d") % {"line": one.linenum},
                (one.msgctxt or "").strip(),
                brought(one.msgid),
                brought(one.msgstr),
                one.fuzzy,
            )
            for one in file
            if not one.obsolete
        ],
    )


def _checked(text: str) -> str:
    """The text, when reading it takes no more than its size; odd line ends inside lines escaped.

    polib joins an entry's lines one by one, so a run without end would take its square.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise too_many()
    run = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = STRING.match(line)
        run = run + 1 if found and not found[1] else 0
        if run > LONGEST_RUN:
            raise Refused(_("An entry has no end."), line=number)
        if found and not WHOLE.fullmatch(found[2]):
            raise Refused(_("It is not a PO file, or it was damaged here."), line=number)
    return UNCARRIED.sub(lambda found: carried(found.group()), text)
