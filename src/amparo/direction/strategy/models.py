"""The framework: goals, and the commitments under them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Framework(models.Model):
    """What the organisation promised, as one document. There is one row, with id 1.

    Words are kept by language tag ({"en": "...", "ar": "..."}) here and below.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "title": "public",
        "intro": "public",
        "source": "public",
        "source_date": "public",
    }
    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    title = models.JSONField(default=dict)
    intro = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
    source_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="strategy_there_is_one_framework", condition=Q(id=1))
        ]


class Goal(models.Model):
    """An aim of the framework, or a strand: a heading with commitments under it."""

    class Kind(models.TextChoices):
        AIM = "aim", _("Aims")
        STRAND = "strand", _("Strand")

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "framework": "public",
        "slug": "public",
        "kind": "public",
        "name": "public",
        "order": "public",
    }
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="goals")
    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                name="strategy_a_goal_is_an_aim_or_a_strand",
                condition=Q(kind__in=["aim", "strand"]),
            )
        ]


class Commitment(models.Model):
    """One promise, and the rooms of this house that serve it ("capacity/press")."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "goal": "public",
        "code": "public",
        "text": "public",
        "served_by": "public",
        "order": "public",
    }
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="commitments")
    code = models.CharField(max_length=6, unique=True)
    text = models.JSONField(default=dict)
    served_by = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
