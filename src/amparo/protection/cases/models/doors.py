"""Doors through which people ask, what came through them, and what was answered."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.ground.identity.models import Account
from amparo.ground.vault.models import KeyEpoch, ShredKey

from .cases import Case


class Door(models.Model):
    """A way to ask: for help, or past the programme's staff about their own conduct.

    Its id is the scope of its epochs; who holds a grant on the living one reads what comes in.
    `reads` and `hours` say who and when, by language: {"en": "..."}.
    """

    class Kind(models.TextChoices):
        HELP = "help"
        SAFEGUARDING = "safeguarding"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=14, choices=Kind.choices, unique=True)
    form = models.CharField(max_length=40)  # slug of a form of ground/questions
    reads: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    hours: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    opened_at = models.DateTimeField(null=True)  # when somebody who can read it last opened it

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "kind": "public",
        "form": "public",
        "reads": "public",
        "hours": "public",
        "languages": "public",
        "opened_at": "internal",
    }


class Submission(models.Model):
    """What somebody sent through a door: one sealed frame and what is needed to find it again.

    `lookup` is the SHA-256 of what the secret derives, null when staff typed it. `token` is the
    SHA-256 of the form it came from: the same form sent twice is one submission. Whether it came
    with JavaScript or without leaves no mark.
    """

    class State(models.TextChoices):
        NEW = "new"
        TAKEN = "taken"  # a case was opened from it
        REFUSED = "refused"  # rejected with a reason; the clock runs
        ERASING = "erasing"  # its sender asked; done when confirmed, or on `erase_on`
        ERASED = "erased"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Two doors and few days: an index of them would be written with each request and help nobody.
    door = models.ForeignKey(Door, models.PROTECT, related_name="submissions", db_index=False)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    shred = models.ForeignKey(ShredKey, models.PROTECT, related_name="+")
    lookup = models.CharField(max_length=64, null=True, unique=True)
    token = models.CharField(max_length=64, unique=True)
    frame = models.BinaryField()
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    case = models.OneToOneField(Case, models.SET_NULL, null=True, related_name="submission")
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    answered_on = models.DateField(null=True)  # the day of the first answer
    erase_on = models.DateField(null=True)
    shred_on = models.DateField(null=True)  # when the retention clock ends
    untold = models.BooleanField(default=True)  # nobody is to sign in for it yet

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "door": "internal",
        "epoch": "internal",
        "shred": "internal",
        "lookup": "sealed",
        "token": "sealed",
        "frame": "sealed",
        "day": "internal",
        "state": "internal",
        "case": "internal",
        "account": "personal",
        "answered_on": "internal",
        "erase_on": "internal",
        "shred_on": "internal",
        "untold": "internal",
    }

    class Meta:
        ordering = ["day", "id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(untold=True), name="submissions_untold"),
            models.Index(
                fields=["account"], condition=Q(account__isnull=False), name="submissions_account"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="erasing") | Q(erase_on__isnull=False),
                name="erasing_has_a_day",
            ),
        ]


class Reply(models.Model):
    """One sealed message between a sender and the team.

    To the sender: sealed to the inbox key that their secret derives; gone once read. From the
    sender: sealed to the epoch that was living then.
    """

    class Direction(models.TextChoices):
        TO_SENDER = "to"
        FROM_SENDER = "from"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="replies")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    frame = models.BinaryField()
    token = models.CharField(max_length=64, unique=True)
    day = models.DateField()
    shown_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "submission": "internal",
        "direction": "internal",
        "epoch": "internal",
        "frame": "sealed",
        "token": "sealed",
        "day": "internal",
        "shown_on": "internal",
    }

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="to", epoch__isnull=True)
                | Q(direction="from", epoch__isnull=False),
                name="reply_sealed_to_its_reader",
            ),
        ]


class Nudge(models.Model):
    """Where a sender asked to be told *there is news* in neutral words. Sealed at rest."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, primary_key=True, related_name="nudge"
    )
    where = models.TextField()
    language = models.CharField(max_length=16)

    privacy: ClassVar[dict[str, str]] = {
        "submission": "internal",
        "where": "sealed",
        "language": "internal",
    }
