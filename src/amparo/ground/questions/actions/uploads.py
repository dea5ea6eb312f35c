"""Files of a form without JavaScript: a photograph is cleaned or refused, evidence is kept as it
came; either way it is sealed before anything of it is on a disk."""

import hashlib
import io
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from amparo.ground.identity import actions as identity
from amparo.ground.identity.actions import BusyError
from amparo.ground.questions.queries import MOST_FILES
from amparo.ground.vault import actions as vault
from amparo.ground.vault.models import KeyEpoch
from amparo.ground.vault.uploading import SealedUpload, TooLargeUpload

from . import pictures

CLEAN, EVIDENCE = "clean", "evidence"
FIELDS = {"photo": CLEAN, "evidence": EVIDENCE}
NAME_MOST = 200
ENDS = {"image/jpeg": "jpg", "image/png": "png"}
# At once, and how many more a minute: of a whole room, and of one form.
UPLOADED = (200, 60)
UPLOADED_A_DRAFT = (MOST_FILES + 10, 2)
File = dict[str, Any]


class NotTakenError(Exception):
    """One file was not taken; the translated message says which and why."""


def take(
    sent: "MultiValueDict[str, UploadedFile[Any]]",
    epoch: KeyEpoch,
    *,
    token: str,
    held: list[File],
    house: str,
    question: str = "files",
    most: int | None = None,
) -> tuple[list[File], list[str]]:
    """Seals and keeps the files of a form; what was taken, and why others were not.

    A file: {blob, name, type, size, sha256, kept: clean|evidence, question}. `token` is the
    form's own, `held` what it holds already, `house` the room whose allowance it counts against.
    `most` is how many this question takes. The SHA-256 is of what is kept, taken before sealing.
    """
    here = sum(one.get("question") == question for one in held)
    room = min(MOST_FILES - len(held), (most or MOST_FILES) - here)
    taken: list[File] = []
    refused: list[str] = []
    for field, kept in FIELDS.items():
        for upload in sent.getlist(field):
            try:
                if len(taken) >= room:
                    raise NotTakenError(
                        _("There is room for %(most)d files in one request.")
                        % {"most": min(MOST_FILES, most or MOST_FILES)}
                    )
                _allow(token, house)
                number = len(held) + len(taken) + 1
                file = _clean(upload, epoch, number) if kept == CLEAN else _whole(upload, epoch)
                taken.append(file | {"kept": kept, "question": question})
            except NotTakenError as why:
                refused.append(str(why))
            except vault.BlobRefused as why:
                refused.append(f"{_name(upload)}: {why}")
            except BusyError as busy:
                words = _(
                    "Very many files arrive at once. Please try again in %(seconds)d seconds."
                )
                return taken, [*refused, words % {"seconds": busy.seconds}]
    return taken, refused


def _allow(token: str, house: str) -> None:
    """One more file, of this form and of the house; raises identity's BusyError."""
    identity.spend(f"{house}/uploads/{token}", UPLOADED_A_DRAFT)
    identity.spend(f"{house}/uploads", UPLOADED)


def _clean(upload: "UploadedFile[Any]", epoch: KeyEpoch, number: int) -> File:
    """A photograph without where and when; its own name is left behind too."""
    if isinstance(upload, SealedUpload | TooLargeUpload):
        raise _no_picture(upload)  # it was no picture by its first bytes, or far too large
    try:
        picture = pictures.clean(upload.read())
    except pictures.NotAPictureError:
        raise _no_picture(upload) from None
    blob = vault.seal_upload(io.BytesIO(picture.content), epoch)
    return {
        "blob": str(blob.id),
        "name": f"photo-{number}.{ENDS[picture.type]}",
        "type": picture.type,
        "size": len(picture.content),
        "sha256": hashlib.sha256(picture.content).hexdigest(),
    }


def _no_picture(upload: "UploadedFile[Any]") -> NotTakenError:
    return NotTakenError(
        _(
            "%(name)s could not be cleaned: it is not a JPEG or PNG photograph of up to 20 MB."
            " Nothing of it was kept. You can add it as evidence, as it is."
        )
        % {"name": _name(upload)}
    )


def _whole(upload: "UploadedFile[Any]", epoch: KeyEpoch) -> File:
    """A file as it is: its hash was taken while it arrived, before it was sealed."""
    digest = getattr(upload, "sha256", "")
    if not digest:
        total = hashlib.sha256()
        for piece in upload.chunks():
            total.update(piece)
        digest = total.hexdigest()
        upload.seek(0)
    blob = vault.seal_upload(upload, epoch)
    return {
        "blob": str(blob.id),
        "name": _name(upload),
        "type": (upload.content_type or "")[:100],
        "size": upload.size,
        "sha256": digest,
    }


def _name(upload: "UploadedFile[Any]") -> str:
    return PurePath(str(upload.name or "")).name[:NAME_MOST] or "?"
