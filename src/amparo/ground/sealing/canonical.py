"""Canonical JSON (RFC 8785) and the payload: what stands inside every seal.

One content has one text, so a signature over it means one thing. Reading refuses a text that is
not its own canonical form; that refuses a key given twice, too.
"""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

import rfc8785

from . import ed25519

VERSION, SUITE = 1, "x1"
FIELDS = {
    "v", "suite", "org", "scope", "item", "version", "epoch", "kind", "author", "body",
    "signature",
}  # fmt: skip
KIND_MOST = 40


class NotCanonicalError(ValueError):
    """A text that is not canonical JSON, or no payload."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What was sealed. `author` is a keyring's id, or "" for a sender's own, unsigned words."""

    org: str
    scope: uuid.UUID
    item: uuid.UUID
    version: int
    epoch: uuid.UUID
    kind: str
    author: str
    body: dict[str, Any]
    signature: bytes
    signed: bytes
    """What the signature covers: the payload without it."""

    def is_by(self, public: bytes) -> bool:
        """Whether the holder of this Ed25519 key wrote it."""
        return bool(self.author) and ed25519.verify(public, self.signed, self.signature)

    def stands_at(
        self, *, scope: uuid.UUID, item: uuid.UUID, version: int, epoch: uuid.UUID
    ) -> bool:
        """Whether it was written for the row in which it was found, and not moved there."""
        return (self.scope, self.item, self.version, self.epoch) == (scope, item, version, epoch)


def dumps(value: Any) -> bytes:
    """The canonical text; raises NotCanonicalError for what JSON cannot say."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as cannot:
        raise NotCanonicalError("JSON has no such value") from cannot


def loads(content: bytes) -> dict[str, Any]:
    """The object in a canonical text; raises NotCanonicalError."""
    try:
        value = json.loads(content.decode("utf-8"))
        if not isinstance(value, dict) or rfc8785.dumps(value) != content:
            raise NotCanonicalError("not the canonical form of an object")
    except (ValueError, RecursionError) as cannot:
        raise NotCanonicalError("not the canonical form of an object") from cannot
    return value


def fingerprint(public: bytes) -> str:
    """SHA-256 of the organisation's 32-byte Ed25519 key, in hexadecimal."""
    return hashlib.sha256(public).hexdigest()


def keyring_fingerprint(recipient: str, signing_key: str) -> str:
    """SHA-256 of a keyring's two public halves as its row has them, in hexadecimal."""
    return hashlib.sha256(f"{recipient}\n{signing_key}".encode()).hexdigest()


def short(digest: str) -> str:
    """A fingerprint as people compare it: eight groups of four digits from its start."""
    return " ".join(digest[place : place + 4] for place in range(0, 32, 4))


def payload(
    *,
    org: str,
    scope: uuid.UUID,
    item: uuid.UUID,
    version: int,
    epoch: uuid.UUID,
    kind: str,
    body: dict[str, Any],
    author: uuid.UUID | None = None,
    seed: bytes | None = None,
) -> bytes:
    """The text to seal, signed with `seed` (32 bytes) by the keyring `author`, or by nobody.

    Raises NotCanonicalError where the body is not JSON, ValueError for an author without a seed.
    """
    if (author is None) != (seed is None):
        raise ValueError("an author signs, and nobody else does")
    said: dict[str, Any] = {
        "v": VERSION,
        "suite": SUITE,
        "org": org,
        "scope": str(scope),
        "item": str(item),
        "version": version,
        "epoch": str(epoch),
        "kind": kind,
        "author": str(author) if author else "",
        "body": body,
    }
    signature = ed25519.sign(seed, dumps(said)) if seed is not None else b""
    return dumps({**said, "signature": base64.b64encode(signature).decode("ascii")})


def read_payload(content: bytes) -> Payload:
    """The payload in a text that was sealed; raises NotCanonicalError.

    Whether author, scope, item, version and epoch are the right ones is the caller's to ask.
    """
    said = loads(content)
    if (
        said.keys() != FIELDS
        or (type(said["v"]), said["v"]) != (int, VERSION)
        or said["suite"] != SUITE
    ):
        raise NotCanonicalError("not a payload of suite x1")
    signature = said.pop("signature")
    texts = [said[name] for name in ("org", "scope", "item", "epoch", "kind", "author")]
    if not all(isinstance(text, str) for text in [*texts, signature]):
        raise NotCanonicalError("a field of this payload is not a text")
    version, kind, body = said["version"], said["kind"], said["body"]
    if type(version) is not int or version < 1 or not 0 < len(kind) <= KIND_MOST:
        raise NotCanonicalError("this payload has no version or no kind")
    if not isinstance(body, dict):
        raise NotCanonicalError("the body of this payload is not an object")
    if said["author"]:
        _uuid(said["author"])
    raw = _unprinted(signature)
    if bool(said["author"]) != (len(raw) == 64) or (raw and not said["author"]):
        raise NotCanonicalError("who signed this payload is not said")
    return Payload(
        org=said["org"],
        scope=_uuid(said["scope"]),
        item=_uuid(said["item"]),
        version=version,
        epoch=_uuid(said["epoch"]),
        kind=kind,
        author=said["author"],
        body=body,
        signature=raw,
        signed=dumps(said),
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        read = uuid.UUID(text)
    except ValueError as wrong:
        raise NotCanonicalError("an id of this payload is none") from wrong
    if str(read) != text:
        raise NotCanonicalError("an id of this payload is not written as ids are")
    return read


def _unprinted(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as wrong:
        raise NotCanonicalError("the signature of this payload is none") from wrong
