"""Named reads of keys and of what is sealed with them."""

from .blobs import blob_for, epoch_for_upload, frame_of
from .sealed import give

__all__ = ["blob_for", "epoch_for_upload", "frame_of", "give"]
