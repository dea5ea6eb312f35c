"""Opening what is sealed with keys that somebody has: no server, no database, no settings.

What is found on the way is used: a keyring gives its owner's identity, a grant an epoch's.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import age, canonical, frames

LARGE = 64_000_000  # bytes; what is larger is opened piece by piece and can only be a file
DEEP = 6  # seals inside seals


class CannotRead(Exception):  # noqa: N818
    """Why a file cannot be opened, in words for the person at the terminal."""


@dataclass
class Bunch:
    """The keys somebody has so far, and how many of them came out of what they opened."""

    secrets: list[str] = field(default_factory=list)
    learnt: int = 0

    def add(self, typed: str) -> None:
        """A key as it was typed from paper, or the text of a key file; raises CannotRead."""
        lines = [line for line in typed.splitlines() if line.strip() and not line.startswith("#")]
        if any(line.startswith("{") for line in lines):
            return self._from_json(typed)
        try:
            self._learn(age.read_identity(" ".join(lines)).secret)
        except ValueError as wrong:
            raise CannotRead(f"This is not a key: {wrong}.") from wrong
        return None

    def open(self, content: bytes) -> bytes:
        """What is inside every seal; raises CannotRead if a seal stays closed."""
        for _ in range(DEEP):
            content = bare(content)
            if not content.startswith(age.INTRO):
                self._look_for_keys(content)
                return content
            try:
                content = age.unseal(content, self.secrets)
            except age.CannotOpenError as closed:
                raise CannotRead("None of these keys opens it, or it was changed.") from closed
        raise CannotRead("There are more seals inside seals than there can be.")

    def _look_for_keys(self, content: bytes) -> None:
        if content.startswith(b"{") and len(content) < 100_000:
            try:
                self._from_json(content.decode())
            except (CannotRead, UnicodeDecodeError):
                return

    def _from_json(self, text: str) -> None:
        """A keyring, a grant, or an epoch's identity out of an emergency."""
        try:
            told = json.loads(text)
            body = told["body"] if told.get("kind") == "grant" else told
            self._learn(age.read_identity(body["identity"]).secret)
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise CannotRead("This file holds no key.") from wrong

    def _learn(self, secret: str) -> None:
        if secret not in self.secrets:
            self.secrets.append(secret)
            self.learnt += 1


@dataclass(frozen=True)
class Opened:
    """One file that was opened: its place and what was inside. None: it stayed closed."""

    path: Path
    content: bytes | None


def bare(content: bytes) -> bytes:
    """The age file in a frame or a stored row; anything else as it is."""
    length = int.from_bytes(content[-frames.LENGTH :], "big")
    fits = 0 < length <= len(content) - frames.LENGTH
    if content.startswith(age.INTRO) and fits and not content[length : -frames.LENGTH].strip(b"\0"):
        return content[:length]
    return content


def open_all(paths: Iterable[Path], bunch: Bunch) -> list[Opened]:
    """Open every file that the keys reach, also through keys found in the others."""
    closed, opened = list(paths), []
    while closed:
        before, left = bunch.learnt, []
        for path in closed:
            try:
                opened.append(Opened(path, bunch.open(_read(path))))
            except CannotRead:
                left.append(path)
        if len(left) == len(closed) or (bunch.learnt == before and not left):
            return opened + [Opened(path, None) for path in left]
        closed = left
    return opened


def open_large(path: Path, bunch: Bunch, target: io.BufferedIOBase) -> None:
    """Open one sealed file of any size into `target`; raises CannotRead.

    What was written before an error is only a beginning and must be thrown away.
    """
    with path.open("rb") as source:
        size = source.seek(0, io.SEEK_END)
        source.seek(max(size - frames.LENGTH, 0))
        length = int.from_bytes(source.read(frames.LENGTH), "big")
        for secret in bunch.secrets:
            source.seek(0)
            target.seek(0)
            target.truncate()
            try:
                if length <= size - frames.LENGTH:
                    frames.unstored_stream(source, target, secret)
                else:
                    age.unseal_stream(source, target, secret)
            except (age.CannotOpenError, frames.BadFrameError):
                continue
            return
    raise CannotRead("None of these keys opens it, or it was changed.")


def shown(content: bytes) -> str | None:
    """A sealed entry as people read it; None for a file of any other kind."""
    try:
        payload = canonical.read_payload(content)
    except canonical.NotCanonicalError:
        return None
    head = f"{payload.kind} {payload.item}, version {payload.version}"
    by = f"by {payload.author}" if payload.author else "unsigned: a sender's own words"
    return f"{head}, {by}\n{json.dumps(payload.body, ensure_ascii=False, indent=2)}"


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGE:
        raise CannotRead(f"{path} is too large to be opened with others: open it alone.")
    return path.read_bytes()
