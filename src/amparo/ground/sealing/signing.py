"""Signatures that anybody can check without us: minisign's format, exactly.

A file is hashed with BLAKE2b-512 and the hash is signed with Ed25519 ("ED", what the stock
`minisign` makes by default); a second signature covers the first one and the trusted comment. Keys
are read and written as `minisign -G -W` writes them, without a password: this house signs while
nobody sits at it. Format: https://jedisct1.github.io/minisign/#signature-format.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils.translation import gettext as _

KEY, PREHASHED, NO_PASSWORD, CHECKSUM = b"Ed", b"ED", b"\0\0", b"B2"
UNTRUSTED, TRUSTED = "untrusted comment: ", "trusted comment: "
SALT_AND_LIMITS = 32 + 8 + 8
MOST = 8000  # bytes of a trusted comment; minisign reads a line of 8192


class KeyRefused(ValueError):  # noqa: N818  (a refusal is not a fault of the program)
    """A text that is no key this house can use; the translated message says why."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The BLAKE2b-512 hash of a content that need not fit into memory; see `digest_of`."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Public:
    """A public key and the 8 bytes by which a signature names it."""

    id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """The key itself, what `minisign -P` takes."""
        return _printed(KEY + self.id + self.raw)

    @property
    def text(self) -> str:
        """The key as a file, what `minisign -p` takes."""
        return f"{UNTRUSTED}minisign public key {self.name}\n{self.line}\n"

    @property
    def name(self) -> str:
        """Its id as minisign writes it for people: hexadecimal, without zeros in front."""
        return f"{int.from_bytes(self.id, 'little'):X}"


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A secret key: 32 bytes that nobody else may have, and its public half."""

    seed: bytes
    public: Public

    @property
    def public_text(self) -> str:
        """The public half as a file."""
        return self.public.text

    @property
    def secret_text(self) -> str:
        """The key as a file without a password, as `minisign -G -W` writes it."""
        head = KEY + NO_PASSWORD + CHECKSUM + bytes(SALT_AND_LIMITS)
        body = self.public.id + self.seed + self.public.raw + bytes(32)
        return f"{UNTRUSTED}minisign encrypted secret key\n{_printed(head + body)}\n"


def new() -> Key:
    """A fresh key with a random id."""
    return _key(secrets.token_bytes(8), secrets.token_bytes(32))


def read_secret(text: str) -> Key:
    """The key in a secret key file; raises KeyRefused, for one with a password too."""
    raw = _second_line(text)
    if len(raw) != 158 or raw[:2] != KEY:
        raise KeyRefused(_("This is not a secret key of minisign."))
    if raw[2:4] != NO_PASSWORD:
        raise KeyRefused(
            _(
                "This key is protected by a password. Make one without: minisign -G -W,"
                " or take the password away with minisign -C -W."
            )
        )
    body = raw[6 + SALT_AND_LIMITS :]
    key = _key(body[:8], body[8:40])
    if key.public.raw != body[40:72]:
        raise KeyRefused(_("This key is damaged: its two halves do not belong together."))
    return key


def read_public(text: str) -> Public:
    """The key in a public key file, or in its second line alone; raises KeyRefused."""
    raw = _second_line(text)
    if len(raw) != 42 or raw[:2] != KEY:
        raise KeyRefused(_("This is not a public key of minisign."))
    return Public(raw[2:10], raw[10:])


def digest_of(pieces: Iterable[bytes]) -> Digest:
    """The hash of a content given piece by piece."""
    total = hashlib.blake2b()
    for piece in pieces:
        total.update(piece)
    return Digest(total.digest())


def sign(key: Key, content: bytes | Digest, trusted_comment: str) -> str:
    """The text of a .minisig file for `content`; the same every time.

    `trusted_comment` is one line that the signature covers too. Raises ValueError if it is more.
    """
    said = trusted_comment.encode()
    if len(said) > MOST or any(ord(sign) < 32 or ord(sign) == 127 for sign in trusted_comment):
        raise ValueError("a trusted comment is one line of at most 8000 bytes")
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    signature = private.sign(_digest(content))
    return "\n".join(
        (
            f"{UNTRUSTED}signature from minisign secret key",
            _printed(PREHASHED + key.public.id + signature),
            TRUSTED + trusted_comment,
            _printed(private.sign(signature + said)),
            "",
        )
    )


def verify(public: Public, signature_text: str, content: bytes | Digest) -> bool:
    """Whether the holder of the key signed this content and this trusted comment."""
    lines = signature_text.split("\n")
    if len(lines) < 4 or not lines[2].startswith(TRUSTED):
        return False
    comment = lines[2].removesuffix("\r").removeprefix(TRUSTED)
    try:
        first, second = _unprinted(lines[1]), _unprinted(lines[3])
        if len(first) != 74 or first[:2] != PREHASHED or first[2:10] != public.id:
            return False
        holder = Ed25519PublicKey.from_public_bytes(public.raw)
        holder.verify(first[10:], _digest(content))
        holder.verify(second, first[10:] + comment.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(name: bytes, seed: bytes) -> Key:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Key(seed, Public(name, public))


def _digest(content: bytes | Digest) -> bytes:
    return content.value if isinstance(content, Digest) else hashlib.blake2b(content).digest()


def _second_line(text: str) -> bytes:
    """What stands in base64 under the comment; b"" where nothing does."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(UNTRUSTED)]
    try:
        return _unprinted(lines[0]) if lines else b""
    except ValueError:
        return b""


def _printed(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unprinted(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except binascii.Error as broken:
        raise ValueError("not base64") from broken
