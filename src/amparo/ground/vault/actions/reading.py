"""What a browser sent, read field by field: nothing of it is believed before it was looked at."""

import base64
import datetime
import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.ground.sealing import ed25519, frames
from amparo.ground.vault.models import ShredKey

from .sealing import FrameRefused, check, keep

MOST = 1000  # members, grants or pairs of one act


class RefusedError(Exception):
    """What cannot be done; the message is for people, `code` for programs."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class NoKeyholder(Exception):  # noqa: N818
    """Nobody could read what would be sealed: nothing is taken."""


class UnreadableError(RefusedError):
    """Not what a program of ours sends."""

    def __init__(self, field: str) -> None:
        super().__init__("unreadable", _("This cannot be read. Load the page again."))
        self.field = field


class Sent:
    """One JSON object. Each method raises UnreadableError for what is missing or is not that."""

    def __init__(self, told: object) -> None:
        if not isinstance(told, Mapping):
            raise UnreadableError("object")
        self.told: Mapping[str, Any] = told

    def text(self, name: str, most: int, *, optional: bool = False) -> str:
        """A text of at most `most` characters, "" where it may be left out and is."""
        value = self.told.get(name)
        if optional and value in (None, ""):
            return ""
        if not isinstance(value, str) or not 0 < len(value) <= most or "\0" in value:
            raise UnreadableError(name)
        return value

    def id(self, name: str) -> UUID:
        """A UUID, written as UUIDs are."""
        return as_id(self.text(name, 36), name)

    def maybe_id(self, name: str) -> UUID | None:
        """A UUID, or None."""
        return self.id(name) if self.told.get(name) else None

    def number(self, name: str) -> int:
        """A number from 1."""
        value = self.told.get(name)
        if type(value) is not int or not 1 <= value <= 1_000_000:
            raise UnreadableError(name)
        return value

    def day(self, name: str) -> datetime.date:
        """A day as YYYY-MM-DD."""
        return as_day(self.text(name, 10), name)

    def maybe_day(self, name: str) -> datetime.date | None:
        """A day, or None."""
        return self.day(name) if self.told.get(name) else None

    def yes(self, name: str) -> bool:
        """True, where it says so."""
        return self.told.get(name) is True

    def raw(self, name: str, most: int) -> bytes:
        """Bytes that came as base64, at most `most` of them."""
        return as_bytes(self.text(name, most * 4 // 3 + 4), name)

    def key(self, name: str) -> bytes:
        """The 32 bytes of an Ed25519 public key."""
        raw = self.raw(name, 32)
        if len(raw) != 32:
            raise UnreadableError(name)
        return raw

    def all(self, name: str) -> list["Sent"]:
        """A list of objects, empty where it is left out."""
        value = self.told.get(name) or []
        if not isinstance(value, list) or len(value) > MOST:
            raise UnreadableError(name)
        return [Sent(one) for one in value]


def as_id(text: object, name: str = "id") -> UUID:
    """A UUID; raises UnreadableError."""
    try:
        read = UUID(str(text))
    except ValueError:
        raise UnreadableError(name) from None
    if str(read) != text:
        raise UnreadableError(name)
    return read


def as_day(text: object, name: str = "day") -> datetime.date:
    """A day that a browser signed: today, as far as clocks and zones of the world agree."""
    try:
        read = datetime.date.fromisoformat(str(text))
    except ValueError:
        raise UnreadableError(name) from None
    if read.isoformat() != text:
        raise UnreadableError(name)
    return read


def as_bytes(text: str, name: str) -> bytes:
    """Bytes from base64, in the one way of writing them; raises UnreadableError."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise UnreadableError(name) from None
    if base64.b64encode(raw).decode("ascii") != text:
        raise UnreadableError(name)
    return raw


def about_today(day: datetime.date) -> bool:
    """Whether a day that somebody signed can be today, with a clock that is a day off."""
    return abs((day - timezone.now().date()).days) <= 1


def signed(public: str, content: bytes, signature: str) -> bool:
    """Whether the key, as a row has it, signed exactly this."""
    try:
        return ed25519.verify(
            base64.b64decode(public, validate=True),
            content,
            base64.b64decode(signature, validate=True),
        )
    except ValueError:
        return False


def signed_acts(public: str, body: bytes, signature: str) -> bool:
    """Whether the key signed a batch of acts, as the client's `signing.ts` does."""
    told = b"amparo/acts/v1\n" + hashlib.sha256(body).hexdigest().encode("ascii")
    return signed(public, told, signature)


def kept(frame: bytes, shred: ShredKey) -> bytes:
    """What is stored for a frame; raises RefusedError."""
    try:
        return keep(frame, shred)
    except FrameRefused as refused:
        raise RefusedError("frame", str(refused)) from refused


def sealed(frame: bytes) -> bytes:
    """A frame that has one reader, as it is; raises RefusedError."""
    try:
        check(frames.unframe(frame))
    except (FrameRefused, frames.BadFrameError):
        raise RefusedError(
            "frame", _("This was not sealed as it must be. Load the page again.")
        ) from None
    return frame
