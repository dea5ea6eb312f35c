"""The glossary's concepts and terms, one by one or from a table; and pairs for the memory."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Reader
from amparo.ground.record import actions as record
from amparo.ground.texts.markdown.tree import Refused, folded
from amparo.ground.texts.models import Concept, Term, Use
from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.vocabulary.models import Country

from .recording import Pair, keep_pairs
from .translating import actor_of

MOST_BYTES = 2_000_000
MOST_LINES = 20_000
MOST_PAIRS = 200_000
LONGEST_WORDS, LONGEST_NOTE = 200, 300
COLUMNS = ("concept", "language", "words", "use", "country", "note")


@transaction.atomic
def add_concept(*, note: str = "", by: Reader | UUID) -> Concept:
    """One more thing that the glossary has words for; `note` says what is meant."""
    row = Concept.objects.create(note=note.strip())
    _noted("texts.add_concept", row.pk, by)
    return row


@transaction.atomic
def put_term(
    concept: Concept,
    *,
    language: str,
    words: str,
    use: Use,
    country: Country | str | None = None,
    note: str = "",
    by: Reader | UUID,
) -> Term:
    """Words for a concept in a language, for all its readers or for those of a country (two
    letters); said again, their use changes. Raises Refused."""
    code = (country.pk if isinstance(country, Country) else country or "").upper()
    row = _put(concept, _Line(0, "", language, words, use, code, note))
    _noted("texts.put_term", concept.pk, by)
    return row


@transaction.atomic
def remove_term(term: Term, *, by: Reader | UUID) -> None:
    """Take words away; a concept without any goes with its last."""
    concept = term.concept_id
    Term.objects.filter(pk=term.pk).delete()
    if not Term.objects.filter(concept=concept).exists():
        Concept.objects.filter(pk=concept).delete()
    _noted("texts.remove_term", concept, by)


class _Line(NamedTuple):
    """One line of a table."""

    number: int
    concept: str
    language: str
    words: str
    use: str
    country: str
    note: str


def _put(concept: Concept, line: _Line) -> Term:
    language, words, note = (
        vocabulary.canonical(line.language),
        folded(line.words),
        line.note.strip(),
    )
    if vocabulary.language(language) is None:
        raise Refused(
            _("We do not know this language: %(tag)s.") % {"tag": language[:40]}, line=line.number
        )
    if not words or len(words) > LONGEST_WORDS or len(note) > LONGEST_NOTE:
        raise Refused(_("Words are missing, or are too long."), line=line.number)
    if line.use not in Use.values:
        raise Refused(
            _("A term is preferred, allowed or forbidden, not “%(use)s”.") % {"use": line.use[:40]},
            line=line.number,
        )
    if line.country and not Country.objects.filter(pk=line.country).exists():
        raise Refused(
            _("There is no country “%(code)s”.") % {"code": line.country[:40]}, line=line.number
        )
    row, _created = Term.objects.update_or_create(
        concept=concept,
        language=language,
        words=words,
        country_id=line.country or None,
        defaults={"use": line.use, "note": note},
    )
    return row


@transaction.atomic
def import_terms(content: bytes, *, by: Reader | UUID) -> int:
    """Take a table (CSV in UTF-8, with the columns concept, language, words, use, country, note)
    into the glossary; returns how many terms it had. What is there already stays once.

    Lines of one `concept` are words for one thing: for one that is there, when any of them is
    there. Raises Refused, with the line, and takes nothing then.
    """
    groups: dict[str, list[_Line]] = defaultdict(list)
    for line in _lines(content):
        groups[line.concept or f"\0{line.number}"].append(line)
    count = 0
    for group in groups.values():
        concept = _known(group) or Concept.objects.create()
        for line in group:
            _put(concept, line)
            count += 1
    _noted("texts.import_terms", "", by)
    return count


def _known(group: Iterable[_Line]) -> Concept | None:
    """The concept that has one of these terms already."""
    for line in group:
        row = (
            Term.objects.filter(
                language=vocabulary.canonical(line.language), words=folded(line.words)
            )
            .select_related("concept")
            .order_by("pk")
            .first()
        )
        if row is not None:
            return row.concept
    return None


def _lines(content: bytes) -> Iterator[_Line]:
    if len(content) > MOST_BYTES:
        raise Refused(_("This file is larger than 2 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("This file is not UTF-8.")) from None
    if "\0" in text:
        raise Refused(_("This file is no table of words."))
    first = text.split("\n", 1)[0]
    sign = max((",", ";", "\t"), key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        named = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
        missing = [name for name in ("language", "words", "use") if name not in named]
        if missing:
            raise Refused(
                _("The first line must name these columns: %(columns)s.")
                % {"columns": ", ".join(missing)},
                line=1,
            )
        for row in reader:
            if reader.line_num > MOST_LINES:
                raise Refused(_("This file has too many lines."), line=reader.line_num)
            told = {name: (row.get(named.get(name, name)) or "").strip() for name in COLUMNS}
            if any(told.values()):
                told |= {"use": told["use"].casefold(), "country": told["country"].upper()}
                yield _Line(reader.line_num, **told)
    except csv.Error:
        raise Refused(_("This line cannot be read as a table."), line=reader.line_num) from None


@transaction.atomic
def remember(
    source_language: str,
    language: str,
    pairs: Iterable[tuple[str, str]],
    *,
    by: Reader | UUID = None,
) -> int:
    """Put pairs of words (a source and what it is in a language) into the translation memory;
    returns how many there were, each counted once. Raises Refused for too many."""
    kept: list[Pair] = []
    for source, words in pairs:
        if len(kept) >= MOST_PAIRS:
            raise Refused(_("More than %(most)d pairs are too many.") % {"most": MOST_PAIRS})
        kept.append(Pair(source_language, language, source, words))
    count = keep_pairs(kept)
    record.note(by=actor_of(by), verb="texts.remember", kind="texts.memory", object_id="")
    return count


def _noted(verb: str, pk: int | str, by: Reader | UUID) -> None:
    record.note(by=actor_of(by), verb=verb, kind="texts.concept", object_id=str(pk))
