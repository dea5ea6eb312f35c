"""What is offered at the translation desk, and how far it is in each language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
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


class _Part(NamedTuple):
    """A text of a project, its segments and their words."""

    project: int
    text: int
    lineage: UUID
    total: int
    words: int


InALineage = TypeVar("InALineage", Place, _Part)


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


def within(places: Iterable[InALineage], parts: Iterable[str]) -> list[InALineage]:
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


def _parts(project_ids: Iterable[int]) -> dict[int, list[_Part]]:
    """The texts of some projects, in order; one query."""
    found: dict[int, list[_Part]] = defaultdict(list)
    rows = (
        Text.objects.filter(place__project__in=list(project_ids))
        .annotate(total=Count("segments"), words=Coalesce(Sum("segments__words"), 0))
        .order_by("place__order")
        .values_list("place__project_id", "pk", "lineage", "total", "words")
    )
    for project, text, lineage, total, words in rows:
        found[project].append(_Part(project, text, lineage, total, words))
    return found


def _done(text_ids: Iterable[int], languages: Iterable[str]) -> dict[tuple[int, str], DeskStanding]:
    """What is translated, by text and language; `words_left` has a minus. Three queries at most."""
    rows = Translation.objects.filter(segment__text__in=list(text_ids), language__in=set(languages))
    each = (
        rows.values("segment__text_id", "language")
        .annotate(
            translated=Count("pk"),
            reviewed=Count("pk", filter=~Q(state=State.DRAFT)),
            approved=Count("pk", filter=Q(state=State.APPROVED)),
            words=Sum("segment__words"),
        )
        .values_list("segment__text_id", "language", "translated", "reviewed", "approved", "words")
    )
    found = {
        (text, tag): DeskStanding(0, translated, 0, 0, reviewed, approved, -words)
        for text, tag, translated, reviewed, approved, words in each
    }
    behind = list(
        rows.exclude(source_hash=F("segment__hash")).values_list(
            "segment__text_id", "language", "segment_id", "source_hash"
        )
    )
    bad = severities([(row[2], row[3]) for row in behind], {row[0] for row in behind})
    for text, tag, segment, was in behind:
        one, severity = found[text, tag], bad[segment, was]
        found[text, tag] = one._replace(
            stale=one.stale + (severity != Severity.TYPO),
            safety=one.safety + (severity == Severity.SAFETY),
        )
    return found


def _standing(
    parts: Iterable[_Part], tag: str, done: Mapping[tuple[int, str], DeskStanding]
) -> DeskStanding:
    each = [
        one._replace(total=part.total, words_left=part.words + one.words_left)
        for part in parts
        for one in [done.get((part.text, tag), DeskStanding())]
    ]
    return DeskStanding(*map(sum, zip(*each, strict=True))) if each else DeskStanding()


def _languages_of(some: list[Project]) -> dict[int, list[LanguageLine]]:
    ids = [one.pk for one in some]
    rows: dict[int, list[ProjectLanguage]] = defaultdict(list)
    for row in ProjectLanguage.objects.filter(project__in=ids).order_by("language"):
        rows[row.project_id].append(row)
    if not rows:
        return {pk: [] for pk in ids}
    parts = _parts(ids)
    done = _done(
        (part.text for each in parts.values() for part in each),
        (row.language for each in rows.values() for row in each),
    )
    return {
        pk: [
            LanguageLine(row, _standing(within(parts[pk], row.parts), row.language, done))
            for row in rows[pk]
        ]
        for pk in ids
    }


def chapters_of(project: Project, language: str) -> list[ChapterLine]:
    """The texts of a project that are wanted in a language, in order; eight queries at most."""
    opened = language_of(project, language)
    parts = within(_parts([project.pk])[project.pk], opened.parts if opened else ())
    ids = [part.text for part in parts]
    done = _done(ids, [language])
    texts = Text.objects.defer("source").in_bulk(ids)
    named = titles(ids, language)
    return [
        ChapterLine(
            texts[part.text],
            named.get(part.text, Words("", project.source_language)),
            _standing([part], language, done),
        )
        for part in parts
    ]
