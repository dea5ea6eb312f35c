"""Rows as an act names them: found for whoever asks, locked, or not there."""

from uuid import UUID

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Application, Call, Fellowship, Reading, Reviewer
from amparo.capacity.fellowships.queries import reach
from amparo.capacity.fellowships.queries.reach import Colleague
from amparo.ground.record.actions import note
from amparo.ground.vault import actions as vault
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, NotThereError, RefusedError
from amparo.ground.vault.models import Grant, KeyEpoch, ShredKey


def call_of(identifier: UUID, *, by: Colleague) -> Call:
    """A call whose key this member of the office holds, locked. Raises NotThereError."""
    row = reach.calls(by).select_for_update(of=("self",)).filter(pk=identifier).first()
    if row is None:
        raise NotThereError
    return row


def composed_of(identifier: UUID, *, by: Colleague) -> Call:
    """The same, where this person may compose: barred from nothing in it."""
    row = reach.composed(by).select_for_update(of=("self",)).filter(pk=identifier).first()
    if row is None:
        raise NotThereError
    return row


def application_of(identifier: UUID, *, by: Colleague) -> Application:
    """An application that exists for this member of the office, locked. Raises NotThereError."""
    rows = reach.applications(by).select_for_update(of=("self",))
    row = rows.filter(pk=identifier).select_related("call", "shred").first()
    if row is None:
        raise NotThereError
    return row


def reading_of(identifier: UUID, *, by: Colleague) -> Reading:
    """A file before this reviewer, locked. Raises NotThereError."""
    rows = reach.readings(by).select_for_update(of=("self",))
    rows = rows.select_related("application__call", "application__shred")
    row = rows.filter(pk=identifier).first()
    if row is None:
        raise NotThereError
    return row


def reviewer_of(identifier: UUID, *, by: Colleague) -> Reviewer:
    """A reviewer of a call of this office. Raises NotThereError."""
    rows = Reviewer.objects.filter(pk=identifier, call__in=reach.calls(by))
    row = rows.select_related("keyring", "call").first()
    if row is None:
        raise NotThereError
    return row


def fellowship_of(identifier: UUID, *, by: Colleague) -> Fellowship:
    """A fellowship whose key this person holds, locked. Raises NotThereError."""
    rows = reach.fellowships(by).select_for_update(of=("self",))
    row = rows.filter(pk=identifier).select_related("call", "shred").first()
    if row is None:
        raise NotThereError
    return row


def living_of(identifier: UUID, scope: UUID) -> KeyEpoch:
    """The living epoch of a scope, as somebody named it. Raises RefusedError when it changed."""
    epoch = vault_queries.living_epoch(scope)
    if epoch is None or epoch.pk != identifier:
        raise EpochRetiredError
    return epoch


def held_of(identifier: UUID, scope: UUID, *, by: Colleague) -> KeyEpoch:
    """The same, and held by who asks: what one seals one can read. Raises RefusedError."""
    epoch = living_of(identifier, scope)
    if not Grant.objects.filter(epoch=epoch, keyring=by.keyring).exists():
        raise NotThereError
    return epoch


class EpochRetiredError(RefusedError):
    """Sealed to a key that is no longer the call's: fetch the new one and seal again."""

    def __init__(self) -> None:
        super().__init__(
            _("The keys changed while you were writing. Nothing was lost; send again.")
        )


def start_epoch(kind: str, scope: UUID, told: Act, *, shred: ShredKey, by: Colleague) -> KeyEpoch:
    """A new epoch through the vault, which checks number, signature, author and members."""
    try:
        return vault.new_epoch(
            scope_kind=kind,
            scope=scope,
            compartment=KeyEpoch.Compartment.MAIN,
            shred=shred,
            by=by.keyring,
            body=told.json(),
        )
    except vault.RefusedError as refused:
        raise RefusedError(str(refused)) from refused


def noted(verb: str, kind: str, identifier: object, *, by: Colleague) -> None:
    """A line in the audit trail: who did what to which row, and no word of it."""
    note(
        by=by.account.actor,
        verb=f"fellowships.{verb}",
        kind=f"fellowships.{kind}",
        object_id=str(identifier),
    )
