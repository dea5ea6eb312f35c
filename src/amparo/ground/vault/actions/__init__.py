"""Every change to keys and to what is sealed with them."""

from .blobs import BlobRefused, NoRoom, claim, discard, seal_upload, take_frame
from .blobs import sweep as sweep_blobs
from .sealing import FrameRefused, keep

__all__ = [
    "BlobRefused", "FrameRefused", "NoRoom", "claim", "discard", "keep", "seal_upload",
    "sweep_blobs", "take_frame",
]  # fmt: skip
