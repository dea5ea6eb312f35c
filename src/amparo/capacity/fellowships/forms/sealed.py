"""What an applicant's browser sends that seals by itself, and the file that somebody carries."""

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amparo.ground.questions.queries import (
    HEXADECIMAL,
    TOKEN,
    clean_frame,
    clean_ids,
    matched,
    plain_json,
)
from amparo.ground.sealing import receipts

ACTS = re.compile(r"look|save|send|withdraw|erase")
CARRIED = "application"  # what kind of file it says it is
LARGEST = 2_000_000  # bytes of a carried file
MOST_VERSIONS = 1_000_000
MOST_BEFORE = 100  # tokens of versions before a carried file


@dataclass(frozen=True, slots=True)
class Sealed:
    """One saving or sending: what is stored, and hashes of what its writer alone has."""

    id: uuid.UUID
    version: int
    own: bytes
    token_hash: str
    lookup_hash: str
    blobs: tuple[uuid.UUID, ...] = ()
    frame: bytes = b""
    epoch: uuid.UUID | None = None
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What a carried file holds. `before` are hashes of the tokens of the versions before it."""

    call: uuid.UUID
    org: str
    sealed: Sealed
    before: tuple[str, ...] = ()


def sealed_act(content: bytes) -> tuple[str, str, Sealed | None]:
    """What a browser asks: JSON {act, lookup, ...}; the act, the lookup's hash, what it sealed.

    `save` has {id, version, own, token, blobs}, `send` also {epoch, frame, tie}. Raises
    ValidationError.
    """
    told = plain_json(content)
    act = matched(ACTS, told.get("act"))
    lookup_hash = receipts.hash_of(matched(HEXADECIMAL, told.get("lookup")))
    if act not in ("save", "send"):
        return act, lookup_hash, None
    token = matched(TOKEN, told.get("token"))
    sends = act == "send"
    sealed = Sealed(
        id=clean_ids([told.get("id")])[0],
        version=_version(told),
        own=clean_frame(told.get("own")),
        token_hash=hash_of(token),
        lookup_hash=lookup_hash,
        blobs=tuple(clean_ids(told.get("blobs", []))),
        frame=clean_frame(told.get("frame")) if sends else b"",
        epoch=clean_ids([told.get("epoch")])[0] if sends else None,
        tie=told.get("tie") is True,
    )
    return act, lookup_hash, sealed


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def _version(told: Mapping[str, object]) -> int:
    version = told.get("version")
    good = isinstance(version, int) and not isinstance(version, bool)
    if not good or not 1 <= version <= MOST_VERSIONS:  # type: ignore[operator]
        raise ValidationError(_t("This did not arrive as it was sent. Please try again."))
    return int(str(version))


class UploadForm(forms.Form):
    """The one file that was saved at the end of applying without a line."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("Its name begins with “application” and ends in “.amparo”."),
        widget=forms.FileInput(attrs={"accept": ".amparo,application/json"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "use_required_attribute": False})

    def clean_file(self) -> Carried:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_t("This file is too large to be an application."))
        return carried(file.read())


def carried(content: bytes) -> Carried:
    """What a carried file says; raises ValidationError with what is wrong, for its bearer."""
    not_ours = ValidationError(
        _t("This is not such a file. Choose the one whose name ends in “.amparo”.")
    )
    try:
        told = plain_json(content)
    except ValidationError:
        raise not_ours from None
    if told.get("amparo") == "draft":
        raise ValidationError(
            _t(
                "This is a draft: it cannot be sent yet. Whoever wrote it opens it with their"
                " secret, in the file they wrote it in, and finishes it."
            )
        )
    if told.get("amparo") != CARRIED:
        raise not_ours
    try:
        return Carried(
            call=clean_ids([told.get("call")])[0],
            org=matched(HEXADECIMAL, told.get("org")),
            before=_before(told.get("before", [])),
            sealed=Sealed(
                id=clean_ids([told.get("item")])[0],
                version=_version(told),
                own=clean_frame(told.get("own")),
                frame=clean_frame(told.get("frame")),
                epoch=clean_ids([told.get("epoch")])[0],
                token_hash=matched(HEXADECIMAL, told.get("token")),
                lookup_hash=matched(HEXADECIMAL, told.get("lookup")),
            ),
        )
    except ValidationError:
        raise ValidationError(
            _t(
                "This file was broken on its way. Ask for it once more: whoever wrote it can save"
                " it again."
            )
        ) from None


def _before(told: object) -> tuple[str, ...]:
    if not isinstance(told, list) or len(told) > MOST_BEFORE:
        raise ValidationError("")
    return tuple(hash_of(matched(TOKEN, one)) for one in told)
