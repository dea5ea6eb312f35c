"""Who reads, who may not, what was read, and what readers say to one another."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.ground.vault.models import KeyEpoch, Keyring

from .applications import Application
from .calls import Call


class Reviewer(models.Model):
    """A reviewer of one call. Without a declaration nothing is assigned to them.

    `profile` is sealed to the call's epoch: languages, themes, how many files; the organisations,
    coalitions, countries and people that they must not read about.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="reviewers")
    keyring = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    profile = models.BinaryField(null=True)
    version = models.PositiveIntegerField(default=0)  # of the profile
    declared_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "call": "internal",
        "keyring": "internal",
        "epoch": "internal",
        "profile": "sealed",
        "version": "internal",
        "declared_on": "internal",
        "ended_on": "internal",
    }

    class Meta:
        ordering = ["call_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "keyring"], name="one_reviewer_a_call"),
            models.CheckConstraint(
                condition=Q(declared_on__isnull=True) | Q(profile__isnull=False),
                name="declared_reviewer_has_a_profile",
            ),
        ]


class Bar(models.Model):
    """This person must not see this application: no frame, no reading, no count of it.

    The reason is an item of the application, sealed; here is only that it is so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="bars")
    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="+")
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "application": "internal",
        "keyring": "internal",
        "day": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "keyring"], name="one_bar_a_person"),
        ]


class Reading(models.Model):
    """One file with one reader. `copy` is the blind copy, sealed to that reader's key alone.

    `review` is sealed to the call's epoch for the office, `own` to the reader.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned"
        DONE = "done"
        RETURNED = "returned"  # they know who this is, or cannot read it
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="readings")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="readings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    copy = models.BinaryField(null=True)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    review = models.BinaryField(null=True)
    own = models.BinaryField(null=True)
    version = models.PositiveIntegerField(default=0)  # of the review
    day = models.DateField()
    done_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "application": "internal",
        "reviewer": "internal",
        "state": "internal",
        "copy": "sealed",
        "epoch": "internal",
        "review": "sealed",
        "own": "sealed",
        "version": "internal",
        "day": "internal",
        "done_on": "internal",
    }

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=~Q(state="withdrawn"),
                name="one_reading_a_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(review__isnull=False, epoch__isnull=False),
                name="done_reading_has_a_review",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "withdrawn"]) | Q(copy__isnull=True),
                name="ended_reading_has_no_copy",
            ),
        ]


class Post(models.Model):
    """What somebody of the panel said about an application, once for each who may read it.

    `to` is a colleague's keyring; null is the office, and then sealed to the call's epoch.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="posts")
    post = models.UUIDField()
    by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    to = models.ForeignKey(Keyring, models.CASCADE, null=True, related_name="+")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    frame = models.BinaryField()
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "application": "internal",
        "post": "internal",
        "by": "internal",
        "to": "internal",
        "epoch": "internal",
        "frame": "sealed",
        "day": "internal",
    }

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "to"], name="one_copy_of_a_post_each"),
            models.CheckConstraint(
                condition=Q(to__isnull=True, epoch__isnull=False)
                | Q(to__isnull=False, epoch__isnull=True),
                name="post_sealed_to_its_reader",
            ),
        ]
