"""Every change to keys and to what is sealed with them."""

from .blobs import BlobRefused, NoRoom, claim, discard, seal_upload, take_frame
from .blobs import sweep as sweep_blobs
from .epochs import epoch_text, grant, new_epoch, seal_for_door
from .reading import NoKeyholder, RefusedError, UnreadableError
from .sealing import FrameRefused, keep

__all__ = [
    "BlobRefused", "FrameRefused", "NoKeyholder", "NoRoom", "RefusedError", "UnreadableError",
    "claim", "discard", "epoch_text", "grant", "keep", "new_epoch", "seal_for_door", "seal_upload",
    "sweep_blobs", "take_frame",
]  # fmt: skip
