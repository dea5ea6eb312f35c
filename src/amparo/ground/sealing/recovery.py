"""The recovery secret: 128 random bits that a person can write on paper and type back.

Shown as twelve words of BIP 39 where an official list exists in the reader's language, and always
as ten groups of four digits: the number in 39 digits and one check digit (Damm, 2004, which finds
every single wrong digit and every swap of neighbours). Whatever form was written down, one box
takes it: any list, any script's digits, capitals, accents, spaces and hyphens as they come.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from mnemonic import Mnemonic

LISTS = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "zh-hans": "chinese_simplified",
}
"""Our languages with an official list (bitcoin/bips, BIP 39). Arabic and Russian have none."""

BITS = 128
WORDS = 12
DIGITS = 40
WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\d_\u4e00-\u9fff]+")
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class NotASecretError(ValueError):
    """What was typed cannot be a recovery secret; the message says what to look at, in words."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One recovery secret. `entropy` is 16 bytes."""

    entropy: bytes

    @property
    def canonical(self) -> str:
        """The one text to hash, whatever form was typed: 32 hexadecimal digits."""
        return self.entropy.hex()

    def words(self, language: str) -> list[str]:
        """Twelve words in this language; none where it has no official list."""
        if language not in LISTS:
            return []
        check = hashlib.sha256(self.entropy).digest()[0] >> 4
        number = int.from_bytes(self.entropy, "big") << 4 | check
        shown = _wordlist(language)
        return [shown[number >> 11 * place & 2047] for place in reversed(range(WORDS))]

    def groups(self) -> list[str]:
        """Ten groups of four digits, 0 to 9; the last digit checks the others."""
        number = f"{int.from_bytes(self.entropy, 'big'):039d}"
        digits = number + str(_damm(number))
        return [digits[place : place + 4] for place in range(0, DIGITS, 4)]


def new() -> Secret:
    """A fresh secret from the system's randomness."""
    return Secret(secrets.token_bytes(BITS // 8))


def read(typed: str) -> Secret:
    """The secret that somebody typed, in any of its forms; raises NotASecretError."""
    folded = _folded(typed)
    if any(character.isalpha() for character in folded):
        return _from_words(WORD.findall(folded))
    return _from_digits(
        "".join(str(unicodedata.decimal(character)) for character in typed if character.isdecimal())
    )


def _from_words(words: list[str]) -> Secret:
    if len(words) != WORDS:
        raise NotASecretError(
            ngettext(
                "There are twelve words; here is %(count)d.",
                "There are twelve words; here are %(count)d.",
                len(words),
            )
            % {"count": len(words)}
        )
    places = [[_places(language).get(word) for word in words] for language in LISTS]
    for found in places:
        secret = _checked([place for place in found if place is not None])
        if secret is not None:
            return secret
    best = min(places, key=lambda found: found.count(None))
    unknown = [str(number) for number, place in enumerate(best, 1) if place is None]
    if unknown:
        raise NotASecretError(
            ngettext(
                "Word number %(numbers)s is not in the list. Is it spelled as you wrote it down?",
                "Words number %(numbers)s are not in the list. Are they spelled as you wrote"
                " them down?",
                len(unknown),
            )
            % {"numbers": ", ".join(unknown)}
        )
    raise NotASecretError(
        _(
            "Each word is in the list, but together they do not match. Perhaps two changed places,"
            " or one was taken for another."
        )
    )


def _checked(places: list[int]) -> Secret | None:
    """The secret of twelve places in a list, if their last four bits agree with the rest."""
    if len(places) != WORDS:
        return None
    number = 0
    for place in places:
        number = number << 11 | place
    entropy = (number >> 4).to_bytes(BITS // 8, "big")
    return Secret(entropy) if hashlib.sha256(entropy).digest()[0] >> 4 == number & 15 else None


def _from_digits(digits: str) -> Secret:
    if len(digits) != DIGITS:
        raise NotASecretError(
            ngettext(
                "There are forty digits, in ten groups of four; here is %(count)d.",
                "There are forty digits, in ten groups of four; here are %(count)d.",
                len(digits),
            )
            % {"count": len(digits)}
        )
    number = int(digits[:-1])
    if _damm(digits) or number >> BITS:
        raise NotASecretError(
            _("The digits do not match their check. Perhaps one is wrong, or two changed places.")
        )
    return Secret(number.to_bytes(BITS // 8, "big"))


def _damm(digits: str) -> int:
    """The check digit of digits; 0 for digits that already end with theirs."""
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    return interim


def _folded(text: str) -> str:
    """Without accents, capitals and the differences between ways of writing one letter."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        character for character in apart if not unicodedata.category(character).startswith("M")
    )


@cache
def _wordlist(language: str) -> list[str]:
    return [unicodedata.normalize("NFC", word) for word in Mnemonic(LISTS[language]).wordlist]


@cache
def _places(language: str) -> dict[str, int]:
    return {_folded(word): place for place, word in enumerate(_wordlist(language))}
