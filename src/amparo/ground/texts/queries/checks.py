"""What may be wrong with words for a segment: told while somebody translates, never decided."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it.token import Token

from amparo.ground.texts.markdown import rules
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.tree import folded
from amparo.ground.texts.models import Segment, Term, Use
from amparo.ground.vocabulary.queries import country_name

from .glossary import Finder, counts_for, hints, known, stands_in

NUMBER = re.compile(r"\d+(?:[.,'’٫٬\u00a0\u202f ]\d+)*")
CALL = re.compile(r"\[\^([^\]\s]+)\]")
PLACEHOLDER = re.compile(r"\{\{?[^{}\n#]{1,60}\}?\}|%\(\w+\)[sd]|%[sd]\b")
REFERENCE = re.compile(r"\](?!\()")  # a link whose address stands elsewhere in the file
LEFT_OVER = re.compile(r"\*\*|__|\]\(|`")
LETTERS = re.compile(r"[^\W\d_]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
DENSE = {"zh": 0.33, "ja": 0.45, "ko": 0.5}  # length of words for the same in an alphabet
SHORTEST, LONGEST = 0.4, 2.5  # of what is to be expected
LONG_ENOUGH = 30  # characters: a shorter source says nothing about length
RUN = 6  # words of the source, one after the other, that are no name any more
OTHER_SCRIPTS = {"ar", "fa", "ur", "he", "ru", "uk", "bg", "sr", "zh", "ja", "ko", "th", "my", "hi"}
MOST_LATIN = 0.5  # of the letters, in a language that is written otherwise


class CheckFinding(NamedTuple):
    """What a check says: `severity` is "error" (it breaks the text, or must not be said) or
    "warning" (look again)."""

    check: str
    severity: str
    message: str


class _Sides(NamedTuple):
    """Source and words, as the checks look at them."""

    source: str
    words: str
    own: list[Token]
    said: list[Token]
    notes: frozenset[str]  # the names of footnotes in the text
    source_language: str
    language: str
    terms: dict[int, list[Term]]


def checks(
    segment: Segment, language: str, words: str, *, terms: dict[int, list[Term]] | None = None
) -> list[CheckFinding]:
    """What may be wrong with `words` for a segment, errors first; two queries, one when the
    glossary's `terms` were read before (`known`)."""
    if not words.strip():
        return [CheckFinding("empty", "error", _("There are no words."))]
    sides = _sides(segment, language, words, terms)
    found = [finding for check in CHECKS for finding in check(sides)]
    return sorted(found, key=lambda one: one.severity != "error")


def _sides(
    segment: Segment, language: str, words: str, terms: dict[int, list[Term]] | None
) -> _Sides:
    source = segment.source_text
    references: dict[str, object] = {}
    notes = frozenset(CALL.findall(source))
    if REFERENCE.search(source) or REFERENCE.search(words):
        document = parse_bytes(bytes(segment.text.source))
        references, notes = document.references, frozenset(document.footnotes)
    return _Sides(
        source,
        words,
        rules.inline(source, references=references, footnotes=notes),
        rules.inline(words, references=references, footnotes=notes),
        notes,
        segment.text.source_language,
        language,
        known(segment.text.source_language, language) if terms is None else terms,
    )


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or [])


def _plain(tokens: list[Token]) -> str:
    return " ".join(token.content for token in _walk(tokens) if token.type == "text")


def _missing(own: Counter[str], said: Counter[str]) -> list[str]:
    return sorted((own - said).elements())


def _numbers_in(words: str) -> Counter[str]:
    """Numbers by their digits alone, whatever script or sign groups them."""
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in words)
    return Counter(re.sub(r"\D", "", found) for found in NUMBER.findall(plain))


def _numbers(sides: _Sides) -> Iterator[CheckFinding]:
    own, said = _numbers_in(_plain(sides.own)), _numbers_in(_plain(sides.said))
    gone, new = _missing(own, said), _missing(said, own)
    # Numbers that one side groups and the other does not are the same digits in a row.
    if "".join(gone) == "".join(new):
        return
    if gone:
        told = _("A number of the original is missing: %(numbers)s")
        yield CheckFinding("numbers", "warning", told % {"numbers": ", ".join(gone)})
    if new:
        told = _("A number is not in the original: %(numbers)s")
        yield CheckFinding("numbers", "warning", told % {"numbers": ", ".join(new)})


def _addresses(tokens: list[Token]) -> Counter[str]:
    return Counter(
        str(token.attrs.get("href") or token.attrs.get("src"))
        for token in _walk(tokens)
        if token.type in {"link_open", "image"}
    )


def _links(sides: _Sides) -> Iterator[CheckFinding]:
    own, said = _addresses(sides.own), _addresses(sides.said)
    for address in _missing(own, said):
        told = _("A link of the original is missing: %(address)s")
        yield CheckFinding("links", "error", told % {"address": address})
    for address in _missing(said, own):
        told = _("A link is not in the original: %(address)s")
        yield CheckFinding("links", "warning", told % {"address": address})


