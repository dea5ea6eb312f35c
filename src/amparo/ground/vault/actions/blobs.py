"""Sealed files: how they are taken in, claimed by what they belong to, and swept away."""

import io
import os
import shutil
import uuid
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.ground.sealing import frames
from amparo.ground.sealing.age import Source
from amparo.ground.vault import keystore, uploading
from amparo.ground.vault.models import Blob, KeyEpoch

from .sealing import FrameRefused, check

FRAME_MOST = 320_000_000  # bytes of a frame
CLAIMED_MOST = 40  # files claimed in one act
UNCLAIMED_MOST = 8_000_000_000  # bytes, of all senders together
FREE_LEAST = 500_000_000  # bytes left free on the disk
HEAD = 64 * 1024


class BlobRefused(Exception):  # noqa: N818
    """A file that is not taken; the translated message says why."""


class NoRoom(BlobRefused):
    """Nothing more is taken at the moment, from anybody."""


def take_frame(source: Source, epoch: KeyEpoch, *, length: int) -> Blob:
    """Keep a file that arrives sealed to an epoch, `length` bytes of frame.

    Nothing of it is held in memory but a piece. Raises FrameRefused, NoRoom.
    """
    if length > FRAME_MOST:
        raise BlobRefused(_("This file is too large. At most 300 MB can be sent."))
    if not frames.is_frame_size(length):
        raise FrameRefused(_("This was cut short on its way. Send it again."))
    _is_room(length)
    with uploading.Arrived() as arrived:
        arriving = _Arriving(source, length)
        arrived.take(arriving)
        arriving.check_end()
        return _keep(arrived, epoch)


def seal_upload(upload: Any, epoch: KeyEpoch) -> Blob:
    """Seal a file to an epoch here, in memory, and keep it.

    `upload`: a file of a form (sealed while it arrived, by uploading.seals_uploads, or not), or
    anything that can be read piece by piece. Raises BlobRefused, NoRoom.
    """
    if isinstance(upload, uploading.TooLargeUpload):
        raise BlobRefused(_("This file is too large. At most 300 MB can be sent."))
    if isinstance(upload, uploading.SealedUpload):
        _is_room(upload.arrived.size)
        return _keep(upload.arrived, epoch)
    _is_room(0)
    with uploading.Arrived() as arrived:
        uploading.seal(upload, epoch.recipient, arrived)
        return _keep(arrived, epoch)


def claim(blobs: Collection[uuid.UUID], scope: uuid.UUID) -> None:
    """Say what files belong to, in the caller's transaction; again is the same as once.

    Raises BlobRefused if one is not there, or belongs to something else.
    """
    wanted = set(blobs)
    if not wanted:
        return
    if len(wanted) > CLAIMED_MOST:
        raise BlobRefused(_("These are too many files at once."))
    Blob.objects.filter(id__in=wanted, scope=None).update(scope=scope)
    if Blob.objects.filter(id__in=wanted, scope=scope).count() != len(wanted):
        raise BlobRefused(_("A file did not arrive, or waited for too long. Please add it again."))


def discard(blob: Blob) -> None:
    """Destroy a file for good: its key, then itself, then its row. Again is the same as once."""
    if not KeyEpoch.objects.filter(shred=blob.shred_id).exists():
        keystore.destroy(blob.shred)
    default_storage.delete(blob.name)
    Blob.objects.filter(id=blob.id).delete()


def sweep() -> int:
    """Destroy files that nobody claimed within a day, and what was left half arrived; how many.

    Days are all that is known of a file, so it is a day at least and two at most.
    """
    before = timezone.localdate() - timedelta(days=1)
    unclaimed = list(Blob.objects.filter(scope=None, made_on__lt=before).select_related("shred"))
    for blob in unclaimed:
        discard(blob)
    day = 24 * 3600.0
    keystore.sweep(day)
    return len(unclaimed) + uploading.sweep(day, timezone.now().timestamp())


def _is_room(length: int) -> None:
    free = shutil.disk_usage(settings.AMPARO_HOME).free
    held = Blob.objects.filter(scope=None).aggregate(held=Sum("size"))["held"] or 0
    if free < FREE_LEAST + length or held + length > UNCLAIMED_MOST:
        raise NoRoom(_("Files cannot be taken at the moment. Your words can: send them without."))


def _keep(arrived: uploading.Arrived, epoch: KeyEpoch) -> Blob:
    """Into the storage under a random name, its key into the keystore, then the row."""
    token = uuid.uuid4().hex
    name = default_storage.save(f"vault/{token[:2]}/{token}", _Moved(arrived))
    try:
        _sync(name)
        with transaction.atomic():
            return Blob.objects.create(
                epoch=epoch,
                shred=keystore.new(arrived.shred),
                name=name,
                size=arrived.size,
                made_on=timezone.localdate(),
            )
    except BaseException:
        default_storage.delete(name)
        raise


def _sync(name: str) -> None:
    """Make a move into a folder survive a power cut; other storages answer for themselves."""
    try:
        place = Path(default_storage.path(name)).parent
    except NotImplementedError:
        return
    for folder in (place, place.parent, place.parent.parent):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


class _Moved(File):  # type: ignore[type-arg]
    """A file that a storage on the same disk moves instead of copying it."""

    def __init__(self, arrived: uploading.Arrived) -> None:
        arrived.file.seek(0)
        super().__init__(arrived.file, arrived.path.name)
        self.path = str(arrived.path)

    def temporary_file_path(self) -> str:
        """Where it lies; Django's storages ask for this."""
        return self.path


class _Arriving(io.RawIOBase):
    """A frame while it arrives: exactly `length` bytes, looked at as far as can be seen."""

    def __init__(self, source: Source, length: int) -> None:
        self.source = source
        self.length = self.left = length
        self.head = b""
        self.checked = False
        self.end = b""
        self.used = 0  # where the zeros before the length begin

    def read(self, size: int = -1) -> bytes:
        wanted = min(size if size >= 0 else HEAD, self.left)
        piece = self.source.read(wanted) if wanted else b""
        if wanted and not piece:
            raise FrameRefused(_("This was cut short on its way. Send it again."))
        before_end = piece[: max(self.left - frames.LENGTH, 0)]
        if said := len(before_end.rstrip(b"\0")):
            self.used = self.length - self.left + said
        self.left -= len(piece)
        if not self.checked:
            self.head += piece
            if len(self.head) >= 2048 or not self.left:
                check(self.head)
                self.checked, self.head = True, b""
        self.end = (self.end + piece)[-8:]
        return piece

    def check_end(self) -> None:
        """See that length and zeros at the end agree; raises FrameRefused."""
        if not self.used <= int.from_bytes(self.end, "big") <= self.length - frames.LENGTH:
            raise FrameRefused(_("This was not sealed as it must be. Load the page again."))
