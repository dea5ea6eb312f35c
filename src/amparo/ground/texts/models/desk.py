"""The translation desk: what is offered there, in which languages, and what is said about it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .text import Text


class Project(models.Model):
    """Texts that belong together (a handbook), offered by the room that owns them.

    `owner` is that room's own name for it ("press.publication:12"); `titles` by language; `path`
    is where staff see it, without the language. After a change of its words the job named `after`
    is ordered with the project's id.
    """

    id = models.BigAutoField(primary_key=True)
    owner = models.CharField(max_length=80, unique=True)
    titles = models.JSONField(default=dict)
    source_language = models.CharField(max_length=35)
    path = models.CharField(max_length=200)
    after = models.CharField(max_length=80)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "owner": "internal",
        "titles": "internal",
        "source_language": "public",
        "path": "internal",
        "after": "internal",
    }


class ProjectText(models.Model):
    """One text of a project, in its place."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="places")
    text = models.OneToOneField(Text, models.CASCADE, related_name="place")
    order = models.PositiveIntegerField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "project": "internal",
        "text": "internal",
        "order": "internal",
    }

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["project", "order"], name="texts_project_order")
        ]


class ProjectLanguage(models.Model):
    """A language that is open for a project. `parts` lists the lineages wanted; empty: all."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=35)
    parts = models.JSONField(default=list)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "project": "internal",
        "language": "public",
        "parts": "internal",
        "opened_at": "internal",
        "closed": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "language"], name="texts_a_language_is_opened_once"
            )
        ]


class Comment(models.Model):
    """What somebody says about a segment, in a language or (empty) about its source.

    It hangs on the words, not on the row: `hash` is the segment's when it was written, so a copy
    of the text shows it too.
    """

    id = models.BigAutoField(primary_key=True)
    lineage = models.UUIDField()
    hash = models.CharField(max_length=64)
    language = models.CharField(max_length=35, blank=True)
    words = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    settled = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "lineage": "internal",
        "hash": "internal",
        "language": "internal",
        "words": "internal",
        "by": "internal",
        "at": "internal",
        "settled": "internal",
    }

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["lineage", "hash"], name="texts_comment_place")]


class Credit(models.Model):
    """A name that somebody who translated or reviewed wants to see printed."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="credits")
    language = models.CharField(max_length=35)
    actor = models.UUIDField()
    name = models.CharField(max_length=120)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "project": "internal",
        "language": "internal",
        "actor": "internal",
        "name": "public",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "language", "actor"], name="texts_a_person_is_credited_once"
            )
        ]


class Format(models.TextChoices):
    """What a translator who cannot sign in works on."""

    PO = "po", "PO (gettext)"
    XLIFF = "xliff", "XLIFF 1.2"
    TMX = "tmx", "TMX 1.4"
    DOCX = "docx", _("Word, two columns")


class Package(models.Model):
    """Words taken out for a translator, and what came back.

    `key` names the package inside the file; `tree` is the SHA-256 of the sources it was made of;
    `scope` the lineages in it (empty: all); `report` what the last merge did.
    """

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="packages")
    language = models.CharField(max_length=35)
    format = models.CharField(max_length=8, choices=Format)
    key = models.UUIDField(unique=True)
    tree = models.CharField(max_length=64)
    scope = models.JSONField(default=list)
    words = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.UUIDField(null=True)
    merged_at = models.DateTimeField(null=True)
    report = models.JSONField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "project": "internal",
        "language": "internal",
        "format": "internal",
        "key": "internal",
        "tree": "internal",
        "scope": "internal",
        "words": "internal",
        "made_at": "internal",
        "by": "internal",
        "merged_at": "internal",
        "report": "internal",
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(format__in=Format.values), name="texts_package_format_known"
            )
        ]
