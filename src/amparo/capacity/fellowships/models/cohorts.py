"""Cohorts while they are composed, as they were decided, and what is told of a round."""

import uuid
from typing import Any, ClassVar

from django.db import models

from amparo.ground.vault.models import KeyEpoch, Keyring

from .calls import Call, Words


class Scenario(models.Model):
    """One way to compose a cohort, being tried: rules, letters and answers, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="scenarios")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    frame = models.BinaryField()
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "call": "internal",
        "epoch": "internal",
        "version": "internal",
        "frame": "sealed",
        "day": "internal",
    }

    class Meta:
        ordering = ["day", "id"]


class Cohort(models.Model):
    """What was decided, frozen. `digest` is the salted SHA-256 of the record; the salt is sealed.

    Never changed: a re-solve (somebody cannot travel) is the next number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="cohorts")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    frame = models.BinaryField()
    decided_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "call": "internal",
        "number": "internal",
        "digest": "public",
        "epoch": "internal",
        "frame": "sealed",
        "decided_by": "internal",
        "day": "internal",
    }

    class Meta:
        ordering = ["call_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="cohorts_are_numbered"),
        ]


class RoundReport(models.Model):
    """What the organisation tells of a round: counts that its device made, small ones left out.

    `cells` is {"stages": {key: count or null}, "balance": {dimension: {key: count or null}}}.
    """

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="report")
    cells: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    words: "models.JSONField[Words, Words]" = models.JSONField(default=dict)  # how it was balanced
    digests: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    released_on = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "call": "public",
        "cells": "public",
        "words": "public",
        "digests": "public",
        "released_on": "public",
    }
