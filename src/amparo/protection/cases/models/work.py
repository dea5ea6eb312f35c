"""What goes on around a case: check-ins, referrals, figures, and where staff are told."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from amparo.ground.identity.models import Account, Organisation
from amparo.ground.vault.models import KeyEpoch, Keyring

from .cases import Case
from .doors import Nudge


class CheckIn(models.Model):
    """A moment by which a defender should have given a sign. What to do if not is sealed."""

    class State(models.TextChoices):
        WAITING = "waiting"
        MADE = "made"
        MISSED = "missed"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="check_ins")
    plan_item = models.UUIDField()  # the item that holds the words
    due = models.DateTimeField(db_index=True)
    every_hours = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    raised = models.PositiveIntegerField(default=0)  # how many alarms went out

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "case": "internal",
        "plan_item": "internal",
        "due": "internal",
        "every_hours": "internal",
        "state": "internal",
        "raised": "internal",
    }

    class Meta:
        ordering = ["due", "id"]


class Referral(models.Model):
    """Chosen, consented fields of a case, sealed to another organisation, until a day."""

    class State(models.TextChoices):
        SENT = "sent"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        DONE = "done"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="referrals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    consent_item = models.UUIDField()
    frame = models.BinaryField(null=True)  # null once withdrawn or expired
    answer = models.BinaryField(null=True)  # their words back, sealed to the case's epoch
    answer_epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    sent_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    expires_on = models.DateField()
    answered_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "case": "internal",
        "organisation": "internal",
        "epoch": "internal",
        "consent_item": "internal",
        "frame": "sealed",
        "answer": "sealed",
        "answer_epoch": "internal",
        "state": "internal",
        "sent_by": "internal",
        "sent_on": "internal",
        "expires_on": "internal",
        "answered_on": "internal",
    }

    class Meta:
        ordering = ["-sent_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "expired"]) | Q(frame__isnull=True),
                name="ended_referral_is_empty",
            ),
        ]


class Figure(models.Model):
    """A table of counts that a keyholder released by hand; small cells are already gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateField()
    until = models.DateField()
    kind = models.CharField(max_length=20)  # need, violation, region, outcome, time
    cells: "models.JSONField[Any, dict[str, int | None]]" = models.JSONField()
    released_on = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "since": "public",
        "until": "public",
        "kind": "public",
        "cells": "public",
        "released_on": "public",
    }

    class Meta:
        ordering = ["-until", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["since", "until", "kind"], name="one_figure_a_kind_and_period"
            ),
        ]


class NoticeAddress(models.Model):
    """Where a colleague wants to be told to sign in: an Apprise address, sealed at rest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="notice_addresses")
    where = models.TextField()
    urgent_only = models.BooleanField(default=False)
    language = models.CharField(max_length=16)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "account": "internal",
        "where": "sealed",
        "urgent_only": "personal",
        "language": "internal",
    }


class PendingNotice(models.Model):
    """Somebody is to be told *please sign in*, at a moment drawn by lot so that it says nothing.

    To a colleague's address, or to a sender who asked for a neutral word.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    colleague = models.OneToOneField(
        NoticeAddress, models.CASCADE, null=True, related_name="pending"
    )
    nudge = models.OneToOneField(Nudge, models.CASCADE, null=True, related_name="pending")
    due = models.DateTimeField(db_index=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "colleague": "internal",
        "nudge": "internal",
        "due": "internal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(colleague__isnull=True, nudge__isnull=False)
                | Q(colleague__isnull=False, nudge__isnull=True),
                name="notice_to_one_person",
            ),
        ]


class Retention(models.Model):
    """How long this organisation keeps what: days. One row, or none for the defaults."""

    one = models.BooleanField(primary_key=True, default=True, editable=False)
    intake_days = models.PositiveIntegerField(default=90)
    closed_days = models.PositiveIntegerField(default=365)
    location_days = models.PositiveIntegerField(default=30)

    privacy: ClassVar[dict[str, str]] = {
        "one": "internal",
        "intake_days": "internal",
        "closed_days": "internal",
        "location_days": "internal",
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(one=True), name="one_retention")]
