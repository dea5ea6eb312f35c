"""What a sender's twelve words open: their inbox, and nothing that they sent.

Two keys are derived from the secret by HKDF-SHA256 (RFC 5869). One only finds the inbox: the
server keeps a hash of it. The other is the age identity that replies are sealed to.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import age
from .recovery import Secret

SALT = b"amparo/receipt/v1"


@dataclass(frozen=True)
class Receipt:
    """One request for help, as its sender can come back to it."""

    secret: Secret

    @cached_property
    def lookup(self) -> str:
        """What the browser sends to find the inbox: 64 hexadecimal digits."""
        return self._derived(b"lookup").hex()

    @property
    def lookup_hash(self) -> str:
        """What the server keeps of it; see `hash_of`."""
        return hash_of(self.lookup)

    @cached_property
    def inbox(self) -> age.Identity:
        """The key that replies are sealed to. Its public half travels inside the submission."""
        return age.from_bytes(self._derived(b"inbox-x25519"))

    def _derived(self, info: bytes) -> bytes:
        key = HKDF(algorithm=SHA256(), length=32, salt=SALT, info=info)
        return key.derive(self.secret.entropy)


def hash_of(lookup: str) -> str:
    """SHA-256 of a lookup as it is sent, in hexadecimal: all that is stored."""
    return hashlib.sha256(lookup.encode("ascii", "replace")).hexdigest()
