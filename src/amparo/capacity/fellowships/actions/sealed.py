"""What an applicant's browser sealed is saved and sent; and a file that somebody carried here.

Nothing of it can be opened on the way. Who writes proves by the lookup that the row is theirs. A
carried file holds the lookup's hash alone, so that its bearer can neither look, nor withdraw, nor
erase; a later version of it proves by the tokens of those before that the same hand made it.
"""

from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from amparo.capacity.fellowships import queries
from amparo.capacity.fellowships.models import Application, Call
from amparo.capacity.fellowships.queries.carried import readable_epoch
from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.vault.models import KeyEpoch

from . import applying, writing
from .applying import S
from .reached import EpochRetiredError


class Sealed(Protocol):
    """What came sealed, clean (`forms.sealed.Sealed`)."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def own(self) -> bytes: ...
    @property
    def frame(self) -> bytes: ...
    @property
    def epoch(self) -> UUID | None: ...
    @property
    def token_hash(self) -> str: ...
    @property
    def lookup_hash(self) -> str: ...
    @property
    def blobs(self) -> tuple[UUID, ...]: ...
    @property
    def tie(self) -> bool: ...


def save(call: Call, told: Sealed) -> Application:
    """Keeps what a browser sealed to its writer. Raises ElsewhereError, BusyError, what
    `save_draft` raises."""
    _follows(told)
    identity.spend("fellowships/saved", writing.SAVED)
    if told.version == 1:
        identity.spend("fellowships/begun", writing.BEGUN)
    return applying.save_draft(call=call, **_stored(told))


def send(call: Call, told: Sealed, *, by: Account | None) -> Application:
    """Sends what a browser sealed to the call and to its writer. Raises ElsewhereError, BusyError,
    what `send` raises."""
    _follows(told)
    identity.spend("fellowships/sent", writing.SENT)
    return applying.send(
        call=call,
        epoch=KeyEpoch(pk=told.epoch),
        frame=told.frame,
        account=by if told.tie else None,
        **_stored(told),
    )


def take_carried(call: Call, told: Sealed, *, before: Collection[str]) -> tuple[Application, bool]:
    """What somebody brought who need not have written it; and whether it was here already.

    It may be sealed to a key of this call that was retired since, as long as the office opens it.
    `before` are the hashes of the tokens of the versions before it. Raises EpochRetiredError where
    nobody opens it any more, ElsewhereError where another version is here, and what `send` raises.
    """
    identity.spend("fellowships/sent", writing.SENT)
    epoch = readable_epoch(call, told.epoch) if told.epoch else None
    if epoch is None:
        raise EpochRetiredError
    with transaction.atomic():
        rows = Application.objects.select_for_update(of=("self",)).select_related("shred")
        row = rows.filter(pk=told.id, lookup=told.lookup_hash).first()
        if row is not None:
            if queries.own(row) == told.own and row.state != S.DRAFT:
                return row, True
            if row.version >= told.version or row.token not in before:
                raise writing.ElsewhereError(row.version)
        sent = applying.send(
            call=call, epoch=epoch, frame=told.frame, carried=True, **_stored(told)
        )
    return sent, False


def _stored(told: Sealed) -> dict[str, Any]:
    return {
        "id": told.id,
        "own": told.own,
        "version": told.version,
        "token_hash": told.token_hash,
        "lookup_hash": told.lookup_hash,
        "blobs": told.blobs,
    }


def _follows(told: Sealed) -> None:
    """Raises ElsewhereError where something else was saved since."""
    row = queries.application(told.id)
    if row is None or row.lookup != told.lookup_hash or row.token == told.token_hash:
        return
    if row.version != told.version - 1:
        raise writing.ElsewhereError(row.version)
