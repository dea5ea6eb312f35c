"""The glossary: which of its terms stand in some words, and what they may be in a language."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Prefetch, Q
from django.utils.translation import get_language

from amparo.ground.texts.models import Concept, Segment, Term, Use
from amparo.ground.vocabulary.queries import country_name

from .said import rows_of

# Scripts that write no spaces between words; marks that a reader leaves out; what Arabic puts
# before a word without a space.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u00ad]")
BEFORE = ("و", "ف", "ب", "ك", "ل", "ال", "لل", "وال", "فال", "بال", "كال", "ولل", "فلل", "وب", "ول")
WORD = re.compile(r"[\w'’]+")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LONG_ENOUGH = 4  # letters of a word that may take another ending
ENDING = 3  # letters that an ending may add
SHORTEST_BARE = 3  # letters of an Arabic word without what was put before it
STEM = 0.75  # of a word's letters, at least, that stay when it is inflected


Thing = TypeVar("Thing")


class Naming(NamedTuple):
    """A term as a translator reads it: its words, and where it counts (a country's letters)."""

    words: str
    country: str = ""
    note: str = ""

    def __str__(self) -> str:
        if not self.country:
            return self.words
        return f"{self.words} ({country_name(self.country, get_language() or 'en')})"


class TermHint(NamedTuple):
    """A concept that a source speaks of: its words there, and those for it in a language."""

    concept: int
    source_words: str
    preferred: tuple[Naming, ...]
    allowed: tuple[Naming, ...]
    forbidden: tuple[Naming, ...]
    note: str


def glossary(language: str = "") -> list[Concept]:
    """Every concept with its terms, by its first words; of one language, when one is given: those
    that have words in it. Two queries."""
    concepts = Concept.objects.all()
    if language:
        concepts = concepts.filter(terms__language=language).distinct()
    found = list(concepts.order_by("pk").prefetch_related(_terms()))
    return sorted(found, key=lambda one: next((t.words.casefold() for t in one.terms.all()), ""))


def _terms() -> "Prefetch[str]":
    return Prefetch("terms", queryset=Term.objects.order_by("language", "pk"))


def concept(pk: int) -> Concept | None:
    """One concept with its terms, or None."""
    return Concept.objects.filter(pk=pk).prefetch_related(_terms()).first()


def glossary_languages() -> list[str]:
    """The languages in which the glossary has words."""
    rows = Term.objects.order_by("language").values_list("language", flat=True)
    return list(rows.distinct())


def _tags(language: str) -> list[str]:
    """The languages whose terms count for a text: "pt-br" and "pt"."""
    parts = language.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def counts_for(term: Term, language: str) -> bool:
    """Whether a term's use holds for all readers of a language: none of one country's only,
    unless the language is that country's."""
    return term.country_id is None or term.country_id.lower() in language.split("-")[1:]


def _form(words: str) -> str:
    """Words as they are compared: without case, width and marks that a reader leaves out."""
    return MARKS.sub("", unicodedata.normalize("NFKC", words)).casefold().replace("’", "'")


def _forms(form: str) -> tuple[str, ...]:
    """A word, and it without each of the small words that Arabic may have put before it."""
    if not ARABIC.search(form):
        return (form,)
    bare = (form.removeprefix(one) for one in BEFORE if form.startswith(one))
    return (form, *(one for one in bare if len(one) >= SHORTEST_BARE))


def _wanted(form: str) -> str:
    """A term's word, without its article."""
    bare = form.removeprefix("ال")
    return bare if ARABIC.search(form) and len(bare) >= SHORTEST_BARE else form


def _same(wanted: str, word: str, *, loosely: bool) -> bool:
    """Whether a word is another one, or (of some length) it with another ending."""
    if word == wanted:
        return True
    if len(wanted) < LONG_ENOUGH:
        return False
    if word.startswith(wanted):
        return len(word) - len(wanted) <= ENDING
    if not loosely:
        return False
    stem = max(LONG_ENOUGH, round(len(wanted) * STEM))
    return word[:stem] == wanted[:stem] and abs(len(word) - len(wanted)) <= ENDING


class Finder(Generic[Thing]):
    """Finds terms in texts: a term's words one after the other, each with the ending that grammar
    gives it (`loosely`: also with another one in place of its own).

    Terms are looked up by how their first word begins, so a thousand cost little more than one.
    """

    def __init__(self, terms: Iterable[tuple[str, Thing]], *, loosely: bool = False) -> None:
        self.loosely = loosely
        self.unspaced: list[tuple[str, Thing]] = []
        self.beginning: dict[str, list[tuple[list[str], Thing]]] = defaultdict(list)
        for term, thing in terms:
            if UNSPACED.search(term):
                self.unspaced.append((_form("".join(term.split())), thing))
            elif wanted := [_wanted(word) for word in WORD.findall(_form(term))]:
                self.beginning[wanted[0][:LONG_ENOUGH]].append((wanted, thing))

    def find(self, text: str) -> list[Thing]:
        """The terms that stand in a text, each once."""
        form = _form(text)
        found = []
        if self.unspaced:
            together = "".join(form.split())
            found = [thing for term, thing in self.unspaced if term in together]
        if not self.beginning:
            return found
        words = [_forms(word) for word in WORD.findall(form)]
        seen: set[int] = set()
        for at, forms in enumerate(words):
            for one in forms:
                for wanted, thing in self.beginning.get(one[:LONG_ENOUGH], ()):
                    if id(wanted) not in seen and self._stands(
                        wanted, words[at : at + len(wanted)]
                    ):
                        seen.add(id(wanted))
                        found.append(thing)
        return found

    def _stands(self, wanted: list[str], words: list[tuple[str, ...]]) -> bool:
        return len(wanted) <= len(words) and all(
            any(_same(one, form, loosely=self.loosely) for form in forms)
            for one, forms in zip(wanted, words, strict=False)
        )


def stands_in(term: str, text: str, *, loosely: bool = False) -> bool:
    """Whether one term stands in a text."""
    return bool(Finder([(term, True)], loosely=loosely).find(text))


def terms_in(words: str, source_language: str, language: str) -> list[TermHint]:
    """The concepts that a source speaks of, as far as the glossary says anything of them in a
    language; two queries."""
    return hints(words, known(source_language, language), source_language, language)


def known(source_language: str, language: str) -> dict[int, list[Term]]:
    """Terms of two languages by concept, for `hints`; one query."""
    found: dict[int, list[Term]] = defaultdict(list)
    tags = {*_tags(source_language), *_tags(language)}
    for term in Term.objects.filter(language__in=tags).select_related("concept").order_by("pk"):
        found[term.concept_id].append(term)
    return found


def hints(
    words: str, terms: dict[int, list[Term]], source_language: str, language: str
) -> list[TermHint]:
    """The same from terms that were read before."""
    own, others = _tags(source_language), _tags(language)
    spoken = Finder(
        (term.words, term)
        for some in terms.values()
        for term in some
        if term.language in own and term.language not in others
    )
    found: list[TermHint] = []
    for named in spoken.find(words):
        number = named.concept_id
        some = terms[number]
        theirs = [term for term in some if term.language in others]
        if not theirs or any(hint.concept == number for hint in found):
            continue
        note = " · ".join(dict.fromkeys(filter(None, (some[0].concept.note, named.note))))
        found.append(TermHint(number, named.words, *_by_use(theirs), note))
    return found


def _by_use(
    terms: Iterable[Term],
) -> tuple[tuple[Naming, ...], tuple[Naming, ...], tuple[Naming, ...]]:
    listed = [(term.use, Naming(term.words, term.country_id or "", term.note)) for term in terms]
    preferred, allowed, forbidden = (
        tuple(naming for which, naming in listed if which == use) for use in Use.values
    )
    return preferred, allowed, forbidden


def forbidden_terms(language: str) -> list[Term]:
    """What must not be said in a language, in some countries or in all; one query."""
    rows = Term.objects.filter(language__in=_tags(language), use=Use.FORBIDDEN)
    return list(rows.select_related("concept").order_by("pk"))


def forbidden_in(
    text_ids: Iterable[int], language: str, *, released: bool = False
) -> list[tuple[Segment, Term]]:
    """Where texts say in a language (their own too) what must not be said to any of its readers,
    in reading order; three queries, one when nothing is forbidden."""
    terms = [term for term in forbidden_terms(language) if counts_for(term, language)]
    if not terms:
        return []
    ids = list(text_ids)
    finder = Finder((term.words, term) for term in terms)
    found = [
        (pk, term)
        for pk, words in _spoken(ids, language, released=released)
        for term in finder.find(words)
    ]
    segments = Segment.objects.in_bulk({pk for pk, _term in found})
    place = {pk: n for n, pk in enumerate(ids)}
    return sorted(
        ((segments[pk], term) for pk, term in found),
        key=lambda one: (place[one[0].text_id], one[0].position),
    )


def _spoken(ids: list[int], language: str, *, released: bool) -> Iterator[tuple[int, str]]:
    """Segments and what they say in a language."""
    own = Segment.objects.filter(Q(text__in=ids), text__source_language=language)
    yield from own.values_list("pk", "source_text").iterator()
    rows = rows_of(released).objects.filter(segment__text__in=ids, language=language)
    yield from rows.values_list("segment_id", "text").iterator()
