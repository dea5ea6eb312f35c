"""What a language must pass before readers get it, as far as the database can tell."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.capacity.press.models import Chapter, Edition, Gate, LanguageRelease
from amparo.ground.texts import queries as texts
from amparo.ground.texts.markdown.reading import walk
from amparo.ground.texts.markdown.tree import Kind, Shape

CHEAP = (Gate.REVIEWER, Gate.COMPLETE, Gate.SAFETY, Gate.TERMS, Gate.ALT, Gate.HEADINGS)
BATCH = 100
MOST = 50  # findings of one gate: whoever has more knows enough
LONGEST_WHERE, LONGEST_WORDS = 200, 300


class Found(NamedTuple):
    """What a gate found: `where` is the chapter's slug, with ":line" if there is one."""

    gate: Gate
    where: str
    words: str


def cheap_gates(edition: Edition, language: str, *, released: bool = False) -> list[Found]:
    """What stands against giving out an edition in a language, without making any file.

    Looks at the words worked on, or (`released`) at those that readers have. Descriptions and
    headings are the source's: its own language answers for them.
    """
    is_source = language == edition.publication.source_language
    found = [*_reviewer(edition, language)]
    rows = list(edition.chapters.order_by("order").defer("titles", "files"))
    if is_source:
        found += _structure(edition)
    else:
        found += _standing(rows, language, released=released)
    found += _terms(rows, language, released=released)
    return [Found(one.gate, one.where[:LONGEST_WHERE], one.words[:LONGEST_WORDS]) for one in found]


def _reviewer(edition: Edition, language: str) -> Iterator[Found]:
    named = LanguageRelease.objects.filter(edition=edition, language=language, reviewer__gt="")
    if not named.exists():
        yield Found(Gate.REVIEWER, "", _("Nobody is named who has read it before release."))


def _standing(rows: list[Chapter], language: str, *, released: bool) -> Iterator[Found]:
    each = texts.standings([row.text_id for row in rows], [language], released=released)
    missing = safety = 0
    for row in rows:
        one = each[row.text_id, language]
        missing += one.total - one.translated
        if one.safety and safety < MOST:
            safety += 1
            yield Found(
                Gate.SAFETY,
                row.slug,
                ngettext(
                    "%(count)d paragraph still says what stood there before.",
                    "%(count)d paragraphs still say what stood there before.",
                    one.safety,
                )
                % {"count": one.safety},
            )
    if missing:
        yield Found(
            Gate.COMPLETE,
            "",
            ngettext(
                "%(count)d paragraph is not translated.",
                "%(count)d paragraphs are not translated.",
                missing,
            )
            % {"count": missing},
        )


def _terms(rows: list[Chapter], language: str, *, released: bool) -> list[Found]:
    by_text = {row.text_id: row for row in rows}
    found = texts.forbidden_in(list(by_text), language, released=released)
    return [
        Found(
            Gate.TERMS,
            by_text[segment.text_id].slug,
            _("“%(term)s” is not to be used.") % {"term": term.words},
        )
        for segment, term in found[:MOST]
    ]


def _structure(edition: Edition) -> list[Found]:
    """Figures without a description, and headings that skip a level; the source is parsed."""
    alt: list[Found] = []
    headings: list[Found] = []
    ids = list(edition.chapters.order_by("order").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        rows = Chapter.objects.filter(pk__in=ids[start : start + BATCH]).select_related("text")
        for row in rows.order_by("order"):
            alt += _figures(row)
            headings += _levels(row)
    return [*_some(alt), *_some(headings)]


def _some(found: list[Found]) -> list[Found]:
    return found[:MOST]


def _figures(row: Chapter) -> Iterator[Found]:
    for block in walk(texts.document(row.text).root):
        if block.shape is Shape.FIGURE and Kind.ALT not in block.segments:
            words = _("The figure %(name)s has no description.") % {"name": block.detail}
            yield Found(Gate.ALT, f"{row.slug}:{block.line}", words)


def _levels(row: Chapter) -> Iterator[Found]:
    """A chapter's first heading may be of any level; from there on none is left out."""
    before = 0
    for block in walk(texts.document(row.text).root):
        if block.shape is not Shape.HEADING:
            continue
        level = int(block.detail)
        if before and level > before + 1:
            words = _("A heading of level %(level)d follows one of level %(before)d.") % {
                "level": level,
                "before": before,
            }
            yield Found(Gate.HEADINGS, f"{row.slug}:{block.line}", words)
        before = level


def in_words(found: Iterable[Found]) -> list[str]:
    """Findings as lines for people."""
    return [
        f"{one.gate.label}: {one.where + ': ' if one.where else ''}{one.words}" for one in found
    ]