def _footnotes(sides: _Sides) -> Iterator[CheckFinding]:
    own, said = Counter(CALL.findall(sides.source)), Counter(CALL.findall(sides.words))
    for name in _missing(own, said):
        told = _("The call of a footnote is missing: %(call)s")
        yield CheckFinding("footnotes", "error", told % {"call": f"[^{name}]"})
    for name in _missing(said, own):
        if name in sides.notes:
            told, severity = _("A footnote is called that the original does not call: %(call)s"), ""
        else:
            told, severity = _("There is no such footnote: %(call)s"), "error"
        yield CheckFinding("footnotes", severity or "warning", told % {"call": f"[^{name}]"})


def _placeholders(sides: _Sides) -> Iterator[CheckFinding]:
    own = Counter(PLACEHOLDER.findall(sides.source))
    for name in _missing(own, Counter(PLACEHOLDER.findall(sides.words))):
        told = _("This must stay as it is: %(words)s")
        yield CheckFinding("placeholders", "error", told % {"words": name})


def _code(sides: _Sides) -> Iterator[CheckFinding]:
    own, said = (
        Counter(token.content for token in _walk(side) if token.type == "code_inline")
        for side in (sides.own, sides.said)
    )
    for name in _missing(own, said):
        told = _("This must stay as it is: %(words)s")
        yield CheckFinding("code", "warning", told % {"words": f"`{name}`"})


def _markup(sides: _Sides) -> Iterator[CheckFinding]:
    own, said = (Counter(LEFT_OVER.findall(_plain(side))) for side in (sides.own, sides.said))
    for mark in _missing(said, own):
        told = _("This mark begins something that does not end: %(mark)s")
        yield CheckFinding("markup", "error", told % {"mark": mark})
    kinds = {"strong_open": _("bold"), "em_open": _("emphasis")}
    for kind, name in kinds.items():
        had, has = (sum(one.type == kind for one in _walk(s)) for s in (sides.own, sides.said))
        if bool(had) != bool(has):
            told = _("Only one side has words in %(kind)s.")
            yield CheckFinding("markup", "warning", told % {"kind": name})


def _terms(sides: _Sides) -> Iterator[CheckFinding]:
    terms, words = sides.terms, _plain(sides.said)
    spoken = hints(_plain(sides.own), terms, sides.source_language, sides.language)
    for hint in spoken:
        named = [*hint.preferred, *hint.allowed]
        if hint.preferred and not any(stands_in(one.words, words, loosely=True) for one in named):
            told = _("The glossary says %(preferred)s for “%(term)s”.")
            listed = ", ".join(f"“{one}”" for one in hint.preferred)
            yield CheckFinding(
                "terms", "warning", told % {"preferred": listed, "term": hint.source_words}
            )
    forbidden = Finder(
        (term.words, term)
        for some in terms.values()
        for term in some
        if term.use == Use.FORBIDDEN and _is_of(term, sides.language)
    )
    for term in forbidden.find(words):
        yield _forbidden(term, sides.language)


def _is_of(term: Term, language: str) -> bool:
    return language == term.language or language.startswith(f"{term.language}-")


def _forbidden(term: Term, language: str) -> CheckFinding:
    why = f" {term.note}" if term.note else ""
    if counts_for(term, language):
        told = _("The glossary says never to use “%(term)s”.") % {"term": term.words}
        return CheckFinding("terms", "error", told + why)
    told = _("In %(country)s, “%(term)s” must not be used.") % {
        "country": country_name(term.country_id or "", get_language() or "en"),
        "term": term.words,
    }
    return CheckFinding("terms", "warning", told + why)


def _length(sides: _Sides) -> Iterator[CheckFinding]:
    had, has = (len(folded(_plain(side))) for side in (sides.own, sides.said))
    if had < LONG_ENOUGH:
        return
    own, other = (
        DENSE.get(tag.split("-")[0], 1.0) for tag in (sides.source_language, sides.language)
    )
    share = has / (had * other / own)
    if share < SHORTEST:
        yield CheckFinding("length", "warning", _("This is much shorter than the original."))
    elif share > LONGEST:
        yield CheckFinding("length", "warning", _("This is much longer than the original."))


def _left_over(sides: _Sides) -> Iterator[CheckFinding]:
    own, said = folded(_plain(sides.own)).casefold(), folded(_plain(sides.said)).casefold()
    letters = LETTERS.findall(said)
    if len(letters) < 4:
        return
    if own == said and len(own.split()) > 1:
        yield CheckFinding("source", "warning", _("These are the words of the original."))
        return
    words, theirs = own.split(), f" {said} "
    for at in range(len(words) - RUN + 1):
        run = " ".join(words[at : at + RUN])
        if f" {run} " in theirs:
            told = _("Words of the original are still here: “%(words)s”")
            yield CheckFinding("source", "warning", told % {"words": run})
            return
    latin = len(LATIN.findall(said))
    elsewhere = sides.language.split("-")[0] in OTHER_SCRIPTS
    if elsewhere and latin > MOST_LATIN * len(letters) and len(said.split()) > 1:
        told = _("Most of this is written in another script than the language's own.")
        yield CheckFinding("source", "warning", told)


CHECKS: tuple[Callable[[_Sides], Iterator[CheckFinding]], ...] = (
    _numbers,
    _links,
    _footnotes,
    _placeholders,
    _code,
    _markup,
    _terms,
    _length,
    _left_over,
)
