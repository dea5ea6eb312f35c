"""What could go into a package for a translator, how much that is, and the packages there are."""

import enum
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.ground.texts.markdown.tree import words_in
from amparo.ground.texts.models import Package, Project, Segment, Severity, Text, Translation

from .checks import CheckFinding, checks
from .glossary import Finder, TermHint, hints, known
from .overview import language_of
from .said import severities
from .wording import Words, titles


class Only(enum.StrEnum):
    """Which segments go into a package."""

    ALL = "all"
    OPEN = "open"
    UNTRANSLATED = "untranslated"
    STALE = "stale"

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        return LABELS[self]


LABELS: dict[Only, str | Promise] = {
    Only.ALL: _("everything"),
    Only.OPEN: _("what is not translated, and what has changed since"),
    Only.UNTRANSLATED: _("only what is not translated"),
    Only.STALE: _("only what has changed since it was translated"),
}


class Content(NamedTuple):
    """A segment, and what it is in a language: no words when it is not translated.

    `source_hash` is that of the source these words translate; `stale` as everywhere: a change of
    wording only makes nothing stale.
    """

    segment: int
    text: int
    lineage: UUID
    position: int
    kind: str
    hash: str
    source: str
    words: str
    source_hash: str
    stale: bool

    def fits(self, only: Only) -> bool:
        """Whether it is among those."""
        return (
            only is Only.ALL
            or (not self.words and only is not Only.STALE)
            or (self.stale and only is not Only.UNTRANSLATED)
        )


class Amount(NamedTuple):
    """How much that is: segments, and words of their sources."""

    segments: int
    words: int


class ChapterAmount(NamedTuple):
    """A chapter that can go into a package, and how much of it there is to do."""

    lineage: UUID
    title: Words
    amounts: dict[Only, Amount]


def contents(project: Project, language: str, *, whole: bool = False) -> list[Content]:
    """Every segment that is wanted in a language (`whole`: of the project), in order, with its
    words; four queries."""
    opened = None if whole else language_of(project, language)
    parts = set(opened.parts) if opened else set()
    held = {
        segment: (words, was)
        for segment, words, was in Translation.objects.filter(
            segment__text__place__project=project, language=language
        ).values_list("segment_id", "text", "source_hash")
    }
    rows = [
        row
        for row in Segment.objects.filter(text__place__project=project)
        .order_by("text__place__order", "position")
        .values_list("pk", "text_id", "text__lineage", "position", "kind", "hash", "source_text")
        if not parts or str(row[2]) in parts
    ]
    behind = {
        (row[0], held[row[0]][1]) for row in rows if row[0] in held and held[row[0]][1] != row[5]
    }
    bad = severities(behind, {row[1] for row in rows})
    return [
        Content(
            *row,
            *(told := held.get(row[0], ("", ""))),
            bad.get((row[0], told[1]), Severity.TYPO) != Severity.TYPO,
        )
        for row in rows
    ]


def amounts(found: Iterable[Content]) -> dict[Only, Amount]:
    """How much there is of each kind."""
    segments: dict[Only, int] = defaultdict(int)
    words: dict[Only, int] = defaultdict(int)
    for one in found:
        count = words_in(one.source)
        for only in Only:
            if one.fits(only):
                segments[only] += 1
                words[only] += count
    return {only: Amount(segments[only], words[only]) for only in Only}


def chapter_amounts(
    project: Project, language: str
) -> tuple[list[ChapterAmount], dict[Only, Amount]]:
    """The chapters wanted in a language, and how much of each and of all there is to do."""
    found: dict[tuple[int, UUID], list[Content]] = defaultdict(list)
    everything = contents(project, language)
    for one in everything:
        found[one.text, one.lineage].append(one)
    named = titles({text for text, _lineage in found}, language)
    chapters = [
        ChapterAmount(
            lineage, named.get(text, Words("", project.source_language)), amounts(content)
        )
        for (text, lineage), content in found.items()
    ]
    return chapters, amounts(everything)


def terms_for(
    found: Iterable[Content], source_language: str, language: str
) -> dict[int, list[TermHint]]:
    """What the glossary says of each segment, by segment; one query."""
    terms = known(source_language, language)
    finder = Finder((term.words, term.concept_id) for some in terms.values() for term in some)
    told = {
        one.segment: hints(
            one.source,
            {concept: terms[concept] for concept in dict.fromkeys(finder.find(one.source))},
            source_language,
            language,
        )
        for one in found
    }
    return {segment: some for segment, some in told.items() if some}


def findings_in(
    project: Project, language: str, words: Mapping[int, str]
) -> dict[int, list[CheckFinding]]:
    """What the checks say of words for segments, by segment; three queries."""
    terms = known(project.source_language, language)
    rows = Segment.objects.filter(pk__in=words, text__place__project=project)
    return {
        row.pk: checks(row, language, words[row.pk], terms=terms)
        for row in rows.select_related("text")
    }


def tree_of(project: Project) -> str:
    """The SHA-256 of all sources of a project as they are now."""
    rows = Text.objects.filter(place__project=project).order_by("place__order")
    lines = [f"{lineage} {sha}\n" for lineage, sha in rows.values_list("lineage", "sha")]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def packages(project: Project, language: str, *, most: int = 30) -> list[Package]:
    """The packages of a language, the newest first."""
    return list(Package.objects.filter(project=project, language=language)[:most])


def package(project: Project, language: str, key: UUID) -> Package | None:
    """One of them, by its key; None when there is none."""
    return Package.objects.filter(project=project, language=language, key=key).first()


def package_by_key(key: UUID) -> Package | None:
    """The package that a file names, whatever it belongs to."""
    return Package.objects.filter(key=key).select_related("project").first()


def project_named(name: str) -> Project | None:
    """A project by its number, by its room's name for it, or by the last part of its place (a
    publication's short name), for the command line."""
    if name.isascii() and name.isdigit() and len(name) < 19:
        return Project.objects.filter(pk=int(name)).first()
    by_place = Project.objects.filter(path__endswith=f"/{name}/").order_by("pk")
    return Project.objects.filter(owner=name).first() or by_place.first()


def every_project() -> list[tuple[Project, list[str]]]:
    """Every project with its open languages, for the command line."""
    rows = Project.objects.order_by("pk").prefetch_related("languages")
    return [
        (row, sorted(one.language for one in row.languages.all() if not one.closed)) for row in rows
    ]
