"""The doors through which people ask: who stands behind them, and what they say."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account, Organisation, Role
from amparo.ground.identity.permissions import has
from amparo.ground.record.actions import note
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, NotThereError, RefusedError
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring
from amparo.protection.cases.models import Door
from amparo.protection.cases.permissions import DESK
from amparo.protection.cases.queries.reach import Colleague, doors

from .cases import start_epoch

STANDARD = {Door.Kind.HELP: "help", Door.Kind.SAFEGUARDING: "safeguarding"}
# Who may stand behind a door: a concern about our own people passes the programme's staff by.
BEHIND = {Door.Kind.HELP: DESK, Door.Kind.SAFEGUARDING: frozenset({Role.SAFEGUARDING})}


@transaction.atomic
def have_doors() -> dict[str, Door]:
    """The two doors that every house has, by kind; made where there are none. Idempotent."""
    for kind, form in STANDARD.items():
        Door.objects.get_or_create(kind=kind, defaults={"form": form})
    return {row.kind: row for row in Door.objects.all()}


@transaction.atomic
def describe_door(
    kind: str,
    *,
    reads: dict[str, str],
    hours: dict[str, str],
    languages: list[str],
    by: Account | None,
) -> Door:
    """Who reads what comes in, when, and in which languages: as every sender is told."""
    door = have_doors()[kind]
    door.reads, door.hours, door.languages = reads, hours, languages
    door.save(update_fields=["reads", "hours", "languages"])
    actor = by.actor if by else None
    note(by=actor, verb="cases.door_described", kind="cases.door", object_id=str(door.id))
    return door


def open_door(act: Act, *, by: Colleague) -> dict[str, object]:
    """`door.opened {door}`: somebody who can read what comes in has looked."""
    row = doors(by).filter(pk=act.id("door")).first()
    if row is None:
        raise NotThereError
    Door.objects.filter(pk=row.pk).update(opened_at=timezone.now())
    return {"door": str(row.id)}


def door_epoch(act: Act, *, by: Colleague) -> dict[str, object]:
    """`door.epoch {door, epoch}`: the door's first key, by a keyholder; later ones by who holds it.

    Who is not in the new epoch keeps what came before: they have read it. For the safeguarding
    door every member must be of safeguarding.
    """
    door = Door.objects.filter(pk=act.id("door")).first()
    if door is None or not by.has(*BEHIND[Door.Kind(door.kind)], Role.KEYHOLDER):
        raise NotThereError
    told = act.act("epoch")
    keyrings = [one.id("keyring") for one in told.acts("grants")]
    check_behind(door, keyrings)
    epoch = _scope_epoch(KeyEpoch.Scope.DOOR, door.pk, told, first=Role.KEYHOLDER, by=by)
    return {"door": str(door.id), "epoch": str(epoch.id)}


def check_behind(door: Door, keyrings: list[UUID]) -> None:
    """Whether these people may stand behind a door. Raises RefusedError."""
    roles = BEHIND[Door.Kind(door.kind)]
    rows = Keyring.objects.filter(pk__in=keyrings).select_related("account")
    if any(not has(row.account, *roles) for row in rows):
        raise RefusedError(_("Somebody among them may not read what comes through this door."))


def organisation_epoch(act: Act, *, by: Colleague) -> dict[str, object]:
    """`organisation.epoch {organisation, epoch}`: a partner's key, by the partner's own people."""
    organisation = Organisation.objects.filter(
        pk=act.id("organisation"), ended_on__isnull=True, memberships__account=by.account
    ).first()
    if organisation is None or not by.has(Role.PARTNER):
        raise NotThereError
    told = act.act("epoch")
    members = Keyring.objects.filter(pk__in=[one.id("keyring") for one in told.acts("grants")])
    theirs = members.filter(account__memberships__organisation=organisation)
    if theirs.count() != members.count():
        raise RefusedError(_("Somebody among them is not of this organisation."))
    epoch = _scope_epoch(KeyEpoch.Scope.ORGANISATION, organisation.pk, told, first=None, by=by)
    return {"organisation": str(organisation.id), "epoch": str(epoch.id)}


def _scope_epoch(
    kind: str, scope: UUID, told: Act, *, first: Role | None, by: Colleague
) -> KeyEpoch:
    found = KeyEpoch.objects.filter(pk=told.id("id")).first()
    if found is not None:
        if found.scope != scope:
            raise NotThereError
        return found
    living = vault_queries.living_epoch(scope)
    if living is not None:
        if not Grant.objects.filter(epoch=living, keyring=by.keyring).exists():
            raise NotThereError
    elif first is not None and not by.has(first, *DESK):
        raise NotThereError
    shred = living.shred if living is not None else keystore.new()
    epoch = start_epoch(kind, scope, KeyEpoch.Compartment.MAIN, told, shred=shred, by=by)
    note(
        by=by.account.actor,
        verb=f"cases.{kind}_keys_changed",
        kind=f"cases.{kind}",
        object_id=str(scope),
    )
    return epoch


def told(row: Door, *, mine: bool) -> dict[str, Any]:
    """A door as the desk's programs read it."""
    return {
        "id": str(row.id),
        "kind": row.kind,
        "opened_at": row.opened_at.isoformat() if row.opened_at else None,
        "mine": mine,
    }
