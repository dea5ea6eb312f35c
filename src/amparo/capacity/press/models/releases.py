"""How an edition comes out: its steps, each language's release with its gates, amendments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .publication import Edition, Publication


class Step(models.Model):
    """One step of an edition's life: which (a verb of `actions.STEPS`), when, and by whom."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "edition": "internal",
        "verb": "internal",
        "at": "internal",
        "by": "internal",
        "note": "internal",
    }

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=16)
    at = models.DateTimeField(auto_now_add=True)
    by = models.UUIDField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]


class Stage(models.TextChoices):
    """Where the release of one language stands."""

    ORDERED = "ordered", _("Waiting for its checks")
    BLOCKED = "blocked", _("Stopped by a check")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LanguageRelease(models.Model):
    """One language of one edition, checked and given out.

    `reviewer` is the name, as readers see it, of who has read this language before release; empty
    when nobody has (then the gate is waived, in public). Counts are of segments, at release.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "edition": "public",
        "language": "public",
        "stage": "public",
        "reviewer": "public",
        "ordered_at": "internal",
        "released_at": "public",
        "by": "internal",
        "segments": "public",
        "translated": "public",
        "stale": "public",
    }

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="releases")
    language = models.CharField(max_length=35)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.ORDERED)
    reviewer = models.CharField(max_length=120, blank=True)
    ordered_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)
    by = models.UUIDField(null=True)
    segments = models.PositiveIntegerField(default=0)
    translated = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"], name="press_a_language_is_released_once_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="press_a_release_is_at_a_known_stage"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.RELEASED) | Q(released_at__isnull=False),
                name="press_a_release_has_its_moment",
            ),
        ]


class Gate(models.TextChoices):
    """What a language must pass before readers get it."""

    REVIEWER = "reviewer", _("Somebody who reads this language has read it, and is named")
    COMPLETE = "complete", _("Every paragraph is translated")
    SAFETY = "safety", _("No paragraph lags behind a change that concerns safety")
    TERMS = "terms", _("No forbidden term is used")
    ALT = "alt", _("Every figure has a description")
    HEADINGS = "headings", _("Headings follow one another without a gap")
    GLYPHS = "glyphs", _("Every character can be printed")
    EPUB = "epub", _("epubcheck finds nothing in the EPUB")
    EXTRACTION = "extraction", _("The words can be read out of the PDF")
    BUILT = "built", _("Every file could be made")


class Finding(models.Model):
    """What one gate found against a release. `where` is the chapter's slug and the line, if any."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "release": "public",
        "gate": "public",
        "where": "public",
        "words": "public",
        "waived": "public",
        "waived_by": "internal",
    }

    release = models.ForeignKey(LanguageRelease, on_delete=models.CASCADE, related_name="findings")
    gate = models.CharField(max_length=10, choices=Gate)
    where = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True)
    waived = models.CharField(max_length=300, blank=True)  # the reason, for everybody to read
    waived_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gate__in=Gate.values), name="press_a_finding_is_of_a_known_gate"
            )
        ]


class Amendment(models.Model):
    """An urgent notice that stands in every format of a publication until it is lifted.

    `words` by language (the source language's at least).
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "publication": "public",
        "words": "public",
        "at": "public",
        "by": "internal",
        "lifted_at": "public",
    }

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="amendments"
    )
    words = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(lifted_at__isnull=True),
                name="press_one_amendment_stands_at_a_time",
            )
        ]
