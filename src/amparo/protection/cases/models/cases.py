"""Cases and their sealed items."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from amparo.ground.identity.models import Account
from amparo.ground.vault.models import KeyEpoch, Keyring, ShredKey


class Case(models.Model):
    """One defender's matter. The row says what a clock and a list of days need, and no more.

    Its id is the scope of its epochs; `shred` seals everything of its main compartment once more.
    """

    class State(models.TextChoices):
        TRIAGE = "triage"
        ACTIVE = "active"
        REFERRED = "referred"
        CLOSED = "closed"
        SHREDDED = "shredded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRIAGE)
    shred = models.ForeignKey(ShredKey, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    next_action = models.DateField(null=True, db_index=True)
    support_ended_on = models.DateField(null=True)  # the last support action: clocks start here
    closed_on = models.DateField(null=True)
    keep_days = models.PositiveIntegerField(null=True)  # own retention class; null: the house's
    postponed_to = models.DateField(null=True)  # a keyholder answered a warning with *keep*
    shred_on = models.DateField(null=True, db_index=True)
    shred_asked_by = models.ForeignKey(  # who answered a warning with *let it go*
        Keyring, models.PROTECT, null=True, related_name="+"
    )

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "state": "internal",
        "shred": "internal",
        "opened_on": "internal",
        "next_action": "internal",
        "support_ended_on": "internal",
        "closed_on": "internal",
        "keep_days": "internal",
        "postponed_to": "internal",
        "shred_on": "internal",
        "shred_asked_by": "internal",
    }

    class Meta:
        ordering = ["next_action", "opened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False),
                name="closed_case_has_a_day",
            ),
        ]


class Item(models.Model):
    """One version of one entry of a case's timeline, sealed; its kind is inside the seal.

    `item` is the entry, `version` counts its versions from 1: what replaces never overwrites.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="items")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    item = models.UUIDField()
    version = models.PositiveIntegerField()
    frame = models.BinaryField()
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "case": "internal",
        "epoch": "internal",
        "item": "internal",
        "version": "internal",
        "frame": "sealed",
        "day": "internal",
    }

    class Meta:
        ordering = ["case_id", "day", "item", "version"]
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="one_version_an_item"),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_from_one"),
        ]


class Lent(models.Model):
    """One item sealed again to one person (an interpreter), until a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="lent")
    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="lent")
    frame = models.BinaryField()
    answer = models.BinaryField(null=True)  # what they sent back, sealed to the case's epoch
    answer_epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    lent_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    lent_on = models.DateField()
    until = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "case": "internal",
        "keyring": "internal",
        "frame": "sealed",
        "answer": "sealed",
        "answer_epoch": "internal",
        "lent_by": "internal",
        "lent_on": "internal",
        "until": "internal",
    }


class LegalHold(models.Model):
    """Two people stop a case's clock, with a reason (sealed, an item of the case)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    reason_item = models.UUIDField()
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    agreed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_on = models.DateField()
    agreed_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "case": "internal",
        "reason_item": "internal",
        "asked_by": "internal",
        "agreed_by": "internal",
        "asked_on": "internal",
        "agreed_on": "internal",
        "lifted_on": "internal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(asked_by=F("agreed_by")),
                name="hold_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_on__isnull=True), name="one_living_hold"
            ),
        ]


class Reveal(models.Model):
    """Two keyholders opened a case that was not theirs, in an emergency: its team sees this."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="reveals")
    asked_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    completed_by = models.ForeignKey(Keyring, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    completed_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "case": "internal",
        "asked_by": "internal",
        "completed_by": "internal",
        "asked_on": "internal",
        "completed_on": "internal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_by__isnull=True) | ~Q(asked_by=F("completed_by")),
                name="reveal_by_two_people",
            ),
        ]
