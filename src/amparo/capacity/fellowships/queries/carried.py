"""Keys of a call that what was sealed without a line may name."""

from uuid import UUID

from amparo.capacity.fellowships.models import Call
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch


def readable_epoch(call: Call, identifier: UUID) -> KeyEpoch | None:
    """A key of this call, its living one or an older, that somebody of the office still opens."""
    row = vault.epochs(call.pk).filter(pk=identifier).first()
    return row if row is not None and vault.members([row.pk]).get(row.pk) else None
