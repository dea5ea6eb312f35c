"""The money ledger: what a donor's contract asks for, and no story."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class LedgerLine(models.Model):
    """One sum. `reference` is a random code that a sealed support action repeats: the only link."""

    class State(models.TextChoices):
        PLANNED = "planned"
        APPROVED = "approved"
        PAID = "paid"
        RECEIPTED = "receipted"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    grant_code = models.CharField(max_length=40)
    day = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)  # ISO 4217
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    receipt = models.CharField(max_length=60, blank=True)  # the number on it, never a name

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
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
            models.CheckConstraint(condition=Q(amount__gte=0), name="sums_are_not_negative"),
        ]


class LedgerCorrection(models.Model):
    """What a line said until a day: its action's cost was corrected. Not by whom, as no line says.

    The newest is the last before what the line says now.
    """

    line = models.ForeignKey(LedgerLine, models.CASCADE, related_name="corrections")
    grant_code = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    until = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "line": "internal",
        "grant_code": "internal",
        "amount": "internal",
        "currency": "internal",
        "until": "internal",
    }

    class Meta:
        ordering = ["id"]
