"""What lies in the database is sealed with a key that does not.

`settings.AMPARO_REST_KEY` may hold several keys divided by commas: the first seals, all open, so
that a key can be changed without losing what the old one sealed. Each purpose has a key of its
own, derived by HKDF-SHA256 (RFC 5869): what was sealed for one purpose opens for no other.
"""

import base64
from datetime import timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnreadableError(Exception):
    """Not sealed by this installation for this purpose, altered since, or too old."""


def derived(purpose: str, *, length: int = 32) -> bytes:
    """`length` bytes that only this installation can know, different for every purpose."""
    return _derived(settings.AMPARO_REST_KEY.split(",")[0], purpose, length)


def seal(purpose: str, content: bytes, *, dated: bool = False) -> str:
    """Seals bytes to a printable token (Fernet: AES-128-CBC with HMAC-SHA256).

    A dated token carries the second it was made, in the clear, so that `unseal` can refuse an old
    one; an undated token carries none: when somebody did something is nobody's business.
    """
    keys = _keys(settings.AMPARO_REST_KEY, purpose)
    token = keys.encrypt(content) if dated else keys.encrypt_at_time(content, 0)
    return token.decode("ascii")


def unseal(purpose: str, token: str, *, within: timedelta | None = None) -> bytes:
    """The bytes inside a token; raises UnreadableError.

    `within` takes only tokens that were sealed `dated` and are not older.
    """
    seconds = int(within.total_seconds()) if within is not None else None
    try:
        return _keys(settings.AMPARO_REST_KEY, purpose).decrypt(token.encode(), ttl=seconds)
    except (InvalidToken, UnicodeEncodeError) as broken:
        raise UnreadableError from broken


@lru_cache(maxsize=64)
def _derived(key: str, purpose: str, length: int) -> bytes:
    info = b"amparo/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(key.encode())


@lru_cache(maxsize=64)
def _keys(keys: str, purpose: str) -> MultiFernet:
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(_derived(key.strip(), f"{purpose}/seal", 32)))
        for key in keys.split(",")
    )
