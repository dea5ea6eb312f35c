"""What a bundle of everything sealed is made of: plain age files, by the key that opens each."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from amparo.ground.sealing import age, frames
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Blob, Grant, ShredKey, UnlockBlob

from .sealed import give


@dataclass(frozen=True)
class Sealed:
    """One age file: where it belongs in the bundle, and its bytes."""

    path: str
    content: bytes


def keys() -> Iterator[Sealed]:
    """The paper seals of every keyring, and every grant, each sealed to its owner."""
    for blob in UnlockBlob.objects.filter(kind=UnlockBlob.Kind.PAPER).iterator():
        yield Sealed(f"keyrings/{blob.keyring_id}.paper.age", bytes(blob.content))
    for grant in Grant.objects.select_related("epoch__shred").iterator():
        sealed = age_file(grant.content, grant.epoch.shred)
        if sealed is not None:
            yield Sealed(f"grants/{grant.keyring_id}/{grant.epoch_id}.age", sealed)


def record(
    epoch: uuid.UUID, identifier: uuid.UUID, stored: bytes, shred: ShredKey
) -> Sealed | None:
    """An entry that another room keeps, as it lies in a bundle; None once it is shredded."""
    sealed = age_file(stored, shred)
    return Sealed(f"records/{epoch}/{identifier}.age", sealed) if sealed is not None else None


def blobs() -> Iterator[Blob]:
    """Every sealed file whose key still is; see `frame_of`."""
    yield from Blob.objects.filter(shred__destroyed_on=None).select_related("shred").iterator()


def age_file(stored: bytes | memoryview, shred: ShredKey) -> bytes | None:
    """The age file in a stored row; None once it is shredded, or if its key is lost."""
    try:
        return frames.unframe(give(stored, shred))
    except (keystore.Shredded, keystore.KeystoreLost, frames.BadFrameError, age.CannotOpenError):
        return None
