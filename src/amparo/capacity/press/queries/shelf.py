"""The library's shelf, and the Desk's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Edition, Publication, State, Who
from amparo.ground.identity.models import Reader
from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.vocabulary.models import Theme

PAGE = 20
ON_SHELF = (State.RELEASED, *permissions.WORKED_ON)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: the word an address carries, what people read, how many it finds."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the library. `found` counts what was asked for, `total` all there is."""

    items: list[Edition]
    found: int
    total: int
    page: int
    pages: int
    languages: list[Choice]
    themes: list[Choice]
    audiences: list[Choice]


def shelf(
    by: Reader,
    *,
    language: str = "",
    theme: str = "",
    who: str = "",
    sort: str = "newest",
    page: int = 1,
    shown_in: str,
) -> Shelf:
    """What this reader finds in the library, `PAGE` at a time.

    `language`, `theme` and `who` narrow it; `sort` is "newest" or "title" (in `shown_in`, the
    language of the page). A publication shows its released edition, else, to those who may see it,
    the one being worked on. Eight queries at most, however long the shelf.
    """
    everything = _current(_seen(by).filter(state__in=ON_SHELF))
    ids = [edition.pk for edition in everything]
    found = [edition for edition in everything if _fits(edition, language, theme, who)]
    if sort == "title":
        found.sort(key=lambda edition: (edition.title(shown_in)[0].casefold(), -edition.pk))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    return Shelf(
        items=found[(page - 1) * PAGE : page * PAGE],
        found=len(found),
        total=len(ids),
        page=page,
        pages=pages,
        languages=_languages(everything),
        themes=_themes(everything),
        audiences=_audiences(everything),
    )


def latest(by: Reader, *, most: int) -> list[Edition]:
    """The newest publications this reader finds in the library."""
    return _current(_seen(by).filter(state__in=ON_SHELF))[:most]


def has_published() -> bool:
    """Whether there is anything in the library for everybody; one query."""
    return Edition.objects.filter(state=State.RELEASED).exists()


class OnDesk(NamedTuple):
    """A publication with its editions as somebody on staff sees them, newest first."""

    publication: Publication
    editions: list[Edition]


def on_desk(by: Reader) -> list[OnDesk]:
    """Every publication with its editions, for those with a Desk; four queries."""
    if not permissions.sees_desk(by):
        return []
    rows: dict[int, OnDesk] = {}
    editions = _seen(by).order_by("publication__slug", "-number")
    for edition in editions:
        held = rows.setdefault(edition.publication_id, OnDesk(edition.publication, []))
        held.editions.append(edition)
    return list(rows.values())


def has_desk(by: Reader) -> bool:
    """Whether this reader has a page about the press on the Desk."""
    return permissions.sees_desk(by)


def managed(by: Reader, slug: str) -> OnDesk | None:
    """A publication as the Desk shows it, or nothing."""
    return next((row for row in on_desk(by) if row.publication.slug == slug), None)


def _seen(by: Reader) -> QuerySet[Edition]:
    return (
        Edition.objects.filter(permissions.seen(by))
        .select_related("publication")
        .defer("metadata_file")
        .prefetch_related(
            "languages",
            Prefetch("publication__themes", queryset=Theme.objects.order_by("order", "slug")),
            "publication__audiences",
        )
    )


def _current(editions: QuerySet[Edition]) -> list[Edition]:
    """One edition a publication: the released one, else the highest number. Newest first."""
    best: dict[int, Edition] = {}
    for edition in editions.order_by("number"):
        held = best.get(edition.publication_id)
        if held is None or held.state != State.RELEASED:
            best[edition.publication_id] = edition
    return sorted(best.values(), key=_age, reverse=True)


def _age(edition: Edition) -> tuple[bool, str, int]:
    day = edition.released_on.isoformat() if edition.released_on else ""
    return (edition.state != State.RELEASED, day, edition.pk)


def _fits(edition: Edition, language: str, theme: str, who: str) -> bool:
    return (
        (not language or any(row.language == language for row in edition.languages.all()))
        and (not theme or any(row.slug == theme for row in edition.publication.themes.all()))
        and (not who or any(row.who == who for row in edition.publication.audiences.all()))
    )


def _languages(editions: Iterable[Edition]) -> list[Choice]:
    rows = [row for edition in editions for row in edition.languages.all()]
    return sorted(
        (
            Choice(tag, vocabulary.own_name(tag), count)
            for tag, count in _counted(row.language for row in rows).items()
        ),
        key=lambda choice: choice.words.casefold(),
    )


def _themes(editions: Iterable[Edition]) -> list[Choice]:
    rows = [row for edition in editions for row in edition.publication.themes.all()]
    by_slug = {row.slug: row for row in sorted(rows, key=lambda row: (row.order, row.slug))}
    counts = _counted(row.slug for row in rows)
    return [Choice(slug, row.name, counts[slug]) for slug, row in by_slug.items()]


def _audiences(editions: Iterable[Edition]) -> list[Choice]:
    counts = _counted(
        row.who for edition in editions for row in edition.publication.audiences.all()
    )
    return [Choice(who, str(Who(who).label), counts[who]) for who in Who.values if who in counts]


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
