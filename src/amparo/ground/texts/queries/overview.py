"""What is offered at the translation desk, and how far it is in each language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language

from amparo.ground.identity.models import Reader
from amparo.ground.texts import permissions
from amparo.ground.texts.models import (
    Project,
    ProjectLanguage,
    Segment,
    Severity,
    State,
    Text,
    Translation,
)

from .said import severities
from .wording import Words, titles

SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f]")


class DeskStanding(NamedTuple):
    """How far words are in a language: segments, and the source's words not yet translated."""

    total: int = 0
    translated: int = 0
    stale: int = 0
    safety: int = 0
    reviewed: int = 0  # or approved
    approved: int = 0
    words_left: int = 0


class ProjectLine(NamedTuple):
    """A project in a list: its title in the reader's language, and its languages."""

    project: Project
    title: Words
    languages: list["LanguageLine"]


class LanguageLine(NamedTuple):
    """A language that was opened for a project, and how far it is."""

    row: ProjectLanguage
    standing: DeskStanding


class ChapterLine(NamedTuple):
    """A text of a project, its title in the language (or the source's), and how far it is."""

    text: Text
    title: Words
    standing: DeskStanding


def words_in(words: str) -> int:
    """How many words a translator counts: signs, where no spaces are written."""
    signs = len(SIGNS.findall(words))
    return signs + len(SIGNS.sub(" ", words).split())


def projects(by: Reader) -> list[ProjectLine]:
    """Every project this person sees, with its languages; a few queries for all of them."""
    found = list(Project.objects.filter(permissions.seen(by)).order_by("pk"))
    lines = _languages_of(found)
    listed = []
    for project in found:
        titles_of: dict[str, str] = project.titles
        here = get_language() or project.source_language
        tag = next((t for t in (here, project.source_language, *titles_of) if t in titles_of), "")
        title = Words(titles_of.get(tag, project.owner), tag or project.source_language)
        listed.append(ProjectLine(project, title, lines[project.pk]))
    return listed


def project(by: Reader, pk: int) -> Project | None:
    """A project this person sees, or None."""
    return Project.objects.filter(permissions.seen(by), pk=pk).first()


def project_of(owner: str) -> Project | None:
    """The project that a room offers under this name of its own, or None."""
    return Project.objects.filter(owner=owner).first()


def language_of(project: Project, language: str) -> ProjectLanguage | None:
    """A language as it was opened for a project (it may be closed again); None if it never was."""
    return ProjectLanguage.objects.filter(project=project, language=language).first()


def languages_of(project: Project) -> list[LanguageLine]:
    """The languages that were opened for a project, also those closed again."""
    return _languages_of([project])[project.pk]


class Place(NamedTuple):
    """A segment of a project in its place, without its words."""

    segment: int
    text: int
    lineage: UUID
    hash: str


class Held(NamedTuple):
    """A translation without its words."""

    source_hash: str
    state: str


def places_of(project_ids: Iterable[int]) -> dict[int, list[Place]]:
    """Every segment of some projects, in order; one query."""
    found: dict[int, list[Place]] = defaultdict(list)
    rows = Segment.objects.filter(text__place__project__in=list(project_ids))
    for number, pk, text, lineage, words in rows.order_by(
        "text__place__order", "position"
    ).values_list("text__place__project_id", "pk", "text_id", "text__lineage", "hash"):
        found[number].append(Place(pk, text, lineage, words))
    return found


def held_of(project_ids: Iterable[int], language: str | None = None) -> dict[tuple[int, str], Held]:
    """What is translated of some projects, by segment and language; one query."""
    rows = Translation.objects.filter(segment__text__place__project__in=list(project_ids))
    if language is not None:
        rows = rows.filter(language=language)
    return {
        (segment, tag): Held(*rest)
        for segment, tag, *rest in rows.values_list(
            "segment_id", "language", "source_hash", "state"
        )
    }


def within(places: Iterable[Place], parts: Iterable[str]) -> list[Place]:
    """Those in the parts that were opened; all, when none are named."""
    named = {str(part) for part in parts}
    return [one for one in places if not named or str(one.lineage) in named]


def bad_of(
    places: Iterable[Place], held: Mapping[tuple[int, str], Held]
) -> dict[tuple[int, str], Severity]:
    """Severity by segment and translated hash, for all that is behind; one query at most."""
    here = {one.segment: one for one in places}
    behind = {
        (segment, one.source_hash)
        for (segment, _tag), one in held.items()
        if segment in here and one.source_hash != here[segment].hash
    }
    return severities(behind, {here[segment].text for segment, _was in behind})


def _standing(
    places: Iterable[Place],
    tag: str,
    held: Mapping[tuple[int, str], Held],
    bad: Mapping[tuple[int, str], Severity],
    counted: Mapping[int, int],
) -> DeskStanding:
    total = translated = stale = safety = reviewed = approved = left = 0
    for place in places:
        total += 1
        one = held.get((place.segment, tag))
        if one is None:
            left += counted.get(place.segment, 0)
            continue
        translated += 1
        severity = bad.get((place.segment, one.source_hash))
        if one.source_hash != place.hash and severity != Severity.TYPO:
            stale += 1
            safety += severity == Severity.SAFETY
        reviewed += one.state != State.DRAFT
        approved += one.state == State.APPROVED
    return DeskStanding(total, translated, stale, safety, reviewed, approved, left)


def _counted(project_ids: Iterable[int]) -> dict[int, int]:
    """The words of every segment; one query."""
    rows = Segment.objects.filter(text__place__project__in=list(project_ids))
    return {pk: words_in(words) for pk, words in rows.values_list("pk", "source_text").iterator()}


def _languages_of(some: list[Project]) -> dict[int, list[LanguageLine]]:
    ids = [one.pk for one in some]
    rows: dict[int, list[ProjectLanguage]] = defaultdict(list)
    for row in ProjectLanguage.objects.filter(project__in=ids).order_by("language"):
        rows[row.project_id].append(row)
    if not rows:
        return {pk: [] for pk in ids}
    places, held, counted = places_of(ids), held_of(ids), _counted(ids)
    bad = bad_of([one for each in places.values() for one in each], held)
    return {
        pk: [
            LanguageLine(
                row, _standing(within(places[pk], row.parts), row.language, held, bad, counted)
            )
            for row in rows[pk]
        ]
        for pk in ids
    }


def chapters_of(project: Project, language: str) -> list[ChapterLine]:
    """The texts of a project that are wanted in a language, in order; six queries at most."""
    opened = language_of(project, language)
    places = within(places_of([project.pk])[project.pk], opened.parts if opened else ())
    held, counted = held_of([project.pk], language), _counted([project.pk])
    bad = bad_of(places, held)
    by_text: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_text[place.text].append(place)
    texts = Text.objects.filter(place__project=project).order_by("place__order").defer("source")
    named = titles(by_text, language)
    return [
        ChapterLine(
            text,
            named.get(text.pk, Words("", text.source_language)),
            _standing(by_text[text.pk], language, held, bad, counted),
        )
        for text in texts
        if text.pk in by_text
    ]
