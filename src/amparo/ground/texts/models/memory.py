"""What translators need at hand: words said before, and the terms of the house."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary.models import Country


class MemoryUnit(models.Model):
    """A pair of words that stands in no text (any more): from a TMX file, or overwritten since.

    `norm` is the SHA-256 of the source's words, white space and case folded; `length` counts their
    characters, so that only sources of about the same length are compared.
    """

    id = models.BigAutoField(primary_key=True)
    source_language = models.CharField(max_length=35)
    language = models.CharField(max_length=35)
    norm = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    source = models.TextField()
    words = models.TextField()
    words_norm = models.CharField(max_length=64)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "source_language": "internal",
        "language": "internal",
        "norm": "internal",
        "length": "internal",
        "source": "internal",
        "words": "internal",
        "words_norm": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_language", "language", "norm", "words_norm"],
                name="texts_a_pair_is_remembered_once",
            )
        ]
        indexes = [
            models.Index(fields=["source_language", "language", "length"], name="texts_memory_near")
        ]


class Concept(models.Model):
    """One thing the glossary has words for; `note` says what is meant, for translators."""

    id = models.BigAutoField(primary_key=True)
    note = models.TextField(blank=True)

    privacy: ClassVar[dict[str, str]] = {"id": "internal", "note": "internal"}


class Use(models.TextChoices):
    """What the glossary says of a term."""

    PREFERRED = "preferred", _("use this")
    ALLOWED = "allowed", _("may be used")
    FORBIDDEN = "forbidden", _("do not use")


class Term(models.Model):
    """A concept's words in a language; with a country, its use holds for its readers only."""

    id = models.BigAutoField(primary_key=True)
    concept = models.ForeignKey(Concept, models.CASCADE, related_name="terms")
    language = models.CharField(max_length=35)
    words = models.CharField(max_length=200)
    use = models.CharField(max_length=9, choices=Use)
    country = models.ForeignKey(Country, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "concept": "internal",
        "language": "internal",
        "words": "internal",
        "use": "internal",
        "country": "internal",
        "note": "internal",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "words", "country"],
                condition=models.Q(country__isnull=False),
                name="texts_a_term_is_listed_once_a_country",
            ),
            models.UniqueConstraint(
                fields=["concept", "language", "words"],
                condition=models.Q(country__isnull=True),
                name="texts_a_term_is_listed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=Use.values), name="texts_term_use_known"
            ),
        ]
