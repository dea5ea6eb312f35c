"""Text becomes terms: the same way when it is indexed and when it is asked for.

Letters are folded first and words cut to their stems afterwards, so that a word typed without its
accents or vowel signs meets the same word written with them. Scripts that put no spaces between
words are cut into overlapping pairs of signs.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

Stemmer = Callable[[str], list[str]]

# Han, kana, bopomofo, Thai, Lao, Burmese, Khmer.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u30a0-\u30ff\u3100-\u312f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
CYRILLIC = "\u0400-\u052f"
ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff"

_RUN = re.compile(
    f"(?P<pairs>[{SPACELESS}]+)"
    f"|(?P<arabic>[{ARABIC}][^{SPACELESS}{CYRILLIC}a-z]*)"
    f"|(?P<cyrillic>[{CYRILLIC}][^{SPACELESS}{ARABIC}a-z]*)"
    f"|(?P<latin>[^{SPACELESS}{ARABIC}{CYRILLIC}]+)"
)

# The script a language is written in, where its stemmer must not meet another script's words.
_SCRIPTS = {
    "ar": "arabic", "fa": "arabic", "ur": "arabic", "ps": "arabic",
    "ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic",
    "zh": "pairs", "ja": "pairs", "th": "pairs", "lo": "pairs", "my": "pairs", "km": "pairs",
}  # fmt: skip
# Whose stems a word gets in a text of another script: an English name in an Arabic text.
_GUESTS = {"arabic": "ar", "cyrillic": "ru", "latin": "en"}
# A question in an unknown language is asked in each of these, by its script.
_TONGUES = {"arabic": ("ar",), "cyrillic": ("ru",), "latin": ("en", "fr", "es", "pt")}
UNSTEMMED = "und"


def _folding() -> dict[int, str | None]:
    """One table: each letter to its plain form, each mark to nothing."""
    table: dict[int, str | None] = {}
    for start, end in ((0xC0, 0x250), (0x370, 0x400), (0x1E00, 0x2000)):
        for code in range(start, end):
            letters = unicodedata.normalize("NFKD", chr(code))
            plain = "".join(sign for sign in letters if not unicodedata.combining(sign)).lower()
            if plain != chr(code) and plain.strip():
                table[code] = plain
    marks = [*range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x610, 0x61B)]
    marks += [*range(0x64B, 0x660), 0x640, 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E9)]
    marks += [*range(0x6EA, 0x6EE), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
    marks += [0x2060, *range(0x2066, 0x206A), 0xFEFF]
    marks += range(0xD800, 0xE000)  # half of a surrogate pair is no letter
    table |= dict.fromkeys(marks)
    pairs = "أاإاآاٱاؤوئيىيةهیيېيکكەهۀهہهےيёе" + "ıiøołlđdðdςσ"
    table |= {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}
    table |= {ord("ء"): None, ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}
    for zero in (0x660, 0x6F0, 0x966):
        table |= {zero + digit: str(digit) for digit in range(10)}
    return table


_FOLDING = _folding()


def fold(text: str) -> str:
    """Lower case, without diacritics, vowel signs, tatweel and letter variants (ё, أ, ة, ...)."""
    text = unicodedata.normalize("NFKC", text).lower()
    return text if text.isascii() else text.translate(_FOLDING)


@lru_cache(maxsize=50_000)
def _arabic_stem(word: str) -> str:
    """A folded Arabic word without article, "and", and the commonest endings.

    After light10 (Larkey, Ballesteros and Connell, 2007), with the plural pronouns added: unlike
    the Snowball stemmer it brings a word with and without its article to the same stem.
    """
    if word.startswith("و") and len(word) > 3:
        word = word[1:]
    for article in ("بال", "كال", "فال", "ال", "لل"):
        if word.startswith(article) and len(word) >= len(article) + 2:
            word = word[len(article) :]
            break
    for ending in ("هما", "هم", "هن", "كم", "ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"):
        if word.endswith(ending) and len(word) >= len(ending) + (3 if ending[-1] in "من" else 2):
            word = word[: -len(ending)]
    return word


def _snowball(language: str | None, endings: str = "", instead: str = "") -> Stemmer:
    """Tantivy's stemmer; `endings` first mends what folding hides from it."""
    builder = TextAnalyzerBuilder(Tokenizer.regex(r"[\p{L}\p{M}\p{N}]+"))
    analyse = (builder.filter(Filter.stemmer(language)) if language else builder).build().analyze
    if not endings:
        return analyse
    mend = re.compile(endings).sub
    return lambda run: analyse(mend(instead, run))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


_PLAIN = _snowball(None)


def _arabic(run: str) -> list[str]:
    return [_arabic_stem(word) for word in _PLAIN(run)]


_STEMMERS: dict[tuple[str, str], Stemmer] = {
    ("arabic", "ar"): _arabic,
    # Snowball takes the end of "защите" for a verb's; it is nouns that people ask for.
    ("cyrillic", "ru"): _snowball("russian", r"ите\b", "ита"),
    ("latin", "en"): _snowball("english"),
    ("latin", "es"): _snowball("spanish"),
    ("latin", "fr"): _snowball("french", r"ees?\b", "e"),
    ("latin", "pt"): _snowball("portuguese", r"oes\b", "ao"),
}


def primary(tag: str) -> str:
    """The language of a BCP 47 tag: `zh` of `zh-Hans`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _stemmer(script: str, language: str) -> Stemmer:
    if script == "pairs":
        return _pairs
    if language == UNSTEMMED:
        return _PLAIN
    if _SCRIPTS.get(language, "latin") != script:
        language = _GUESTS[script]
    return _STEMMERS.get((script, language), _PLAIN)


def terms(folded: str, language: str) -> list[str]:
    """The terms of a folded text in this language (primary subtag), in order."""
    found: list[str] = []
    for run in _RUN.finditer(folded):
        found += _stemmer(run.lastgroup or "latin", language)(run.group())
    return found


def signs(folded: str) -> set[str]:
    """The single signs of scripts without spaces, for questions of one sign."""
    return {sign for run in _RUN.finditer(folded) if run["pairs"] for sign in run.group()}


def tongues(folded: str, language: str | None) -> tuple[str, ...]:
    """The languages a question is asked in: the one that was chosen, else all its scripts have."""
    if language:
        return (language,)
    scripts = {run.lastgroup or "latin" for run in _RUN.finditer(folded)}
    return (UNSTEMMED, *(tongue for s in sorted(scripts) for tongue in _TONGUES.get(s, ())))
