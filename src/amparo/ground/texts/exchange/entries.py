"""What a package is made of, whatever its format: entries that go out, entries that come back."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.ground.texts.markdown.tree import Refused, folded, hash_of

# What we refuse to read, because one file must not hold up the rest.
MOST_BYTES = 16_000_000
MOST_ENTRIES = 50_000

# What XML cannot carry, or what some reader of lines or of XML would take for a line's end.
UNCARRIED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
ESCAPE = re.compile(r"⟦U\+([0-9A-F]{4,6})⟧")
ID = re.compile(r"([0-9a-f]{8})-([0-9]{1,18})-([0-9a-f]{16})-([0-9a-f]{8}|0)")


class NotOurs(Refused):
    """A file that was not made here, or that lost what it was made with."""


class Key(NamedTuple):
    """What every file says of itself. `tree` is the SHA-256 of the sources it was made of."""

    package: UUID
    project: int
    source_language: str
    language: str
    tree: str


class Address(NamedTuple):
    """Where an entry's words belong, and what stood there when it went out.

    `lineage` and `seen` are the first 8 digits of the text's lineage and of the hash of the words
    that stood there ("0" for none), `hash` the first 16 of the source's hash.
    """

    lineage: str
    segment: int
    hash: str
    seen: str

    def __str__(self) -> str:
        return f"{self.lineage}-{self.segment}-{self.hash}-{self.seen}"


def address(given: str) -> Address | None:
    """An entry's address, None for anything else."""
    found = ID.fullmatch(given.strip())
    return Address(found[1], int(found[2]), found[3], found[4]) if found else None


def seen(words: str) -> str:
    """What an address says of the words that stand there."""
    return hash_of(words)[:8] if words else "0"


@dataclass(frozen=True, slots=True)
class Entry:
    """A segment that goes out.

    `unfinished` words translate another source (`before`, when it is known) and are to be read
    again; `kind` and `note` tell the translator what it is.
    """

    id: str
    source: str
    words: str = ""
    unfinished: bool = False
    before: str = ""
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter's entries, in order."""

    title: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A package as it goes out. `glossary`: what the house says of the terms in it, a line each."""

    key: Key
    title: str
    parts: list[Part]
    right_to_left: bool = False
    source_right_to_left: bool = False
    glossary: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """All entries, in order."""
        for part in self.parts:
            yield from part.entries


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry as it came back. `place` names it for people ("line 12", "row 7").

    Without `id` it is known by its source only, if at all.
    """

    place: str
    id: str
    source: str
    words: str
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Words and their translation, from a translation memory. Languages are BCP 47 tags."""

    source_language: str
    language: str
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came back, read: entries, or the pairs of a translation memory.

    `key` is None for a memory that another tool has written.
    """

    key: Key | None
    entries: list[Incoming] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


def carried(words: str) -> str:
    """Words as any format can carry them: what would be lost is written ⟦U+000B⟧.

    `brought` gives the very words back.
    """
    words = ESCAPE.sub(lambda found: f"⟦U+27E6⟧{found.group()[1:]}", words)
    return UNCARRIED.sub(lambda found: f"⟦U+{ord(found.group()):04X}⟧", words)


def brought(words: str) -> str:
    """Words as they were before `carried`, but for a null, which no database of ours keeps.

    Other escapes than its own stay as they are.
    """

    def sign(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        if code > 0x10FFFF:
            return found.group()
        known = chr(code) == "⟦" or UNCARRIED.fullmatch(chr(code))
        if not known or f"{code:04X}" != found[1]:
            return found.group()
        return chr(code) if code else "\ufffd"

    return ESCAPE.sub(sign, words)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same: white space and composition of letters apart."""
    return one == other or alike(one) == alike(other)


def alike(words: str) -> str:
    """Words without what changes on their way."""
    return unicodedata.normalize("NFC", folded(words).replace("\0", "\ufffd"))


def key_of(package: str, project: str, source_language: str, language: str, tree: str) -> Key:
    """The key as a file says it. Raises NotOurs."""
    try:
        key = Key(UUID(package.strip()), int(project), source_language, language, tree.strip())
    except ValueError:
        raise NotOurs(without_key()) from None
    if not (key.source_language and key.language and re.fullmatch("[0-9a-f]{64}", key.tree)):
        raise NotOurs(without_key())
    return key


def without_key() -> str:
    """The reason for refusing a file that does not say which package it is."""
    return _(
        "This file does not say which package it is. It was not made here, or the program it was"
        " saved with has left that out. Ask for the file in its own format."
    )


def too_large() -> Refused:
    """The refusal of a file beyond `MOST_BYTES`."""
    return Refused(
        _("The file is larger than %(most)d megabytes.") % {"most": MOST_BYTES // 1_000_000}
    )


def too_many() -> Refused:
    """The refusal of a file with more entries than any book has."""
    return Refused(_("The file has more than %(most)d entries.") % {"most": MOST_ENTRIES})


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or, with its mark, UTF-16. Raises Refused, with the line."""
    if len(content) > MOST_BYTES:
        raise too_large()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = 0 if wide else content.count(b"\n", 0, error.start) + 1
        raise Refused(
            _("It is not all in UTF-8. Save the file as UTF-8, without mixing encodings."),
            line=line,
        ) from None
    if "\0" in text:
        raise Refused(_("It is not a text file."), line=text.count("\n", 0, text.index("\0")) + 1)
    return text
