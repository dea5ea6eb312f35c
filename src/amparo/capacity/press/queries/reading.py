"""What a reader of one publication sees: an edition, its contents, a chapter, its files."""

import posixpath
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Chapter, Edition, Figure, State, nearest
from amparo.ground.identity.models import Reader
from amparo.ground.texts import queries as texts
from amparo.ground.vocabulary import queries as vocabulary


class Line(NamedTuple):
    """A chapter in the contents: its title as this reader gets it, and where it is."""

    chapter: Chapter
    title: str
    language: str
    direction: str
    url: str
    summary: str = ""


class Part(NamedTuple):
    """A folder of chapters; the chapters at the top have a part without a name."""

    name: str
    language: str
    lines: list[Line]


class Contents(NamedTuple):
    """All chapters of an edition in order, and the same by part."""

    lines: list[Line]
    parts: list[Part]


class Turn(NamedTuple):
    """Where the next or the previous page is. `title` is empty inside one chapter."""

    url: str
    title: str = ""
    language: str = ""


def edition(by: Reader, slug: str, number: int | None = None) -> Edition | None:
    """The edition of a publication that this reader gets, or nothing.

    Without a number: the released one, else the one being worked on if they may see it.
    """
    rows = (
        Edition.objects.filter(permissions.seen(by), publication__slug=slug)
        .select_related("publication")
        .defer("metadata_file")
        .prefetch_related("languages")
    )
    if number is not None:
        return rows.filter(number=number).first()
    found = {row.state: row for row in rows.order_by("number")}
    states = (State.RELEASED, *permissions.WORKED_ON)
    return next((found[state] for state in states if state in found), None)


def reading_language(edition: Edition, wanted: str, asked: str = "") -> str:
    """The language in which to show an edition: what was asked for if it has it, else the nearest

    to `wanted` (the page's own language), else the source language."""
    available = [row.language for row in edition.languages.all()]
    source = edition.publication.source_language
    return next(iter([*nearest(asked, available), *nearest(wanted, available)]), source)


def contents(edition: Edition, language: str, *, suffix: str = "") -> Contents:
    """An edition's chapters for a reader of `language`; two queries at most.

    `suffix` (a query string) is carried into every address.
    """
    slug, source = edition.publication.slug, edition.publication.source_language
    rows = list(edition.chapters.order_by("order"))
    lines = []
    for row in rows:
        words, tag = row.title(language, source)
        url = reverse("press:chapter", args=[slug, row.slug]) + suffix
        lines.append(Line(row, words, tag, str(vocabulary.direction(tag)), url))
    parts: list[Part] = []
    for line in lines:
        if not parts or parts[-1].lines[-1].chapter.part != line.chapter.part:
            name, tag = part_name(edition, line.chapter.part, language)
            parts.append(Part(name, tag, []))
        parts[-1].lines.append(line)
    return Contents(lines, parts)


def part_name(edition: Edition, part: str, language: str) -> tuple[str, str]:
    """The name of a folder of chapters for a reader of `language`, and the language it is in."""
    if not part:
        return "", ""
    names: dict[str, str] = edition.told.get("parts", {}).get(part, {})
    source = edition.publication.source_language
    for tag in (*nearest(language, names), source):
        if tag in names:
            return names[tag], tag
    bare = part.rsplit("/", 1)[-1].lstrip("0123456789-_. ") or part
    words = bare.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:], source


def chapter(edition: Edition, slug: str) -> Chapter | None:
    """A chapter of an edition that the reader was given, with its text, or nothing."""
    return edition.chapters.filter(slug=slug).select_related("text").first()


def turns(
    lines: list[Line], here: Chapter, page: int, of: int, page_url: Callable[[int], str]
) -> tuple[Turn | None, Turn | None]:
    """The page before and the page after, across the chapters' borders."""
    place = next(place for place, line in enumerate(lines) if line.chapter.pk == here.pk)
    before = after = None
    if page > 1:
        before = Turn(page_url(page - 1))
    elif place:
        line = lines[place - 1]
        before = Turn(line.url, line.title, line.language)
    if page < of:
        after = Turn(page_url(page + 1))
    elif place + 1 < len(lines):
        line = lines[place + 1]
        after = Turn(line.url, line.title, line.language)
    return before, after


def resolver(
    edition: Edition,
    language: str,
    *,
    figure: Callable[[Figure], texts.Figure],
    link: Callable[[Chapter, str], str],
) -> Callable[[Chapter, Callable[[int], str]], texts.Surroundings]:
    """How the relative addresses in an edition's chapters are understood; two queries.

    An address is looked for from the language's own folder, then from the source language's.
    `figure` and `link` say where a figure and an anchor ("" for none) of a chapter are. What comes
    back wants the chapter and where its pages are.
    """
    slugs = {row.path: row for row in edition.chapters.defer("titles", "files")}
    figures = {row.path: row for row in edition.figures.all()}
    tops = [
        edition.folders.get(tag, tag)
        for tag in dict.fromkeys([language, edition.publication.source_language])
    ]

    def surroundings(here: Chapter, page_url: Callable[[int], str]) -> texts.Surroundings:
        def find_figure(address: str) -> texts.Figure | None:
            for top in tops:
                path = posixpath.normpath(posixpath.join(top, here.part, unquote(address)))
                if path in figures:
                    return figure(figures[path])
            return None

        def find_link(address: str) -> str | None:
            path, _hash, anchor = address.partition("#")
            found = slugs.get(posixpath.normpath(posixpath.join(here.part, unquote(path))))
            return link(found, anchor) if found else None

        return texts.Surroundings(figure=find_figure, link=find_link, page_url=page_url)

    return surroundings


def stored_at(edition: Edition, name: str) -> str:
    """Where a file of this edition's publication lies in storage."""
    return f"press/{edition.publication_id}/{name}"


def figure_bytes(by: Reader, slug: str, name: str) -> tuple[Figure, bytes] | None:
    """A figure of an edition this reader may see, by its name (hash and kind), or nothing."""
    sha, _dot, extension = name.partition(".")
    if not (sha + extension).isalnum():  # PostgreSQL takes no null character, even in a question
        return None
    found = (
        Figure.objects.filter(
            sha=sha,
            extension=extension,
            edition__in=Edition.objects.filter(permissions.seen(by), publication__slug=slug),
        )
        .select_related("edition")
        .order_by("edition__state", "pk")
        .first()
    )
    if found is None:
        return None
    with default_storage.open(stored_at(found.edition, found.name)) as file:
        return found, file.read()


def origin_notice(edition: Edition, language: str, wanted: str = "") -> tuple[str, str]:
    """What readers must know of how the text in `language` came about, and in which language that

    is said: `wanted`, those of the text, the page's own; empty where there is nothing to say."""
    for tag in (wanted, language):
        told = edition.origin(tag)
        if told:
            return told, tag
    if language == edition.publication.source_language:
        return "", ""
    here = get_language() or "en"
    return _("This translation has not been marked as read by a native speaker."), here


def with_summaries(lines: list[Line], *, released: bool) -> dict[str, Line]:
    """The same lines by address, with what each chapter says of itself in the title's language.

    Two queries a language: that of the reader, and at need that of the source.
    """
    found: dict[int, str] = {}
    for tag in {line.language for line in lines}:
        mine = [line.chapter for line in lines if line.language == tag]
        told = texts.summaries([row.text_id for row in mine], tag, released=released)
        found |= {
            row.pk: told[row.text_id].words
            for row in mine
            if row.text_id in told and told[row.text_id].language == tag
        }
    return {line.url: line._replace(summary=found.get(line.chapter.pk, "")) for line in lines}
