"""Ed25519 (RFC 8032): who said it. Keys are 32 raw bytes, signatures 64."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def new() -> tuple[bytes, bytes]:
    """A fresh key: its secret seed and its public half."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(seed: bytes) -> bytes:
    """The public half of a secret seed; raises ValueError unless it has 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, content: bytes) -> bytes:
    """The signature of the content, the same every time."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(content)


def verify(public: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed exactly this; whatever is malformed was not signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
