"""Named reads: what the rooms answer when the front asks them, and what the front itself shows."""

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.core.paginator import Page
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.capacity.fellowships.permissions import Permission as FellowshipPermission
from amparo.capacity.press.permissions import Permission as PressPermission
from amparo.capacity.press.queries import latest
from amparo.direction.strategy import queries as strategy
from amparo.direction.strategy.permissions import Permission as StrategyPermission
from amparo.ground.identity import queries as identity
from amparo.ground.identity.models import Account, Reader, Role
from amparo.ground.identity.permissions import Permission as IdentityPermission
from amparo.ground.identity.permissions import Rule
from amparo.ground.identity.queries import Waiting
from amparo.ground.questions.permissions import Permission as QuestionsPermission
from amparo.ground.record import queries as record
from amparo.ground.record.models import AuditEvent
from amparo.ground.texts.permissions import Permission as TextsPermission
from amparo.ground.vault.permissions import Permission as VaultPermission
from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.vocabulary.models import PriorityGroup, Theme
from amparo.ground.work import queries as work
from amparo.ground.work.models import Job
from amparo.protection.cases.permissions import Permission as CasesPermission

from .permissions import Permission

NEWEST = 3


class Book(NamedTuple):
    """A publication as the home page names it; `language` is the title's own."""

    title: str
    language: str
    direction: str
    url: str
    languages: list[str]


class DeskPage(NamedTuple):
    """A page of the Desk and what it is for."""

    title: str | Promise
    words: str | Promise
    url: str


class Act(NamedTuple):
    """An entry of the audit trail as it is shown; `actor` is the short form of a random id."""

    event: AuditEvent
    actor: str
    label: str


# What a room is to somebody who reads what it holds about them.
ROOMS: dict[str, str | Promise] = {
    "cases": _("Asking for help"),
    "fellowships": _("Fellowships"),
    "identity": _("Your account"),
    "press": _("The library"),
    "questions": _("Forms"),
    "record": _("What you did"),
    "search": _("Search"),
    "strategy": _("Our strategy"),
    "texts": _("Texts"),
    "work": _("Jobs"),
}

# The Desk's pages: whose rule shows each, what it is for, and the name of its address.
DESK: tuple[tuple[Rule, str | Promise, str | Promise, str], ...] = (
    (
        CasesPermission.API.value,
        _("Requests and cases"),
        _("What your keys open: triage, cases, what was lent to you."),
        "cases:desk",
    ),
    (
        CasesPermission.REFERRALS.value,
        _("Referred to you"),
        _("What another organisation asks of yours."),
        "cases:referrals",
    ),
    (
        CasesPermission.LEDGER.value,
        _("Money"),
        _("Sums, grants and receipts, without a story."),
        "cases:ledger",
    ),
    (
        FellowshipPermission.API.value,
        _("Fellowships"),
        _("Applications, files to read, fellows: sealed, opened on your device."),
        "fellowships:desk",
    ),
    (
        FellowshipPermission.CALLS.value,
        _("Calls"),
        _("What is offered, until when, and by what it is judged."),
        "fellowships:calls",
    ),
    (
        FellowshipPermission.MONEY.value,
        _("Stipends"),
        _("Sums for fellows, without a name."),
        "fellowships:money",
    ),
    (
        CasesPermission.DOORS.value,
        _("What senders are told"),
        _("Who reads what comes in, when, and in which languages."),
        "cases:door_words",
    ),
    (
        CasesPermission.NOTICES.value,
        _("Where you are told"),
        _("An address of yours, where you are told to sign in."),
        "cases:notices",
    ),
    (
        CasesPermission.RETENTION.value,
        _("How long we keep it"),
        _("Days until requests and cases are forgotten."),
        "cases:retention",
    ),
    (
        PressPermission.PREVIEW.value,
        _("The press"),
        _("Handbooks and guides: drafts, editions, languages."),
        "press:desk",
    ),
    (
        TextsPermission.TRANSLATE.value,
        _("The translation desk"),
        _("Paragraph beside paragraph, in every language; the glossary."),
        "texts:projects",
    ),
    (
        StrategyPermission.REWORD.value,
        _("The strategy"),
        _("The words of every promise."),
        "strategy:framework",
    ),
    (
        IdentityPermission.PEOPLE.value,
        _("People"),
        _("Who is on staff, with which role; invitations."),
        "identity:people",
    ),
    (
        IdentityPermission.ORGANISATIONS.value,
        _("Organisations"),
        _("Those we refer people to, and who of theirs signs in here."),
        "identity:organisations",
    ),
    (
        VaultPermission.KEYS.value,
        _("Keys"),
        _("Yours, colleagues', and what two keyholders do together."),
        "vault:keys",
    ),
    (
        QuestionsPermission.EDIT.value,
        _("Forms"),
        _("What people are asked, in every language."),
        "questions:forms",
    ),
    (
        Permission.WORDS.value,
        _("Themes and priorities"),
        _("What texts are about, and whom the work puts first."),
        "front:words",
    ),
    (
        Permission.ORGANISATION.value,
        _("The organisation"),
        _("Its name, and where Leave this site leads."),
        "front:organisation",
    ),
    (
        Permission.JOBS.value,
        _("Jobs"),
        _("What is done in the background, and how far."),
        "front:jobs",
    ),
    (
        Permission.AUDIT.value,
        _("Audit trail"),
        _("What staff did, without content."),
        "front:audit",
    ),
    (
        Permission.DESK.value,
        _("Components"),
        _("Everything that pages are built from."),
        "front:components",
    ),
)


