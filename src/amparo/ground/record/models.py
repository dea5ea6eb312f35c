"""The chain of audit entries, and its head."""

import hashlib
import json
import uuid
from typing import ClassVar

from django.db import models

START = "0" * 64
"""What the first entry of a chain names as its predecessor."""


class AuditEvent(models.Model):
    """One act: when, by whom, which verb, on which object. Never what was written.

    Each entry carries the hash of the one before it, so an entry that is changed, left out or
    slipped in breaks the chain from there on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, db_index=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "seq": "internal",
        "at": "internal",
        "actor": "personal",
        "verb": "internal",
        "kind": "internal",
        "object_id": "internal",
        "previous": "internal",
        "hash": "internal",
    }

    class Meta:
        ordering = ["-seq"]

    def computed_hash(self) -> str:
        """SHA-256 (64 hex digits) over the entry as canonical JSON: sorted keys, no spaces."""
        entry = {
            "actor": str(self.actor) if self.actor else None,
            "at": self.at.isoformat(timespec="microseconds"),
            "id": str(self.id),
            "kind": self.kind,
            "object_id": self.object_id,
            "previous": self.previous,
            "seq": self.seq,
            "verb": self.verb,
        }
        canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


class ChainHead(models.Model):
    """The last entry's number and hash: the row that writers lock, one after the other.

    It also shows an end that was cut off, which the entries alone could not.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)

    privacy: ClassVar[dict[str, str]] = {"id": "internal", "seq": "internal", "hash": "internal"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="record_one_chain"),
        ]
