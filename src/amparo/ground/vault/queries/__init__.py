"""Named reads of keys and of what is sealed with them."""

from .blobs import blob_for, epoch_for_upload, frame_of
from .ceremony import about, needed, renewals, state, unlock_blobs, waiting
from .copies import keystore_copy_age
from .demonstration import PHRASE, demonstration_secrets
from .directory import Directory, directory
from .emergencies import to_seal_anew
from .keys import (
    epochs,
    granted,
    keyring,
    keyring_of,
    living_epoch,
    living_epoch_by_id,
    members,
    organisation,
    owed,
    own,
    partners,
    reads,
    to_renew,
    today,
)
from .sealed import give
from .telling import door_public, epoch_told, organisation_told, usable_epoch, vault_for

__all__ = [
    "PHRASE",
    "Directory",
    "about",
    "blob_for",
    "demonstration_secrets",
    "directory",
    "door_public",
    "epoch_for_upload",
    "epoch_told",
    "epochs",
    "frame_of",
    "give",
    "granted",
    "keyring",
    "keyring_of",
    "keystore_copy_age",
    "living_epoch",
    "living_epoch_by_id",
    "members",
    "needed",
    "organisation",
    "organisation_told",
    "owed",
    "own",
    "partners",
    "reads",
    "renewals",
    "state",
    "to_renew",
    "to_seal_anew",
    "today",
    "unlock_blobs",
    "usable_epoch",
    "vault_for",
    "waiting",
]
