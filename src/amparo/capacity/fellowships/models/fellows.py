"""Fellowships: where each stands, what is sealed about it, money, and what comes after."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.ground.vault.models import KeyEpoch, ShredKey

from .applications import Application
from .calls import Call, Words


class Fellowship(models.Model):
    """One fellow's way. Its id is the scope of its epochs: who holds a grant accompanies them.

    `told` is the state that the fellow sees. `next_on` is when somebody must act next.
    """

    class State(models.TextChoices):
        PREPARING = "preparing"
        ONLINE = "online"
        RESIDENT = "resident"
        PAUSED = "paused"
        FOLLOW_UP = "follow_up"
        FINISHED = "finished"  # two years on
        STOPPED = "stopped"  # a visa refused, or given up: the place was free again

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="fellowships")
    application = models.OneToOneField(
        Application, models.SET_NULL, null=True, related_name="fellowship"
    )
    shred = models.ForeignKey(ShredKey, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    told = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)  # of the weeks together: follow-up counts from here
    next_on = models.DateField(null=True, db_index=True)
    alumni = models.BooleanField(default=False)  # only as they chose
    shred_on = models.DateField(null=True, db_index=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "call": "internal",
        "application": "internal",
        "shred": "internal",
        "state": "internal",
        "told": "internal",
        "began_on": "internal",
        "ended_on": "internal",
        "next_on": "internal",
        "alumni": "personal",
        "shred_on": "internal",
    }

    class Meta:
        ordering = ["next_on", "began_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["follow_up", "finished"]) | Q(ended_on__isnull=False),
                name="followed_fellowship_has_an_end",
            ),
        ]


class FellowItem(models.Model):
    """One version of one entry of a fellowship, sealed; its kind is inside the seal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fellowship = models.ForeignKey(Fellowship, models.CASCADE, related_name="items")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    item = models.UUIDField()
    version = models.PositiveIntegerField()
    frame = models.BinaryField()
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "fellowship": "internal",
        "epoch": "internal",
        "item": "internal",
        "version": "internal",
        "frame": "sealed",
        "day": "internal",
    }

    class Meta:
        ordering = ["fellowship_id", "day", "item", "version"]
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="one_version_a_fellow_item"),
            models.CheckConstraint(condition=Q(version__gte=1), name="fellow_versions_from_one"),
        ]


class Disbursement(models.Model):
    """A sum for a fellow. `reference` is a random code in a sealed item: the only link."""

    class State(models.TextChoices):
        PLANNED = "planned"
        APPROVED = "approved"
        PAID = "paid"
        RECEIPTED = "receipted"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="disbursements")
    reference = models.CharField(max_length=12, unique=True)
    grant_code = models.CharField(max_length=40)
    day = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)  # ISO 4217
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    receipt = models.CharField(max_length=60, blank=True)  # the number on it, never a name

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "call": "internal",
        "reference": "internal",
        "grant_code": "internal",
        "day": "internal",
        "amount": "internal",
        "currency": "internal",
        "state": "internal",
        "receipt": "internal",
    }

    class Meta:
        ordering = ["-day", "reference"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="stipends_are_not_negative"),
        ]


class FollowUp(models.Model):
    """A question to a former fellow: 3, 6, 12 and 24 months on. The answer comes as a letter."""

    class State(models.TextChoices):
        PLANNED = "planned"
        ASKED = "asked"  # it waits under their secret
        ANSWERED = "answered"
        MISSED = "missed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fellowship = models.ForeignKey(Fellowship, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due = models.DateField(db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "fellowship": "internal",
        "months": "internal",
        "due": "internal",
        "state": "internal",
    }

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["fellowship", "months"], name="one_follow_up_a_month"),
        ]


class Profile(models.Model):
    """A fellow as they want to be described in public; the consent is an item, sealed.

    Withdrawn, the row is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fellowship = models.OneToOneField(Fellowship, models.CASCADE, related_name="profile")
    name = models.CharField(max_length=120)
    words: "models.JSONField[Words, Words]" = models.JSONField(default=dict)
    year = models.PositiveSmallIntegerField()
    until = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "fellowship": "internal",
        "name": "public",
        "words": "public",
        "year": "public",
        "until": "internal",
    }

    class Meta:
        ordering = ["-year", "name", "id"]
