"""Named reads: the framework as a page shows it, and where each promise stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press import queries as press
from amparo.ground.identity.models import Account, Reader
from amparo.ground.identity.queries import Waiting
from amparo.ground.search.models import Document
from amparo.ground.vocabulary.queries import direction, priority_groups

from .models import Commitment, Framework, Goal
from .permissions import Permission

PATH = "our-strategy/"


class Room(NamedTuple):
    """What serves a commitment: what it is for readers, the address name of its door, and whether

    there is anything behind that door."""

    label: str | Promise
    url_name: str = ""
    serves: Callable[[], bool] = lambda: True


# Rooms, and parts of rooms, by the names that framework.yaml uses. One that is built has a door.
ROOMS: dict[str, Room] = {
    "capacity": Room(_("learning")),
    "protection": Room(_("protection")),
    "impact": Room(_("impact")),
    "capacity/academy": Room(_("online courses")),
    "capacity/community": Room(_("a place to talk")),
    "capacity/fellowships": Room(_("fellowships")),
    "capacity/press": Room(_("the library"), "press:library", press.has_published),
    "protection/cases": Room(_("a way to ask for help")),
    "protection/network": Room(_("the network of focal points")),
    "protection/laws": Room(_("the map of laws")),
    "impact/mechanisms": Room(_("a guide to international mechanisms")),
    "impact/mechanisms#advice": Room(_("the advice desk")),
    "impact/advocacy": Room(_("joint advocacy")),
    "impact/hub": Room(_("the hub of lessons")),
    "direction/strategy#results": Room(_("results and what we learnt")),
    "direction/strategy#reviews": Room(_("yearly reviews")),
    "direction/strategy#context": Room(_("the log of what changes around us")),
    "direction/consultations": Room(_("consultations")),
    "direction/consultations#input": Room(_("an open letterbox")),
    "direction/alliances": Room(_("alliances")),
    "ground/vault": Room(_("the vault")),
}


class Standing(Enum):
    """Where a promise stands in this installation."""

    SERVED = _("Kept here")
    PARTLY = _("Kept here in part")
    NOT_YET = _("Not yet")


class Worded(NamedTuple):
    """Words as shown; `language` and `direction` only where they are another language's."""

    text: str
    language: str = ""
    direction: str = ""


class Door(NamedTuple):
    """A way in to what serves a promise."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Promised:
    """One commitment, as it is shown."""

    code: str
    words: Worded
    standing: Standing
    doors: list[Door]
    missing: list[str | Promise]


@dataclass(frozen=True)
class Strand:
    """A goal with its commitments, as it is shown."""

    slug: str
    name: Worded
    promises: list[Promised]


class Count(NamedTuple):
    """How many promises stand where."""

    served: int
    partly: int
    not_yet: int

    @property
    def total(self) -> int:
        return self.served + self.partly + self.not_yet


@dataclass(frozen=True)
class Shown:
    """The whole framework in one language."""

    title: Worded
    intro: Worded
    source: Worded
    source_date: date
    aims: list[Promised]
    strands: list[Strand]
    first: list[str]
    count: Count

    @property
    def promises(self) -> list[Promised]:
        """Every commitment of every strand, in order; the aims are counted by what serves them."""
        return [promised for strand in self.strands for promised in strand.promises]


def in_language(words: dict[str, str], language: str) -> Worded:
    """Words in a language; else in English, else in whichever there is, and said so."""
    if words.get(language):
        return Worded(words[language])
    for tag in ("en", *sorted(words)):
        if words.get(tag):
            return Worded(words[tag], tag, str(direction(tag)))
    return Worded("")


def _door(name: str) -> Door | None:
    room = ROOMS.get(name)
    if room is None or not room.url_name or not room.serves():
        return None
    try:
        return Door(room.label, reverse(room.url_name))
    except NoReverseMatch:
        return None


def _promised(commitment: Commitment, language: str, built: dict[str, Door | None]) -> Promised:
    doors = {name: built.get(name) for name in commitment.served_by}
    open_doors = [door for door in doors.values() if door]
    missing = [ROOMS[name].label for name, door in doors.items() if not door and name in ROOMS]
    if not open_doors:
        standing = Standing.NOT_YET
    else:
        standing = Standing.SERVED if len(open_doors) == len(doors) else Standing.PARTLY
    return Promised(
        commitment.code, in_language(commitment.text, language), standing, open_doors, missing
    )


def framework(language: str) -> Shown | None:
    """The framework in a language, with where each promise stands; nothing before it is loaded.

    Five queries, however many commitments. Public: needs no account.
    """
    row = Framework.objects.filter(pk=1).prefetch_related("goals__commitments").first()
    if row is None:
        return None
    built = {name: _door(name) for name in ROOMS}
    goals = [
        (
            goal,
            Strand(
                goal.slug,
                in_language(goal.name, language),
                [_promised(commitment, language, built) for commitment in goal.commitments.all()],
            ),
        )
        for goal in row.goals.all()
    ]
    aims = [
        promised
        for goal, shown in goals
        if goal.kind == Goal.Kind.AIM
        for promised in shown.promises
    ]
    strands = [shown for goal, shown in goals if goal.kind == Goal.Kind.STRAND]
    standings = [promised.standing for shown in strands for promised in shown.promises]
    return Shown(
        title=in_language(row.title, language),
        intro=in_language(row.intro, language),
        source=in_language(row.source, language),
        source_date=row.source_date,
        aims=aims,
        strands=strands,
        first=[group.name_in(language) for group in priority_groups()],
        count=Count(
            standings.count(Standing.SERVED),
            standings.count(Standing.PARTLY),
            standings.count(Standing.NOT_YET),
        ),
    )


def rewordable_commitment(by: Reader, code: str) -> Commitment | None:
    """A commitment whose words this reader may change; nothing if it, or the right, is missing."""
    if not Permission.REWORD.value.allows(by):
        return None
    return Commitment.objects.filter(code=code).first()


def rewordable_framework(by: Reader) -> Framework | None:
    """The framework, for a reader who may change its words."""
    if not Permission.REWORD.value.allows(by):
        return None
    return Framework.objects.filter(pk=1).first()


def may_reword(by: Reader) -> bool:
    """Whether to show the links that lead to changing words."""
    return Permission.REWORD.value.allows(by)


def searchable() -> Iterator[Document]:
    """The framework as one document a language it is written in."""
    row = Framework.objects.filter(pk=1).prefetch_related("goals__commitments").first()
    if row is None:
        return
    for tag, _name in settings.LANGUAGES:
        if not row.title.get(tag):
            continue
        parts = [row.intro.get(tag, "")]
        for goal in row.goals.all():
            parts.append(goal.name.get(tag, ""))
            parts += [commitment.text.get(tag, "") for commitment in goal.commitments.all()]
        yield Document(
            key=f"strategy.framework:{tag}",
            group="strategy.framework",
            language=tag,
            title=row.title[tag],
            body="\n".join(part for part in parts if part),
            path=PATH,
            kind="strategy",
            seen_by=(0,),
        )


def waiting(by: Reader) -> list[Waiting]:
    """Nothing in this room waits for anybody yet."""
    del by
    return []


def about(by: Account) -> dict[str, Any]:
    """What this room holds about an account: nothing; the strategy names no person."""
    del by
    return {}
