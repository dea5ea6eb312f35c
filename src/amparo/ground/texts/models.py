"""Rows: a text, its segments in order, what they are in other languages, and files as they came."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Text(models.Model):
    """One authored text: a chapter, a lesson, a page. Knows nothing of where it is shown."""

    id = models.BigAutoField(primary_key=True)
    source_language = models.CharField(max_length=35)  # BCP 47
    source = models.BinaryField()  # the Markdown file, byte for byte
    sha = models.CharField(max_length=64)  # SHA-256 of the source, in hexadecimal

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
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
    hash = models.CharField(max_length=64)
    anchor = models.CharField(max_length=200, blank=True)  # the heading or footnote it stands under

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "text": "internal",
        "position": "internal",
        "kind": "internal",
        "start": "internal",
        "end": "internal",
        "source_text": "internal",
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


class State(models.TextChoices):
    """How far somebody other than its author has read a translation."""

    DRAFT = "draft", _("not yet read by a native speaker")
    REVIEWED = "reviewed", _("read by a native speaker")


class Translation(models.Model):
    """A segment in another language; stale when the segment's hash is no longer `source_hash`."""

    id = models.BigAutoField(primary_key=True)
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=35)  # BCP 47
    text = models.TextField()
    source_hash = models.CharField(max_length=64)
    origin = models.CharField(max_length=4, choices=Origin)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "segment": "internal",
        "language": "public",
        "text": "internal",
        "source_hash": "internal",
        "origin": "internal",
        "state": "public",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "language"], name="texts_one_translation_a_language"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=["file", "hand"]), name="texts_origin_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "reviewed"]), name="texts_state_known"
            ),
        ]


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
