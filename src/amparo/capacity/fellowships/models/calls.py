"""Programmes, their calls, what is asked and judged, and deadlines that were extended."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from amparo.ground.identity.models import Account

Words = dict[str, str]  # language tag -> words


class Programme(models.Model):
    """What calls are made for. `names` and `about` by language; open."""

    slug = models.SlugField(max_length=40, unique=True)
    names: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    about: "models.JSONField[Words, Words]" = models.JSONField(default=dict)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "slug": "public",
        "names": "public",
        "about": "public",
    }

    class Meta:
        ordering = ["slug"]


class Call(models.Model):
    """One round of a programme. Its id is the scope of the epochs that applications are sealed to.

    `opens_at` and `closes_at` are moments (UTC); `time_zone` (IANA) is the one they were said in.
    `grace_minutes` after the deadline still count, and are told to nobody before. `form`,
    `reference_form` and `follow_up_form` are slugs of ground/questions. `blind` are the questions
    whose answers a reader's copy may hold: whatever is not named stays out. `readings` is how many
    readers each file gets; `too_close` the points around the cut within which another is asked for.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"  # scheduled, open or past its deadline: the clock says which
        DECIDED = "decided"  # applicants were told
        ENDED = "ended"  # nothing more is done in it; clocks run

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls")
    slug = models.SlugField(max_length=60, unique=True)
    names: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    about: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    reads: "models.JSONField[Words, Words]" = models.JSONField(default=dict)  # who will read what
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    form = models.CharField(max_length=40)
    reference_form = models.CharField(max_length=40)
    follow_up_form = models.CharField(max_length=40)
    references_wanted = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40, default="UTC")
    grace_minutes = models.PositiveSmallIntegerField(default=60)
    seats = models.PositiveSmallIntegerField(default=16)
    readings = models.PositiveSmallIntegerField(default=3)
    too_close = models.DecimalField(max_digits=5, decimal_places=2, default=5)
    blind: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    discussion = models.BooleanField(default=False)  # readers who have read see each other's words
    keep_days = models.PositiveIntegerField(default=180)  # what was not chosen, after the decision
    decided_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "programme": "public",
        "slug": "public",
        "names": "public",
        "about": "public",
        "reads": "public",
        "languages": "public",
        "form": "public",
        "reference_form": "public",
        "follow_up_form": "public",
        "references_wanted": "public",
        "state": "public",
        "opens_at": "public",
        "closes_at": "public",
        "time_zone": "public",
        "grace_minutes": "internal",
        "seats": "public",
        "readings": "public",
        "too_close": "internal",
        "blind": "public",
        "discussion": "internal",
        "keep_days": "public",
        "decided_on": "public",
    }

    class Meta:
        ordering = ["-closes_at", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published"]) | Q(decided_on__isnull=False),
                name="decided_call_has_a_day",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="call_has_a_seat"),
        ]


class Criterion(models.Model):
    """What a reading judges: points from 0 to `most`, counted `weight` times."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    names: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    about: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    weight = models.PositiveSmallIntegerField(default=1)
    most = models.PositiveSmallIntegerField(default=5)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "call": "public",
        "key": "public",
        "place": "public",
        "names": "public",
        "about": "public",
        "weight": "public",
        "most": "public",
    }

    class Meta:
        ordering = ["call_id", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="one_criterion_a_key"),
            models.CheckConstraint(
                condition=Q(most__gte=1, weight__gte=1), name="criterion_counts"
            ),
        ]


class Extension(models.Model):
    """A later deadline for those whom a shutdown or a disaster struck: said in public, by two.

    Who claims it says so inside the seal; the row of an application tells only that it came late.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="extensions")
    reason: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    until = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_on = models.DateField()
    agreed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    agreed_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "call": "public",
        "reason": "public",
        "until": "public",
        "asked_by": "internal",
        "asked_on": "internal",
        "agreed_by": "internal",
        "agreed_on": "internal",
    }

    class Meta:
        ordering = ["until", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(asked_by=F("agreed_by")),
                name="extension_by_two_people",
            ),
        ]
