"""What arrives sealed is sealed once more, to a key that can be destroyed."""

from django.utils.translation import gettext as _

from amparo.ground.sealing import age, frames
from amparo.ground.vault.models import ShredKey


class FrameRefused(Exception):  # noqa: N818
    """Bytes that no program of ours would send; the message says so."""


def check(head: bytes) -> None:
    """See that an age file's beginning has exactly one reader of our suite; raises FrameRefused.

    The server cannot open it, but it need not store what no reader of ours would open.
    """
    if not age.is_for_one(head):
        raise FrameRefused(_("This was not sealed as it must be. Load the page again."))


def keep(frame: bytes, shred: ShredKey) -> bytes:
    """What to store for a frame: the frame, sealed to the shred key; raises FrameRefused."""
    try:
        check(frames.unframe(frame))
    except frames.BadFrameError:
        raise FrameRefused(_("This was cut short on its way. Send it again.")) from None
    return frames.stored(frame, shred.recipient)
