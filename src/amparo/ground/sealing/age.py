"""age files, version 1 (https://age-encryption.org/v1): what the stock `age` command opens.

Suite `x1`: X25519 recipients and nothing beside them. The format itself lets suites be mixed in
one file, and one library does so without a word; here a file that mixes them does not open.
GREASE stanzas, which exist to be ignored, are.
"""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import pyrage  # type: ignore[import-untyped]
from bech32 import bech32_decode, bech32_encode, convertbits

SUITE = "x1"
INTRO = b"age-encryption.org/v1\n"
SECRET, RECIPIENT = "age-secret-key-", "age"
SIGNS = 58  # of a secret key after its beginning
HEADER_MOST = 64 * 1024  # bytes that are looked at; ours have about 400
STANZA = re.compile(rb"-> ([!-~]+)((?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)")
END = re.compile(rb"--- [A-Za-z0-9+/]{43}\n")


class CannotOpenError(Exception):
    """Not an age file, changed or cut since it was sealed, of mixed suites, or for another key."""


class Source(Protocol):
    """Whatever can be read piece by piece."""

    def read(self, size: int = -1, /) -> bytes: ...


class Target(Protocol):
    """Whatever can be written piece by piece."""

    def write(self, piece: bytes, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """An X25519 key: `secret` (AGE-SECRET-KEY-1...) opens what is sealed to `recipient`."""

    secret: str
    recipient: str

    def __repr__(self) -> str:
        return f"Identity({self.recipient})"


def new_identity() -> Identity:
    """A fresh key from the system's randomness."""
    made = pyrage.x25519.Identity.generate()
    return Identity(str(made), str(made.to_public()))


def from_bytes(raw: bytes) -> Identity:
    """The key that these 32 bytes are; raises ValueError for any other number of them."""
    if len(raw) != 32:
        raise ValueError("an X25519 key has 32 bytes")
    return read_identity(bech32_encode(SECRET, convertbits(raw, 8, 5) or []).upper())


def read_identity(text: str) -> Identity:
    """The key that somebody typed from paper: spaces, hyphens between groups and case are free.

    Paper has the 58 signs alone, without AGE-SECRET-KEY-1. Raises ValueError when a letter is
    wrong: the text carries a checksum.
    """
    folded = re.sub(
        r"[\s.,;:_\u00ad\u2010-\u2015]+", "", unicodedata.normalize("NFKC", text)
    ).lower()
    start = SECRET.replace("-", "") + "1"
    rest = folded.replace("-", "").removeprefix(start)
    if len(rest) != SIGNS:
        raise ValueError(f"a paper key has {SIGNS} signs after AGE-SECRET-KEY-1")
    secret = f"{SECRET}1{rest}".upper()
    try:
        made = pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as wrong:
        raise ValueError("this key does not agree with its checksum") from wrong
    return Identity(secret, str(made.to_public()))


def raw_of(secret: str) -> bytes:
    """The 32 bytes of a secret key; raises ValueError."""
    _, grouped = bech32_decode(read_identity(secret).secret.lower())
    raw = convertbits(grouped or [], 5, 8, False)
    if raw is None:
        raise ValueError("this key does not agree with its checksum")
    return bytes(raw)


def is_recipient(text: str) -> bool:
    """Whether something can be sealed to this: age1 and 58 more letters."""
    if not re.fullmatch(r"age1[02-9ac-hj-np-z]{58}", text):
        return False
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """An age file that each of the recipients opens alone; raises ValueError for what is none."""
    return bytes(pyrage.encrypt(content, [_recipient(text) for text in recipients]))


def seal_stream(source: Source, target: Target, recipient: str) -> int:
    """Seal `source` to its end into `target`, in little memory; how many bytes were written."""
    reading, writing = _Reading(b"", source), _Writing(target)
    try:
        pyrage.encrypt_io(reading, writing, [_recipient(recipient)])
    except (pyrage.EncryptError, OSError) as broken:
        raise reading.failure or writing.failure or broken from None
    if writing.failure:  # of the last piece, which the library does not tell
        raise writing.failure
    return writing.count


def unseal(sealed: bytes, secrets: Sequence[str]) -> bytes:
    """What is inside, with the first of the keys that opens it; raises CannotOpenError."""
    _only_our_suite(sealed)
    try:
        return bytes(pyrage.decrypt(sealed, [_identity(secret) for secret in secrets]))
    except (pyrage.DecryptError, ValueError) as closed:
        raise CannotOpenError from closed


def unseal_stream(source: Source, target: Target, secret: str) -> None:
    """Open `source` into `target`; raises CannotOpenError.

    Pieces are written as they are verified, so after an error whatever stands in `target` is only
    a beginning: the caller throws it away.
    """
    head = source.read(HEADER_MOST)
    _only_our_suite(head)
    reading, writing = _Reading(head, source), _Writing(target)
    try:
        pyrage.decrypt_io(reading, writing, [_identity(secret)])
    except (pyrage.DecryptError, ValueError, OSError) as closed:
        # The library says OSError for a damaged file too: what broke on our side goes first.
        raise reading.failure or writing.failure or CannotOpenError() from closed
    if writing.failure:
        raise writing.failure


def seal_phrase(content: bytes, phrase: str) -> bytes:
    """An age file that a passphrase opens (scrypt); it takes about a second, on purpose."""
    return bytes(pyrage.passphrase.encrypt(content, phrase_as_typed(phrase)))


def unseal_phrase(sealed: bytes, phrase: str) -> bytes:
    """What is inside a file sealed to a passphrase; raises CannotOpenError."""
    if stanzas(sealed) != ["scrypt"]:
        raise CannotOpenError("not sealed to a passphrase")
    try:
        return bytes(pyrage.passphrase.decrypt(sealed, phrase_as_typed(phrase)))
    except pyrage.DecryptError as closed:
        raise CannotOpenError from closed


def phrase_as_typed(phrase: str) -> str:
    """The one way of writing a passphrase: lower case, one space between words, NFKC."""
    return " ".join(unicodedata.normalize("NFKC", phrase).lower().split())


def stanzas(sealed: bytes) -> list[str]:
    """The kinds of keys that open a file, in its order, GREASE left out; one a recipient.

    Raises CannotOpenError where the beginning is no header of an age file.
    """
    if not sealed.startswith(INTRO):
        raise CannotOpenError("not an age file")
    kinds: list[str] = []
    place = len(INTRO)
    while found := STANZA.match(sealed, place, HEADER_MOST):
        kinds.append(found[1].decode("ascii"))
        place = found.end()
    if not END.match(sealed, place):
        raise CannotOpenError("the header of this age file is damaged")
    return [kind for kind in kinds if not kind.endswith("-grease")]


def is_for_one(sealed: bytes) -> bool:
    """Whether exactly one X25519 recipient, and no other kind of key, opens a file.

    The beginning of a file is enough.
    """
    try:
        return stanzas(sealed) == ["X25519"]
    except CannotOpenError:
        return False


def _only_our_suite(sealed: bytes) -> None:
    kinds = stanzas(sealed)
    if not kinds or any(kind != "X25519" for kind in kinds):
        raise CannotOpenError("this file is not of suite x1, or mixes suites")


@lru_cache(maxsize=256)
def _recipient(text: str) -> pyrage.x25519.Recipient:
    if not is_recipient(text):
        raise ValueError("not a recipient of suite x1")
    return pyrage.x25519.Recipient.from_str(text)


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as wrong:
        raise ValueError("not a key of suite x1") from wrong


class _Reading:
    """A source whose beginning may have been read already, and that remembers how it broke.

    The library would tell every failure as the same OSError.
    """

    def __init__(self, head: bytes, rest: Source) -> None:
        self.head = io.BytesIO(head)
        self.rest = rest
        self.failure: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self.head.read(size) or self.rest.read(size)
        except Exception as failure:
            self.failure = failure
            raise


class _Writing:
    """A target that knows how much it was given, and how it broke."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.count = 0
        self.failure: Exception | None = None

    def write(self, piece: bytes) -> int:
        try:
            self.target.write(piece)
        except Exception as failure:
            self.failure = failure
            raise
        self.count += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here; the caller flushes its own target."""
