"""How an edition came out, and what still stands against it: for the Desk, and for readers."""

import datetime
from typing import Any, NamedTuple
from uuid import UUID

from amparo.capacity.press import permissions
from amparo.capacity.press.models import (
    Amendment,
    Chapter,
    Edition,
    Finding,
    Gate,
    LanguageRelease,
    Publication,
    Stage,
    Step,
    nearest,
)
from amparo.ground.identity import queries as identity
from amparo.ground.identity.models import Reader
from amparo.ground.texts import queries as texts
from amparo.ground.texts.models import Origin
from amparo.ground.vocabulary import queries as vocabulary


class StepLine(NamedTuple):
    """A step an edition took: its verb, when, by whom (a colleague's name; "" for the server)."""

    verb: str
    at: datetime.datetime
    who: str
    note: str


class Waived(NamedTuple):
    """A gate that a language did not pass, what was found, and why it came out all the same."""

    gate: Gate
    reason: str


class Told(NamedTuple):
    """What a reader is told of how the words before them came about.

    `behind` is the number of the earlier edition that a language still follows; `machine` counts
    segments that a machine wrote and nobody has read since.
    """

    reviewer: str
    waived: list[Waived]
    behind: int | None
    machine: int


class Line(NamedTuple):
    """A language on the release page."""

    language: str
    own_name: str
    direction: str
    is_source: bool
    standing: texts.Standing
    row: LanguageRelease | None
    findings: list[Finding]

    @property
    def percent(self) -> int:
        """Share translated, never rounded up to 100."""
        if not self.standing.total:
            return 100
        return 100 * self.standing.translated // self.standing.total


def worked_on(by: Reader, slug: str) -> Edition | None:
    """The newest edition of a publication, for somebody who may edit it; or nothing."""
    return (
        Edition.objects.filter(permissions.edited_by(by), publication__slug=slug)
        .select_related("publication")
        .order_by("-number")
        .first()
    )


def numbered(by: Reader, slug: str, number: int) -> Edition | None:
    """An edition that this person may release, by its number; or nothing."""
    return (
        Edition.objects.filter(permissions.published_by(by), publication__slug=slug, number=number)
        .select_related("publication")
        .first()
    )


def chapters(edition: Edition) -> list[Chapter]:
    """The chapters of an edition in order, without their sources; one query."""
    return list(edition.chapters.order_by("order").defer("files"))


def steps_taken(editions: list[Edition]) -> dict[int, list[StepLine]]:
    """What each edition went through, the newest step first, by the edition's id; two queries."""
    rows = list(Step.objects.filter(edition__in=editions).order_by("-pk"))
    names = identity.labels({row.by for row in rows if row.by})
    found: dict[int, list[StepLine]] = {}
    for row in rows:
        who = _name(row.by, names)
        found.setdefault(row.edition_id, []).append(StepLine(row.verb, row.at, who, row.note))
    return found


def _name(by: UUID | None, names: dict[Any, str]) -> str:
    return names.get(by, "") if by else ""


def lines(edition: Edition) -> list[Line]:
    """Every language an edition has words in, its own first: how far, and what was found."""
    source = edition.publication.source_language
    ids = list(edition.chapters.values_list("text_id", flat=True))
    spoken = {tag for tags in texts.languages(ids).values() for tag in tags}
    rows = {
        row.language: row for row in edition.releases.prefetch_related("findings").order_by("id")
    }
    tags = [source, *sorted((spoken | rows.keys()) - {source})]
    totals = {tag: [0, 0, 0, 0] for tag in tags}
    for (_text, tag), one in texts.standings(ids, tags).items():
        totals[tag] = [a + b for a, b in zip(totals[tag], one, strict=True)]
    return [
        Line(
            tag,
            vocabulary.own_name(tag),
            str(vocabulary.direction(tag)),
            tag == source,
            texts.Standing(*totals[tag]),
            rows.get(tag),
            list(rows[tag].findings.all()) if tag in rows else [],
        )
        for tag in tags
    ]


def finding(by: Reader, slug: str, pk: int) -> Finding | None:
    """A finding that this person may waive; or nothing."""
    if not permissions.Permission.WAIVE.value.allows(by):
        return None
    editions = Edition.objects.filter(permissions.published_by(by), publication__slug=slug)
    return (
        Finding.objects.filter(pk=pk, release__edition__in=editions)
        .select_related("release__edition__publication")
        .first()
    )


def told(edition: Edition, language: str, text_ids: list[int] | None = None) -> Told:
    """What readers of an edition are told of a language; three queries at most.

    A language that is not released in this edition follows the one it was released in last.
    `text_ids` are those on the page, of which the words made by machines are counted.
    """
    row = (
        LanguageRelease.objects.filter(
            edition__publication=edition.publication_id,
            edition__number__lte=edition.number or 0,
            language=language,
            stage=Stage.RELEASED,
        )
        .select_related("edition")
        .prefetch_related("findings")
        .order_by("-edition__number")
        .first()
    )
    machine = 0
    if text_ids and language != edition.publication.source_language:
        said = texts.said(text_ids, language, released=edition.is_given_out)
        machine = sum(
            one.origin == Origin.MACHINE and one.state == "draft"
            for ones in said.values()
            for one in ones.values()
        )
    if row is None:
        return Told("", [], None, machine)
    reasons = {(one.gate, one.waived): one for one in row.findings.all() if one.waived}
    return Told(
        row.reviewer,
        [Waived(Gate(one.gate), one.waived) for one in reasons.values()],
        row.edition.number if row.edition_id != edition.pk else None,
        machine,
    )


def amendment(publication: Publication) -> Amendment | None:
    """The notice that stands before everything of a publication now; one query."""
    return publication.amendments.filter(lifted_at=None).first()


def amendment_words(row: Amendment, wanted: str, source: str) -> tuple[str, str]:
    """A notice for a reader of `wanted`, and the language it is in."""
    words: dict[str, str] = row.words
    tag = next(iter([*nearest(wanted, words), source]))
    return words.get(tag, ""), tag
