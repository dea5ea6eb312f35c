"""Who is asking, and what they may see here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Account, Invitation, Membership, Organisation, Reader, Role, Session
from .permissions import Permission


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what, where, how many."""

    text: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as colleagues see them: no handle, no day, no account."""

    label: str
    has_second_factor: bool
    memberships: Sequence[Membership]
    beside: str = ""


class Beside(NamedTuple):
    """What a room above says beside people and organisations: a few words each, by id."""

    accounts: Callable[[Collection[int]], Mapping[int, str]]
    organisations: Callable[[Collection[UUID]], Mapping[UUID, str]]


_beside: list[Beside] = []


def say_beside(one: Beside) -> None:
    """A room above says something beside people and organisations; called once, at its start."""
    _beside.append(one)


def reader(request: HttpRequest) -> Reader:
    """Who reads; None when signed out. Raises nothing."""
    account = getattr(request, "user", None)
    return account if isinstance(account, Account) else None


def search_keys(by: Reader) -> frozenset[int]:
    """What search may show: 0 public, 1 signed in, 10 and up one a role that counts now."""
    if by is None:
        return frozenset({0})
    order = list(Role)
    return frozenset({0, 1} | {10 + order.index(role) for role in by.roles})


def account_of(handle: str) -> Account | None:
    """The account with this normalised handle; for signing in, recovering and the command line."""
    return Account.objects.filter(handle=handle).first()


def accounts_beside(handles: list[str]) -> int:
    """How many accounts there are but these."""
    return Account.objects.exclude(handle__in=handles).count()


def sessions(by: Account) -> QuerySet[Session]:
    """This person's signed-in browsers, the last seen first."""
    return Session.objects.filter(account=by, expires__gt=timezone.now())


def factors(by: Account) -> list[Authenticator]:
    """This person's second steps: the app first, then passkeys as they were added."""
    return sorted(
        Authenticator.objects.filter(user=by).order_by("pk"),
        key=lambda factor: str(factor.type) != str(Authenticator.Type.TOTP),
    )


def has_administrator() -> bool:
    """Whether set-up is over: somebody holds the role, awake or not."""
    return Membership.objects.filter(role=Role.ADMINISTRATOR).exists()


def people(by: Reader) -> list[Person]:
    """Everybody on staff, by label; nobody for who may not manage them. One query."""
    if not Permission.PEOPLE.value.allows(by):
        return []
    return _as_people(Membership.objects.filter(organisation__isnull=True))


def partners(by: Reader) -> list[tuple[Organisation, str, list[Person], list[Invitation]]]:
    """Each organisation we work with or did, what rooms say of it, its people, its invitations.

    Three queries, and those of the rooms.
    """
    if not Permission.ORGANISATIONS.value.allows(by):
        return []
    people_of: dict[Any, list[Person]] = {}
    found = _as_people(Membership.objects.filter(organisation__isnull=False))
    said = _said(lambda one: one.accounts([row.memberships[0].account_id for row in found]))
    for person in found:
        first = person.memberships[0]
        told = replace(person, beside=said.get(first.account_id, ""))
        people_of.setdefault(first.organisation_id, []).append(told)
    open_to: dict[Any, list[Invitation]] = {}
    for row in invitations(by).filter(organisation__isnull=False):
        open_to.setdefault(row.organisation_id, []).append(row)
    rows = list(Organisation.objects.all())
    of = _said(lambda one: one.organisations([row.pk for row in rows]))
    return [
        (row, of.get(row.pk, ""), people_of.get(row.pk, []), open_to.get(row.pk, []))
        for row in rows
    ]


def _said(ask: Callable[[Beside], Mapping[Any, str]]) -> dict[Any, str]:
    told: dict[Any, str] = {}
    for one in _beside:
        for identifier, words in ask(one).items():
            told[identifier] = " · ".join(filter(None, (told.get(identifier), words)))
    return told


def organisations(by: Reader) -> QuerySet[Organisation]:
    """The organisations that this reader may change; none for most."""
    if not Permission.ORGANISATIONS.value.allows(by):
        return Organisation.objects.none()
    return Organisation.objects.all()


def _as_people(memberships: QuerySet[Membership]) -> list[Person]:
    rows = memberships.order_by("account_id", "role").annotate(
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("account")))
    )
    found = [
        Person(held[0].label, held[0].has_factor, held)
        for held in (list(group) for _id, group in groupby(rows, key=lambda row: row.account_id))
    ]
    return sorted(found, key=lambda person: person.label.casefold())


def memberships(by: Reader) -> QuerySet[Membership]:
    """The staff roles that this reader may change; none for most."""
    if not Permission.PEOPLE.value.allows(by):
        return Membership.objects.none()
    return Membership.objects.select_related("account")


def invitations(by: Reader) -> QuerySet[Invitation]:
    """Open invitations, for who may withdraw them."""
    if not Permission.PEOPLE.value.allows(by):
        return Invitation.objects.none()
    return Invitation.objects.filter(expires__gt=timezone.now())


def labels(actors: set[Any]) -> dict[Any, str]:
    """What colleagues call the staff behind these actor ids; ids of nobody are left out."""
    rows = Membership.objects.filter(account__actor__in=actors).values_list(
        "account__actor", "label"
    )
    return dict(rows)


def roles_of(actors: set[Any]) -> dict[Any, frozenset[Role]]:
    """The staff roles behind these actor ids, asleep ones too, to say what was done and not who
    did it; ids of nobody are left out. One query."""
    found: dict[Any, set[Role]] = {}
    rows = Membership.objects.filter(account__actor__in=actors)
    for actor, role in rows.values_list("account__actor", "role"):
        found.setdefault(actor, set()).add(Role(role))
    return {actor: frozenset(roles) for actor, roles in found.items()}


def waiting(by: Account) -> list[Waiting]:
    """What waits for this person here."""
    found: list[Waiting] = []
    if by.owes_second_factor:
        found.append(
            Waiting(
                _("Add a second step: your staff roles count from then on."),
                reverse("identity:second_factor"),
                1,
            )
        )
    if by.standing.asleep:
        found.append(
            Waiting(
                _("Some of your roles are asleep. Ask an administrator to wake them."),
                reverse("identity:account"),
                len(by.standing.asleep),
            )
        )
    if Permission.PEOPLE.value.allows(by):
        asleep = Membership.objects.filter(asleep=True).count()
        if asleep:
            found.append(
                Waiting(
                    _("Roles asleep: wake them or take them away."),
                    reverse("identity:people"),
                    asleep,
                )
            )
    return found


def about(by: Account) -> dict[str, Any]:
    """All this room holds about an account, as JSON; hashes are told of, not told."""
    return {
        "handle": by.handle,
        "created": by.created.strftime("%Y-%m"),
        "passphrase": "kept as an Argon2 hash only",
        "recovery secret": "kept as an Argon2 hash only",
        "roles": [
            {
                "role": row.role,
                "label": row.label,
                "asleep": row.asleep,
                "organisation": row.organisation.name if row.organisation else None,
            }
            for row in Membership.objects.filter(account=by).select_related("organisation")
        ],
        "second steps": [
            {"kind": str(factor.type), "name": str(factor.data.get("name", ""))}
            for factor in factors(by)
        ],
        "sessions": [
            {"signed in": str(row.created), "last seen": str(row.seen)} for row in sessions(by)
        ],
    }
