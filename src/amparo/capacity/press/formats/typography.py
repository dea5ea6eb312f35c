"""How a language is set: its script, its digits, its quotation marks, its spaces."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from .tree import direction

# Where the digits of a numbering system begin, by CLDR's name of it.
DIGITS = {"latn": 0x30, "arab": 0x660, "arabext": 0x6F0, "deva": 0x966, "beng": 0x9E6}
ARABIC_DIGITS = {"arab", "arabext"}
# Outer and inner quotation marks, as CLDR has them; where a language is not here, English ones.
QUOTES = {
    **dict.fromkeys(("fr", "ru", "uk", "be", "hy"), ("«", "»", "„", "“")),
    **dict.fromkeys(("es", "it", "pt", "el", "ar", "fa", "ps", "ckb", "az"), ("«", "»", "“", "”")),
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "ka", "et", "lt", "is"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("pl", "ro", "hu", "hr", "sr", "nl"), ("„", "”", "‚", "’")),
    **dict.fromkeys(("sv", "fi"), ("”", "”", "’", "’")),
    "pt-br": ("“", "”", "‘", "’"),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
}
ENGLISH_QUOTES = ("“", "”", "‘", "’")
OPENS_AFTER = set(" \t\n\xa0\u202f([{«“‘„—–-/")
QUOTE = re.compile("([«»“”])")
WIDE_STOP = re.compile(r"[ \xa0\u202f]+(?=[;:!?»])|(?<=«)[ \xa0\u202f]+")


class Tongue(NamedTuple):
    """What Typst is told of a language. `lang` is ISO 639, `script` ISO 15924."""

    tag: str
    lang: str
    region: str
    script: str
    rtl: bool


@lru_cache(maxsize=256)
def tongue(tag: str) -> Tongue:
    """How a language (BCP 47) is written, by its own subtags and else by CLDR."""
    first, *others = tag.split("-")
    script = next((part.title() for part in others if len(part) == 4), "")
    region = next((part.upper() for part in others if len(part) == 2), "")
    likely = get_global("likely_subtags")
    found = likely.get(f"{first}_{region}") or likely.get(first) or ""
    parts = str(found).split("_")
    if not script:
        script = next((part for part in parts[1:] if len(part) == 4), "Latn")
    lang = first.lower() if len(first) in {2, 3} else "und"
    return Tongue(tag, lang, region, script, direction(tag) == "rtl")


def first_digit(language: str, words: Iterable[str]) -> int:
    """The code point of the nought of a book's digits: those its own words use most.

    Words without any leave it to CLDR.
    """
    counted: Counter[str] = Counter()
    for text in words:
        if text.isascii():
            counted["latn"] += sum(map(text.count, "0123456789"))
            continue
        for name, start in DIGITS.items():
            counted[name] += sum(text.count(chr(start + value)) for value in range(10))
    (name, times), *_rest = counted.most_common(1) or [("latn", 0)]
    if not times:
        try:
            name = Locale.parse(language, sep="-").default_numbering_system
        except (ValueError, UnknownLocaleError):
            name = "latn"
    return DIGITS.get(name, DIGITS["latn"])


def number(value: int | str, zero: int) -> str:
    """A number in digits that begin at a code point."""
    if zero == DIGITS["latn"]:
        return str(value)
    return str(value).translate({0x30 + digit: zero + digit for digit in range(10)})


class Marks:
    """Sets the typewriter's quotation marks and apostrophes of one paragraph as its language does.

    Words come piece by piece, as emphasis and links part them; what stood before is remembered.
    """

    def __init__(self, tag: str) -> None:
        self.language = tag.partition("-")[0]
        self.quotes = QUOTES.get(tag) or QUOTES.get(self.language) or ENGLISH_QUOTES
        self.rtl = direction(tag) == "rtl"
        self.before = " "
        self.quoting = False

    def set(self, words: str) -> str:
        """The words with their marks set."""
        if '"' in words or "'" in words:
            words = self._quoted(words)
        if words:
            self.before = words[-1]
        if self.rtl:  # a title in Latin letters would turn its marks, and what follows, with it
            words = QUOTE.sub("\u200f\\1\u200f", words)
        return WIDE_STOP.sub("\u202f", words) if self.language == "fr" else words

    def skip(self) -> None:
        """Something that is not ours to set stood here, such as code."""
        self.before = "x"

    def _quoted(self, words: str) -> str:
        signs = []
        before = self.before
        for at, sign in enumerate(words):
            after = words[at + 1 : at + 2]
            if sign in "\"'":
                opens = before in OPENS_AFTER and bool(after.strip())
                if sign == '"' and before > "\u2e7f":  # no spaces tell: each second one ends
                    opens = not self.quoting
                self.quoting = opens if sign == '"' else self.quoting
                if sign == '"':
                    sign = self.quotes[0 if opens else 1]  # noqa: PLW2901
                elif opens and not after.isdigit():
                    sign = self.quotes[2]  # noqa: PLW2901
                else:  # an apostrophe far more often than the end of an inner quotation
                    sign = "’"  # noqa: PLW2901
            signs.append(sign)
            before = sign[-1]
        return "".join(signs)