def new_in_library(by: Reader, language: str) -> list[Book]:
    """The newest publications this reader may open."""
    books = []
    for edition in latest(by, most=NEWEST):
        title, tag = edition.title(language)
        foreign = tag != language
        books.append(
            Book(
                title,
                tag if foreign else "",
                str(vocabulary.direction(tag)) if foreign else "",
                reverse("press:publication", args=[edition.publication.slug]),
                [vocabulary.own_name(row.language) for row in edition.languages.all()],
            )
        )
    return books


def promises(language: str) -> strategy.Shown | None:
    """What was promised and where it stands."""
    return strategy.framework(language)


def _rooms(module: str, function: str) -> Iterator[tuple[str, ModuleType]]:
    """The label and module of every room that answers `function`, from the top of the house down.

    Asked of the installed rooms, not of a list: a new room is asked from its first day.
    """
    for app in reversed(list(apps.get_app_configs())):
        name = f"{app.name}.{module}"
        if not app.name.startswith("amparo.") or app.label == "front":
            continue
        if importlib.util.find_spec(name):
            found = importlib.import_module(name)
            if hasattr(found, function):
                yield app.label, found


def forgetting() -> list[tuple[str, Callable[..., None]]]:
    """Each room's `forget`, from the top of the house down; identity's ends the account."""
    return [(label, room.forget) for label, room in _rooms("actions", "forget")]


def needed(by: Account) -> list[str]:
    """Why this account cannot be deleted yet, as the rooms say it."""
    return [words for _label, room in _rooms("queries", "needed") for words in room.needed(by)]


def waiting_for_me(by: Account) -> list[Waiting]:
    """What waits for this person, over all rooms."""
    return [
        entry
        for _label, room in _rooms("queries", "waiting")
        for entry in room.waiting(by)
        if entry.count
    ]


def desk(by: Reader) -> list[DeskPage] | None:
    """The pages of the Desk this reader may open; nothing for who has no Desk."""
    if not Permission.DESK.value.allows(by):
        return None
    return [
        DeskPage(title, words, reverse(url)) for rule, title, words, url in DESK if rule.allows(by)
    ]


def about(by: Account) -> dict[str, Any]:
    """Everything every room holds about an account, by room, as JSON-able values."""
    held = {label: room.about(by) for label, room in _rooms("queries", "about")}
    acts = [
        {"at": act.at.isoformat(), "verb": act.verb, "object": f"{act.kind} {act.object_id}"}
        for act in _acts_of(by.actor)
    ]
    if acts:
        held["record"] = {"what you did as staff, or to your account": acts}
    return {label: told for label, told in held.items() if told}


def _acts_of(actor: UUID) -> Iterator[AuditEvent]:
    number = 1
    while True:
        page = record.events(number, size=500, actor=actor)
        yield from page.object_list
        if not page.has_next():
            return
        number += 1


def readable(by: Account) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """The same as lines to read: for each room, what (the way to a value) and the value."""
    return [(ROOMS.get(room, room), list(_lines("", told))) for room, told in about(by).items()]


def _lines(way: str, told: Any) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for name, inner in told.items():
            yield from _lines(f"{way} · {name}" if way else str(name), inner)
    elif isinstance(told, list | tuple):
        for number, inner in enumerate(told, 1):
            yield from _lines(f"{way} {number}", inner)
    else:
        yield way, str(told)


def export(by: Account) -> str:
    """What is held about an account, as one JSON text (UTF-8, indented, dates in ISO 8601)."""
    return json.dumps(about(by), ensure_ascii=False, indent=2, default=str)


def is_last_administrator(by: Account) -> bool:
    """Whether nobody else could let people in after this person left."""
    if Role.ADMINISTRATOR not in by.roles:
        return False
    holders = [
        row.account_id
        for person in identity.people(by)
        for row in person.memberships
        if row.role == Role.ADMINISTRATOR and not row.asleep
    ]
    return holders == [by.pk]


def audit(by: Reader, page: int) -> tuple[Page[AuditEvent], list[Act]] | None:
    """One page of the audit trail, newest first; nothing for who may not read it."""
    if not Permission.AUDIT.value.allows(by):
        return None
    events = record.events(page)
    rows = list(events.object_list)
    labels = identity.labels({row.actor for row in rows if row.actor})
    return events, [
        Act(
            row,
            row.actor.hex[:8] if row.actor else "",
            labels.get(row.actor, "") if row.actor else "",
        )
        for row in rows
    ]


def breaks(by: Reader) -> list[str] | None:
    """Where the audit chain does not hold; nothing for who may not read it."""
    return record.breaks() if Permission.AUDIT.value.allows(by) else None


def jobs(by: Reader, page: int) -> Page[Job] | None:
    """One page of background jobs, newest first; nothing for who may not see them."""
    return work.jobs(page) if Permission.JOBS.value.allows(by) else None


def lists(by: Reader) -> tuple[list[PriorityGroup], list[Theme]] | None:
    """The two editable lists, retired entries too; nothing for who may not edit them."""
    if not Permission.WORDS.value.allows(by):
        return None
    return (
        vocabulary.priority_groups(with_retired=True),
        vocabulary.themes(with_retired=True),
    )


def entry(by: Reader, kind: str, slug: str) -> PriorityGroup | Theme | None:
    """One entry of the list `kind` ("priorities" or "themes"), for who may edit it."""
    found = lists(by)
    if found is None or kind not in ("priorities", "themes"):
        return None
    rows: list[PriorityGroup] | list[Theme] = found[0] if kind == "priorities" else found[1]
    return next((row for row in rows if row.slug == slug), None)


def set_up_is_open() -> bool:
    """Whether nobody administers this installation yet."""
    return not identity.has_administrator()
