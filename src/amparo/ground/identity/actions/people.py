"""Staff: invited by code, given roles, put to sleep, woken, taken away."""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from amparo.ground.identity.models import Account, Invitation, Membership, Organisation, Role
from amparo.ground.record import actions as record

from .accounts import noted

INVITATION_DAYS = 7
CODE_DIGITS = 24


class LastAdministratorError(Exception):
    """Nobody would be left who can let people in."""


class NotAnInvitationError(Exception):
    """No invitation has this code: never had, had and was used, or has expired."""


class OtherRolesError(Exception):
    """A partner's person holds that one role, for one organisation, and colleagues never do."""


@transaction.atomic
def grant(
    account: Account,
    *roles: Role,
    label: str,
    by: Account | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Gives staff roles, awake. `label` is what colleagues will call this person.

    With an `organisation` the person is of that partner, and the role is the partner's alone.
    Raises OtherRolesError.
    """
    _one_side_only(account, roles, organisation)
    for role in roles:
        Membership.objects.update_or_create(
            account=account,
            role=role,
            defaults={"label": label, "asleep": False, "organisation": organisation},
        )
        noted(f"identity.granted_{role.value}", account, by=by)
    account.forget_standing()


def _one_side_only(
    account: Account, roles: Iterable[Role], organisation: Organisation | None
) -> None:
    theirs = {Role.PARTNER} if organisation is not None else set(Role) - {Role.PARTNER}
    held = Membership.objects.filter(account=account)
    elsewhere = held.exclude(organisation=organisation) if organisation else held
    if organisation is None:
        elsewhere = held.filter(role=Role.PARTNER)
    if not set(roles) <= theirs or elsewhere.exists():
        raise OtherRolesError


@transaction.atomic
def found(account: Account, *, label: str) -> None:
    """Makes the first administrator; raises LastAdministratorError if there is one already.

    Asked again after the entry in the audit trail: its writers wait for each other, so of two who
    come at the same moment the second sees the first.
    """
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR)
    if administrators.exists():
        raise LastAdministratorError
    grant(account, Role.ADMINISTRATOR, label=label, by=account)
    if administrators.exclude(account=account).exists():
        raise LastAdministratorError


@transaction.atomic
def invite(
    roles: Iterable[Role], *, label: str, by: Account, organisation: Organisation | None = None
) -> tuple[Invitation, str]:
    """An invitation and its code (six groups of four digits), shown now and never again.

    With an `organisation` it is for that partner's people. Raises OtherRolesError.
    """
    roles = list(roles)
    if (organisation is not None) != (roles == [Role.PARTNER]) or Role.PARTNER in roles[1:]:
        raise OtherRolesError
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    invitation = Invitation.objects.create(
        code_hash=_hashed(code),
        roles=[role.value for role in roles],
        label=label,
        organisation=organisation,
        expires=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    _noted("identity.invited", invitation, by)
    return invitation, " ".join(code[place : place + 4] for place in range(0, CODE_DIGITS, 4))


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Account) -> None:
    """The code opens nothing any more."""
    _noted("identity.invitation_withdrawn", invitation, by)
    invitation.delete()


def sweep_invitations() -> int:
    """Deletes the expired ones; returns how many."""
    gone, _kinds = Invitation.objects.filter(expires__lte=timezone.now()).delete()
    return gone


@transaction.atomic
def redeem(code: str, *, by: Account) -> frozenset[Role]:
    """The invitation's roles, given to who holds its code; any script's digits.

    Raises NotAnInvitationError, and OtherRolesError where the account is on the other side.
    """
    digits = "".join(str(unicodedata.decimal(sign)) for sign in code if sign.isdecimal())
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(code_hash=_hashed(digits), expires__gt=timezone.now())
        .exclude(organisation__ended_on__isnull=False)
        .first()
    )
    if invitation is None:
        raise NotAnInvitationError
    roles = frozenset(Role(role) for role in invitation.roles)
    _noted("identity.invitation_redeemed", invitation, by)
    grant(
        by,
        *(role for role in Role if role in roles),
        label=invitation.label,
        by=by,
        organisation=invitation.organisation,
    )
    invitation.delete()
    return roles


@transaction.atomic
def wake(membership: Membership, *, by: Account) -> None:
    """A sleeping role counts again (behind a second factor, as always)."""
    membership.asleep = False
    membership.save(update_fields=["asleep"])
    noted("identity.role_woken", membership.account, by=by)


@transaction.atomic
def wake_all(account: Account, *, by: Account | None) -> int:
    """Wakes every sleeping role of an account; returns how many. `by` None: the command line."""
    woken = Membership.objects.filter(account=account, asleep=True).update(asleep=False)
    if woken:
        account.forget_standing()
        noted("identity.roles_woken", account, by=by)
    return woken


@transaction.atomic
def put_to_sleep(membership: Membership, *, by: Account) -> None:
    """The role counts no more until somebody wakes it. Raises LastAdministratorError."""
    _somebody_is_left_without(membership)
    membership.asleep = True
    membership.save(update_fields=["asleep"])
    noted("identity.role_put_to_sleep", membership.account, by=by)


@transaction.atomic
def take_away(membership: Membership, *, by: Account) -> None:
    """The role is gone. Raises LastAdministratorError."""
    _somebody_is_left_without(membership)
    noted("identity.role_taken_away", membership.account, by=by)
    membership.delete()


def _somebody_is_left_without(membership: Membership) -> None:
    if membership.role != Role.ADMINISTRATOR:
        return
    awake = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR, asleep=False)
    if not [row for row in awake if row.pk != membership.pk]:
        raise LastAdministratorError


def _hashed(code: str) -> str:
    return hashlib.sha256(b"invitation/" + code.encode()).hexdigest()


def _noted(verb: str, invitation: Invitation, by: Account) -> None:
    record.note(by=by.actor, verb=verb, kind="identity.invitation", object_id=str(invitation.pk))
