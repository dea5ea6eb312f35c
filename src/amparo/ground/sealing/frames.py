"""Frames: an age file whose size tells only a size class.

    frame  = age file || zeros || length of the age file, 8 bytes big-endian
    stored = age file of the frame, to a shred key || zeros || length, as above

The length stands at the end because large files are sealed while they arrive. A frame's size
depends on the length of what was sealed alone: libraries' headers differ, and the zeros take up
the difference. The server seals every frame once more before it is stored, so that a stolen row
tells neither which library made it nor which way it came.
"""

import io
from typing import BinaryIO

from . import age
from .age import Source, Target

FRAMES = (2816, 15104, 64256, 260864)
STORED = (4096, 16384, 65536, 262144)
CHUNK = 64 * 1024  # an age file grows by 16 bytes for each begun one
HEADER = 1024  # room for the header, the nonce and GREASE
LENGTH = 8
PIECE = 1024 * 1024


class BadFrameError(ValueError):
    """Not a frame, or one whose length and zeros do not agree."""


def padme(length: int) -> int:
    """The next length of the few that PURBs' Padmé allows; at most 12 % more (Nikitin 2019)."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    significant = exponent.bit_length()
    mask = (1 << exponent - significant) - 1 if exponent > significant else 0
    return length + mask & ~mask


def frame_size(length: int) -> int:
    """The size of a frame of `length` bytes of content."""
    return _size(length, FRAMES)


def stored_size(length: int) -> int:
    """The size of what is stored for a frame of `length` bytes."""
    return _size(length, STORED)


def is_frame_size(size: int) -> bool:
    """Whether some content has a frame of exactly this size."""
    if size <= FRAMES[-1]:
        return size in FRAMES
    return padme(size) == size


def frame(age_file: bytes, length: int) -> bytes:
    """The frame of an age file that holds `length` bytes; raises ValueError if it is longer."""
    return _padded(age_file, frame_size(length))


def unframe(content: bytes) -> bytes:
    """The age file in a frame; raises BadFrameError."""
    if not is_frame_size(len(content)):
        raise BadFrameError("not the size of a frame")
    return _unpadded(content)


def stored(content: bytes, shred_recipient: str) -> bytes:
    """A frame, sealed once more to a shred key, as it lies in the database."""
    return _padded(age.seal(content, [shred_recipient]), stored_size(len(content)))


def unstored(content: bytes, shred_secret: str) -> bytes:
    """The frame inside; raises BadFrameError, or age.CannotOpenError."""
    return age.unseal(_unpadded(content), [shred_secret])


def seal(content: bytes, recipient: str) -> bytes:
    """Content, sealed to one recipient and framed."""
    return frame(age.seal(content, [recipient]), len(content))


def unseal(content: bytes, secret: str) -> bytes:
    """The content of a frame; raises BadFrameError, or age.CannotOpenError."""
    return age.unseal(unframe(content), [secret])


def seal_stream(source: Source, target: Target, recipient: str) -> int:
    """Write the frame of `source`, sealed to one recipient, to `target`; its size."""
    return _seal_stream(source, target, recipient, FRAMES)


def stored_stream(source: Source, target: Target, shred_recipient: str) -> int:
    """Write what is stored for the frame `source` to `target`; its size."""
    return _seal_stream(source, target, shred_recipient, STORED)


def unstored_stream(source: BinaryIO, target: Target, shred_secret: str) -> None:
    """Write the frame inside the stored `source` (which can seek) to `target`.

    Raises BadFrameError, or age.CannotOpenError; what was written by then is worth nothing.
    """
    size = source.seek(0, io.SEEK_END)
    if size < LENGTH:
        raise BadFrameError("too short")
    source.seek(size - LENGTH)
    length = int.from_bytes(source.read(LENGTH), "big")
    if length > size - LENGTH:
        raise BadFrameError("longer than it is")
    source.seek(length)
    while zeros := source.read(min(PIECE, size - LENGTH - source.tell())):
        if zeros.strip(b"\0"):
            raise BadFrameError("something stands where only zeros may")
    source.seek(0)
    age.unseal_stream(_First(source, length), target, shred_secret)


def _size(length: int, steps: tuple[int, ...]) -> int:
    bound = length + HEADER + 16 * (length // CHUNK + 1) + LENGTH
    return next((step for step in steps if step >= bound), None) or padme(bound)


def _padded(age_file: bytes, size: int) -> bytes:
    if len(age_file) > size - LENGTH:
        raise ValueError("this age file is longer than what it was made of allows")
    zeros = bytes(size - LENGTH - len(age_file))
    return age_file + zeros + len(age_file).to_bytes(LENGTH, "big")


def _unpadded(content: bytes) -> bytes:
    length = int.from_bytes(content[-LENGTH:], "big")
    if len(content) < LENGTH or length > len(content) - LENGTH:
        raise BadFrameError("longer than it is")
    if content[length:-LENGTH].strip(b"\0"):
        raise BadFrameError("something stands where only zeros may")
    return content[:length]


def _seal_stream(source: Source, target: Target, recipient: str, steps: tuple[int, ...]) -> int:
    counted = _Counted(source)
    written = age.seal_stream(counted, target, recipient)
    size = _size(counted.count, steps)
    zeros = size - LENGTH - written
    if zeros < 0:
        raise ValueError("this age file is longer than what it was made of allows")
    while zeros:
        piece = min(zeros, PIECE)
        target.write(bytes(piece))
        zeros -= piece
    target.write(written.to_bytes(LENGTH, "big"))
    return size


class _Counted:
    """A source that knows how much of it was read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.count += len(piece)
        return piece


class _First:
    """The first `left` bytes of a source."""

    def __init__(self, source: Source, left: int) -> None:
        self.source = source
        self.left = left

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece
