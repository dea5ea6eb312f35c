"""Sealed files: who may take which, and what came of them."""

import tempfile
import uuid
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from amparo.ground.identity.models import Reader
from amparo.ground.sealing import frames
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Blob, Grant, KeyEpoch, Keyring

from .telling import OPEN_TO_SENDERS


def blob_for(by: Reader, identifier: uuid.UUID) -> Blob | None:
    """A file that somebody holds the key to; None if it is not there for them."""
    if by is None:
        return None
    granted = Grant.objects.filter(
        Q(until=None) | Q(until__gte=timezone.localdate()),
        keyring__account=by,
        keyring__state=Keyring.State.ACTIVE,
    )
    rows = Blob.objects.filter(id=identifier, epoch__in=granted.values("epoch"))
    return rows.select_related("shred").first()


def epoch_for_upload(by: Reader, identifier: uuid.UUID) -> KeyEpoch | None:
    """The living epoch that somebody may send a file to.

    Anybody to a door's or a call's; to any other only who has keys here.
    """
    epoch = KeyEpoch.objects.filter(id=identifier, retired_on=None).first()
    if epoch is None or epoch.scope_kind in OPEN_TO_SENDERS:
        return epoch
    if by is None or not by.is_staff_here:
        return None
    mine = Keyring.objects.filter(account=by, state=Keyring.State.ACTIVE)
    return epoch if mine.exists() else None


def frame_of(blob: Blob) -> IO[bytes]:
    """A file's frame, verified to its end, in a nameless temporary file that is still sealed.

    Raises keystore.Shredded, keystore.KeystoreLost, frames.BadFrameError, age.CannotOpenError.
    """
    secret = keystore.secret(blob.shred)
    whole = tempfile.TemporaryFile(dir=settings.AMPARO_HOME)  # noqa: SIM115 - given to the caller
    try:
        with default_storage.open(blob.name) as stored:
            frames.unstored_stream(cast("BinaryIO", stored), whole, secret)
    except BaseException:
        whole.close()
        raise
    whole.seek(0)
    return whole
