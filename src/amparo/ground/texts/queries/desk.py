"""The translation desk: what is offered there, how far it is, and its rows."""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.ground.texts.markdown.tree import hash_of
from amparo.ground.texts.models import (
    Change,
    Comment,
    Origin,
    Project,
    Segment,
    Severity,
    State,
    Text,
    Translation,
)

from .overview import Held, Place, bad_of, held_of, language_of, places_of, within
from .said import severities, steps
from .wording import titles


class Show(enum.StrEnum):
    """Which rows of a project are shown."""

    ALL = "all"
    UNTRANSLATED = "untranslated"
    STALE = "stale"
    UNREVIEWED = "unreviewed"
    UNAPPROVED = "unapproved"
    COMMENTED = "commented"

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        return LABELS[self]


LABELS: dict[Show, str | Promise] = {
    Show.ALL: _("everything"),
    Show.UNTRANSLATED: _("not translated"),
    Show.STALE: _("the original has changed"),
    Show.UNREVIEWED: _("not read by somebody else"),
    Show.UNAPPROVED: _("not approved"),
    Show.COMMENTED: _("with open comments"),
}


class Row(NamedTuple):
    """A segment beside what it is in a language.

    `before` are the source's words that were translated, when they were others ("" when unknown);
    `seen` goes back with new words, so that nobody writes over what they have not seen.
    """

    segment: Segment
    source: str
    source_language: str
    kind: str
    words: str
    state: State
    origin: Origin | None
    stale: bool
    severity: Severity | None
    before: str
    comments: int
    seen: str
    chapter: str
    author: UUID | None
    text: Text

    @property
    def translated(self) -> bool:
        """Whether it has words."""
        return bool(self.words)


class Rows(NamedTuple):
    """A page of rows; `page` counts from 1."""

    items: list[Row]
    page: int
    pages: int
    total: int


def _talked_about(places: Iterable[Place], language: str) -> dict[int, int]:
    """How many open comments each segment has; one query, two when there are any."""
    places = list(places)
    found: dict[tuple[UUID, str], int] = defaultdict(int)
    rows = Comment.objects.filter(
        lineage__in={one.lineage for one in places}, language__in=["", language], settled=False
    )
    for lineage, words in rows.values_list("lineage", "hash"):
        found[lineage, words] += 1
    if not found:
        return {}
    before = steps({one.text for one in places})
    return {
        place.segment: count
        for place in places
        if (
            count := sum(
                found.get((place.lineage, words), 0)
                for words in {place.hash, *(step.from_hash for step in before[place.segment])}
            )
        )
    }


def _shown(
    project: Project, language: str, show: Show, text: Text | None
) -> tuple[list[Place], dict[int, int]]:
    """The places of a project that are to be shown, in order, and their open comments."""
    opened = language_of(project, language)
    places = within(places_of([project.pk])[project.pk], opened.parts if opened else ())
    if text is not None:
        places = [one for one in places if one.text == text.pk]
    comments = _talked_about(places, language)
    if show is Show.ALL:
        return places, comments
    held = held_of([project.pk], language)
    bad = bad_of(places, held)

    def behind(place: Place, one: Held | None) -> bool:
        return (
            one is not None
            and one.source_hash != place.hash
            and bad.get((place.segment, one.source_hash)) != Severity.TYPO
        )

    shown: dict[Show, Callable[[Place, Held | None], bool]] = {
        Show.UNTRANSLATED: lambda _place, one: one is None,
        Show.STALE: behind,
        Show.UNREVIEWED: lambda _place, one: one is not None and one.state == State.DRAFT,
        Show.UNAPPROVED: lambda _place, one: one is not None and one.state != State.APPROVED,
        Show.COMMENTED: lambda place, _one: place.segment in comments,
    }
    fits = shown[show]
    return [one for one in places if fits(one, held.get((one.segment, language)))], comments


def rows(
    project: Project,
    language: str,
    *,
    text: Text | None = None,
    show: Show = Show.ALL,
    page: int = 1,
    per_page: int = 20,
) -> Rows:
    """A page of a project's segments beside what they are in a language; a page out of range gives
    the nearest one."""
    places, comments = _shown(project, language, show, text)
    pages = max(1, -(-len(places) // per_page))
    page = min(max(page, 1), pages)
    some = places[(page - 1) * per_page : page * per_page]
    return Rows(_filled(some, language, comments), page, pages, len(places))


def row(project: Project, language: str, segment_id: int) -> Row | None:
    """One row; None when the project has no such segment."""
    segment = Segment.objects.filter(pk=segment_id, text__place__project=project)
    found = [Place(*one) for one in segment.values_list("pk", "text_id", "text__lineage", "hash")]
    return next(iter(_filled(found, language, _talked_about(found, language))), None)


def next_row(
    project: Project, language: str, after: int | None, show: Show = Show.ALL
) -> Row | None:
    """The first row behind another (a segment's id; None: from the beginning); None at the end.

    When only some rows are shown the search goes on from the beginning, and never gives `after`.
    """
    places, comments = _shown(project, language, show, None)
    if after is not None:
        order = {one.segment: n for n, one in enumerate(places_of([project.pk])[project.pk])}
        here = order.get(after, -1)
        behind = [one for one in places if order[one.segment] > here]
        first = [one for one in places if order[one.segment] < here]
        places = behind if show is Show.ALL else [*behind, *first]
    return next(iter(_filled(places[:1], language, comments)), None)


def seen_of(words: str, source_hash: str = "") -> str:
    """What stands for words that somebody has seen, and (with its hash) for their source."""
    return hash_of(words) + source_hash


def _filled(places: list[Place], language: str, comments: Mapping[int, int]) -> list[Row]:
    """Rows with all that is in them; six queries at most."""
    ids = [one.segment for one in places]
    segments = Segment.objects.select_related("text").defer("text__source").in_bulk(ids)
    held = {
        one.segment_id: one
        for one in Translation.objects.filter(segment__in=ids, language=language)
    }
    behind = {pk: one for pk, one in held.items() if one.source_hash != segments[pk].hash}
    bad = severities(
        [(pk, one.source_hash) for pk, one in behind.items()],
        {segments[pk].text_id for pk in behind},
    )
    before = {
        (segment, was): words
        for segment, was, words in Change.objects.filter(segment__in=behind)
        .order_by("pk")
        .values_list("segment_id", "from_hash", "from_text")
    }
    named = titles({one.text for one in places}, language)
    found = []
    for pk in ids:
        segment, one = segments[pk], held.get(pk)
        severity = bad[pk, one.source_hash] if one and pk in behind else None
        found.append(
            Row(
                segment=segment,
                source=segment.source_text,
                source_language=segment.text.source_language,
                kind=segment.kind,
                words=one.text if one else "",
                state=State(one.state) if one else State.DRAFT,
                origin=Origin(one.origin) if one else None,
                stale=severity in {Severity.MEANING, Severity.SAFETY},
                severity=severity,
                before=before.get((pk, one.source_hash), "") if one and pk in behind else "",
                comments=comments.get(pk, 0),
                seen=seen_of(one.text if one else "", segment.hash),
                chapter=named[segment.text_id].words if segment.text_id in named else "",
                author=one.author if one else None,
                text=segment.text,
            )
        )
    return found
