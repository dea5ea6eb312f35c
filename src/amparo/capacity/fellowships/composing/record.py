"""The frozen record: what was asked and answered, so that it can be proven later.

The record is canonical JSON (RFC 8785) with a random salt in it; its SHA-256 may be published.
Without the salt nobody can try out which rows or scores give that hash; with the record anybody
can see that it does, and reckon the answer again.
"""

import hashlib
import hmac
import re
import secrets
from typing import Any

from amparo.ground.sealing import canonical

from .answer import Answer
from .instance import FORMAT, Instance

SALT = re.compile(r"[0-9a-f]{64}")


def frozen(instance: Instance, answer: Answer, *, salt: str | None = None) -> tuple[bytes, str]:
    """The record's bytes and its SHA-256 in hexadecimal.

    `salt` is 64 hexadecimal digits, fresh random ones if None. Raises ValueError for another.
    """
    salt = secrets.token_hex(32) if salt is None else salt
    if not SALT.fullmatch(salt):
        raise ValueError("a salt is 64 hexadecimal digits")
    said: dict[str, Any] = {
        "format": FORMAT,
        "instance": instance.as_json(),
        "answer": answer.as_json(),
        "salt": salt,
    }
    record = canonical.dumps(said)
    return record, hashlib.sha256(record).hexdigest()


def matches(record: bytes, digest: str) -> bool:
    """Whether these bytes are the record of which this SHA-256 was published."""
    return hmac.compare_digest(hashlib.sha256(record).hexdigest(), digest)
