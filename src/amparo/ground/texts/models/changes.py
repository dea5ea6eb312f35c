"""What was changed in a source: its revisions, and for each segment what the change means."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .text import Segment


class Severity(models.TextChoices):
    """What a change of the source means for its translations, from the least."""

    TYPO = "typo", _("wording only: translations stay true")
    MEANING = "meaning", _("meaning: translations say something else now")
    SAFETY = "safety", _("safety: following the old words can hurt somebody")


class Change(models.Model):
    """One segment's words became others. `from_text` is what they were."""

    id = models.BigAutoField(primary_key=True)
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="changes")
    from_hash = models.CharField(max_length=64)
    to_hash = models.CharField(max_length=64)
    from_text = models.TextField()
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.MEANING)
    at = models.DateTimeField(auto_now_add=True)
    by = models.UUIDField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "segment": "internal",
        "from_hash": "internal",
        "to_hash": "internal",
        "from_text": "internal",
        "severity": "public",
        "at": "internal",
        "by": "internal",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__in=Severity.values), name="texts_severity_known"
            )
        ]


class Revision(models.Model):
    """A source as it stood after one change; `number` counts from 1 within a lineage."""

    id = models.BigAutoField(primary_key=True)
    lineage = models.UUIDField()
    number = models.PositiveIntegerField()
    source = models.BinaryField()
    sha = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    by = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "lineage": "internal",
        "number": "internal",
        "source": "internal",
        "sha": "internal",
        "at": "internal",
        "by": "internal",
        "note": "internal",
    }

    class Meta:
        ordering = ["lineage", "number"]
        constraints = [
            models.UniqueConstraint(fields=["lineage", "number"], name="texts_revision_number")
        ]
