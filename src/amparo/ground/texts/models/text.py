"""A text, its segments in order, what they are in other languages, and files as they came."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Text(models.Model):
    """One authored text: a chapter, a lesson, a page. Knows nothing of where it is shown.

    A copy (for the next edition) has the `lineage` of its original: revisions and comments are the
    lineage's.
    """

    id = models.BigAutoField(primary_key=True)
    lineage = models.UUIDField(default=uuid.uuid4, db_index=True)
    source_language = models.CharField(max_length=35)  # BCP 47
    source = models.BinaryField()  # the Markdown file, byte for byte
    sha = models.CharField(max_length=64)  # SHA-256 of the source, in hexadecimal

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "lineage": "internal",
        "source_language": "public",
        "source": "internal",
        "sha": "internal",
    }


class Segment(models.Model):
    """A slice of the source that can be translated; `start` and `end` count characters."""

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(Text, models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField()  # its place in the text, from 0
    kind = models.CharField(max_length=8)  # a value of markdown.tree.Kind
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    source_text = models.TextField()
    words = models.PositiveIntegerField(default=0)  # as a translator counts them
    hash = models.CharField(max_length=64, db_index=True)
    anchor = models.CharField(max_length=200, blank=True)  # the heading or footnote it stands under

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "text": "internal",
        "position": "internal",
        "kind": "internal",
        "start": "internal",
        "end": "internal",
        "source_text": "internal",
        "words": "internal",
        "hash": "internal",
        "anchor": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "position"], name="texts_segment_place"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="texts_segment_not_empty"
            ),
        ]


class Origin(models.TextChoices):
    """Where the words of a translation came from."""

    FILE = "file", _("from a file")
    HAND = "hand", _("written here")
    PACKAGE = "package", _("from a translator's package")
    MEMORY = "memory", _("taken from the translation memory")
    MACHINE = "machine", _("made by a machine")


class State(models.TextChoices):
    """How far somebody other than its author has read a translation."""

    DRAFT = "draft", _("not yet read by somebody else")
    REVIEWED = "reviewed", _("read by somebody else")
    APPROVED = "approved", _("approved")


class Said(models.Model):
    """A segment in another language; stale when the segment's hash is no longer `source_hash`."""

    id = models.BigAutoField(primary_key=True)
    language = models.CharField(max_length=35)  # BCP 47
    text = models.TextField()
    source_hash = models.CharField(max_length=64)
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "language"], name="texts_one_%(class)s_a_language"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=Origin.values), name="texts_%(class)s_origin_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="texts_%(class)s_state_known"
            ),
        ]


class Translation(Said):
    """The words people work on. `author` and `reviewer` are actors' random ids, never names."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="translations")
    author = models.UUIDField(null=True)
    reviewer = models.UUIDField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "segment": "internal",
        "language": "public",
        "text": "internal",
        "source_hash": "internal",
        "origin": "internal",
        "state": "internal",
        "author": "internal",
        "reviewer": "internal",
    }


class Released(Said):
    """The words readers get: a translation as it stood when its language was last released."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="released")

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "segment": "internal",
        "language": "public",
        "text": "public",
        "source_hash": "internal",
        "origin": "public",
        "state": "public",
    }


class TranslatedFile(models.Model):
    """A translated file as it came; exported byte for byte while `intact`.

    It stops being intact when words of its own are changed by other means. That the source moved on
    makes them stale, not other words: what came in still goes out.
    """

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(Text, models.CASCADE, related_name="files")
    language = models.CharField(max_length=35)  # BCP 47
    content = models.BinaryField()
    sha = models.CharField(max_length=64)  # SHA-256 of the content, in hexadecimal
    intact = models.BooleanField(default=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "text": "internal",
        "language": "public",
        "content": "internal",
        "sha": "internal",
        "intact": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "language"], name="texts_one_file_a_language"),
        ]
