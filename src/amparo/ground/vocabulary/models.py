"""Rows that every room may point at. They describe places, languages and work; never a person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class RegionalGroup(models.TextChoices):
    """The regional groups in which States sit at the United Nations (for elections)."""

    AFR = "AFR", _("African States")
    APG = "APG", _("Asia-Pacific States")
    EEG = "EEG", _("Eastern European States")
    GRULAC = "GRULAC", _("Latin American and Caribbean States")
    WEOG = "WEOG", _("Western European and other States")


class Country(models.Model):
    """A country or territory of ISO 3166-1. Its names come from CLDR, through `queries`."""

    privacy: ClassVar[dict[str, str]] = {
        "code": "public",
        "iso3": "public",
        "numeric": "public",
        "un_member": "public",
        "un_group": "public",
    }
    code = models.CharField(max_length=2, primary_key=True)
    iso3 = models.CharField(max_length=3, unique=True)
    numeric = models.CharField(max_length=3, unique=True)
    un_member = models.BooleanField()
    un_group = models.CharField(max_length=6, choices=RegionalGroup, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="vocabulary_a_member_state_sits_in_a_group",
                condition=(Q(un_member=True) & Q(un_group__in=RegionalGroup.values))
                | (Q(un_member=False) & Q(un_group="")),
            )
        ]


class Direction(models.TextChoices):
    """Which way a language is written."""

    LTR = "ltr", _("left to right")
    RTL = "rtl", _("right to left")


class Language(models.Model):
    """A language, by its BCP 47 tag in small letters ("zh-hans"), in its own name."""

    privacy: ClassVar[dict[str, str]] = {
        "tag": "public",
        "own_name": "public",
        "direction": "public",
        "interface": "public",
    }
    tag = models.CharField(max_length=35, primary_key=True)
    own_name = models.CharField(max_length=80)
    direction = models.CharField(max_length=3, choices=Direction)
    interface = models.BooleanField(help_text="Amparo's own pages are written in it.")

    class Meta:
        ordering = ["-interface", "own_name"]
        constraints = [
            models.CheckConstraint(
                name="vocabulary_a_language_runs_one_of_two_ways",
                condition=Q(direction__in=Direction.values),
            )
        ]


def _name(names: dict[str, str], language: str, otherwise: str) -> str:
    """The name in `language` (a tag), else in English, else whichever there is."""
    return names.get(language) or names.get("en") or next(iter(names.values()), otherwise)


class Theme(models.Model):
    """What a text or a piece of work is about. An organisation edits the list; words retire."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "slug": "public",
        "names": "public",
        "order": "public",
        "retired": "public",
    }
    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)  # language tag -> name
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "slug"]

    def name_in(self, language: str) -> str:
        """Its name in a language, or the nearest there is."""
        return _name(self.names, language, self.slug)

    @property
    def name(self) -> str:
        """Its name in the language of the page being made."""
        return self.name_in(get_language() or "en")


class PriorityGroup(models.Model):
    """Defenders whom the organisation's work puts first; no person is ever filed under it.

    No account, enrolment or case may point here: a test walks every model.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "slug": "public",
        "names": "public",
        "order": "public",
        "retired": "public",
    }
    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)  # language tag -> name
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "slug"]

    def name_in(self, language: str) -> str:
        """Its name in a language, or the nearest there is."""
        return _name(self.names, language, self.slug)

    @property
    def name(self) -> str:
        """Its name in the language of the page being made."""
        return self.name_in(get_language() or "en")
