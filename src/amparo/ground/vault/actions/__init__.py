"""Every change to keys and to what is sealed with them."""

from .blobs import BlobRefused, NoRoom, claim, discard, seal_upload, take_frame
from .blobs import sweep as sweep_blobs
from .ending import end_vault
from .entries import append, complete, found_organisation, propose, withdraw
from .epochs import epoch_text, grant, new_epoch, seal_anew, seal_for_door
from .keyrings import abandon, add_blob, confirm_paper, drilled, make_keyring, remove_blob
from .leaving import end_keyring, expire_grants, forget, revoke, take_back
from .reading import NoKeyholder, RefusedError, Sent, UnreadableError, about_today, signed_acts
from .sealing import FrameRefused, keep

__all__ = [
    "BlobRefused", "FrameRefused", "NoKeyholder", "NoRoom", "RefusedError", "Sent",
    "UnreadableError", "abandon", "about_today", "add_blob", "append", "claim", "complete",
    "confirm_paper", "discard", "drilled", "end_keyring", "end_vault", "epoch_text",
    "expire_grants", "forget", "found_organisation", "grant", "keep", "make_keyring", "new_epoch",
    "propose", "remove_blob", "revoke", "seal_anew", "seal_for_door", "seal_upload", "signed_acts",
    "sweep_blobs", "take_back", "take_frame", "withdraw",
]  # fmt: skip
