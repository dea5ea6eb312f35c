"""Forms, their versions, and the questions of a version."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

Words = dict[str, str]  # language tag -> words


class Kind(models.TextChoices):
    """What an answer is."""

    TEXT = "text", _("a line of text")
    LONG = "long", _("a longer text")
    PHRASE = "phrase", _("an agreed phrase")
    NUMBER = "number", _("a number")
    DATE = "date", _("a day")
    CHOICE = "choice", _("one of several")
    CHOICES = "choices", _("any of several")
    CHANNEL = "channel", _("a way to reach somebody")
    AGE_BAND = "age_band", _("an age, roughly")
    CONSENT = "consent", _("yes or no, never assumed")
    COUNTRY = "country", _("a country")
    FILES = "files", _("files")


CHOOSING = (Kind.CHOICE, Kind.CHOICES, Kind.CHANNEL, Kind.AGE_BAND, Kind.CONSENT)
WRITING = (Kind.TEXT, Kind.LONG, Kind.PHRASE)


class Form(models.Model):
    """A form by its slug. `standard` is the digest of the words that came with this house last."""

    slug = models.SlugField(max_length=40, unique=True)
    standard = models.CharField(max_length=64, blank=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "slug": "public",
        "standard": "internal",
    }

    class Meta:
        ordering = ["slug"]


class FormVersion(models.Model):
    """A form as it was asked at one time. What is published never changes: answers point at it.

    Of each form there is at most one draft, and one version on offer: the house's newer standard
    words for a form that its organisation has made its own. `standard`: the house's words as they
    came. `name` by language.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OFFERED = "offered", _("Offered")
        PUBLISHED = "published", _("Published")

    form = models.ForeignKey(Form, models.CASCADE, related_name="versions")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(null=True)
    published_on = models.DateField(null=True)
    standard = models.BooleanField(default=False)
    name: "models.JSONField[Words, Words]" = models.JSONField(default=dict)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "form": "public",
        "state": "public",
        "number": "public",
        "published_on": "public",
        "standard": "internal",
        "name": "public",
    }

    class Meta:
        ordering = ["form_id", F("number").desc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="questions_numbers_of_a_form"),
            models.UniqueConstraint(
                fields=["form", "state"],
                condition=~Q(state="published"),
                name="questions_one_draft_and_one_offer",
            ),
            models.CheckConstraint(
                condition=Q(state="published", number__gte=1, published_on__isnull=False)
                | (
                    Q(state__in=["draft", "offered"])
                    & Q(number__isnull=True, published_on__isnull=True)
                ),
                name="questions_published_has_number_and_day",
            ),
        ]


class Question(models.Model):
    """One question of a version; its screen, its field, and under which name its answer is kept.

    `words` {"en": {"label": ..., "help": ...}}; `section` {"en": ...}; `options`
    [{"value": ..., "words": {"en": ...}}], empty for kinds that have none or bring their own.
    `shown_if` is {} or {"key": an earlier question, "is": [values]} or with "is_not". `limit`
    counts words, chosen options or files. `readers` are roles; `keep_days` null means as long as
    what it belongs to. A `fixed` question is one the house's code asks for: it may be reworded, it
    stays, and its options stay.
    """

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words: "models.JSONField[dict[str, Words], dict[str, Words]]" = models.JSONField(default=dict)
    section: "models.JSONField[Words, Words]" = models.JSONField(default=dict, blank=True)
    options: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(
        default=list, blank=True
    )
    shown_if: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        default=dict, blank=True
    )
    required = models.BooleanField(default=False)
    limit = models.PositiveIntegerField(null=True)
    readers: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    keep_days = models.PositiveIntegerField(null=True)
    sealed = models.BooleanField(default=True)
    fixed = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "version": "public",
        "place": "public",
        "key": "public",
        "kind": "public",
        "words": "public",
        "section": "public",
        "options": "public",
        "shown_if": "public",
        "required": "public",
        "limit": "public",
        "readers": "public",
        "keep_days": "public",
        "sealed": "public",
        "fixed": "public",
    }

    class Meta:
        ordering = ["version_id", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="questions_one_key_a_version"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="questions_kind_known"),
        ]
