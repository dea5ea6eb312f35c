"""A project of the desk in somebody's hands, and one of its languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.ground.texts import queries
from amparo.ground.texts.models import Project, ProjectLanguage
from amparo.ground.texts.permissions import Permission
from amparo.ground.texts.queries import ChapterLine, DeskStanding, Words
from amparo.ground.vocabulary import queries as vocabulary


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that this person sees, and what they may do there."""

    by: Account
    project: Project
    title: Words

    @property
    def opens(self) -> bool:
        """Whether they may open and close languages."""
        return Permission.OPEN.value.allows(self.by)


@dataclass(frozen=True, slots=True)
class Desk(Opened):
    """One of its open languages."""

    row: ProjectLanguage

    @property
    def language(self) -> str:
        """The tag of the language translated into."""
        return self.row.language

    @property
    def direction(self) -> str:
        return str(vocabulary.direction(self.language))

    @property
    def name(self) -> str:
        """The language's name in the page's own."""
        return vocabulary.language_name(self.language, get_language() or "en")

    @property
    def reviews(self) -> bool:
        return Permission.REVIEW.value.allows(self.by)

    @property
    def approves(self) -> bool:
        return Permission.APPROVE.value.allows(self.by)


def opened(request: HttpRequest, project: int) -> Opened:
    """The project at this address; Http404 for who may not see it."""
    by = reader(request)
    row = queries.project(by, project)
    if by is None or row is None:
        raise Http404
    return Opened(by, row, title_of(row))


def desk(request: HttpRequest, project: int, tag: str, *, closed: bool = False) -> Desk:
    """One of its languages; Http404 when it was never opened, or is closed unless `closed`."""
    found = opened(request, project)
    row = queries.language_of(found.project, vocabulary.canonical(tag))
    if row is None or (row.closed and not closed):
        raise Http404
    return Desk(found.by, found.project, found.title, row)


def title_of(project: Project) -> Words:
    """A project's title in the page's language, in its source's, or in any."""
    titles: dict[str, str] = project.titles
    for tag in (get_language() or "en", project.source_language, *sorted(titles)):
        if titles.get(tag):
            return Words(titles[tag], tag)
    return Words(project.owner, "en")


def together(chapters: Iterable[ChapterLine]) -> DeskStanding:
    """How far chapters are, counted as one."""
    return DeskStanding(*map(sum, zip(*(line.standing for line in chapters), strict=True)))
