"""What was stored, given back as it arrived: still sealed to whom it was sealed."""

from amparo.ground.sealing import frames
from amparo.ground.vault import keystore
from amparo.ground.vault.models import ShredKey


def give(stored: bytes | memoryview, shred: ShredKey) -> bytes:
    """The frame inside a stored row.

    Raises keystore.Shredded, keystore.KeystoreLost, frames.BadFrameError or age.CannotOpenError.
    """
    return frames.unstored(bytes(stored), keystore.secret(shred))
