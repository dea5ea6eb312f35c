"""What somebody applied with, what was said between them and the office, and who vouches."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.ground.identity.models import Account
from amparo.ground.vault.models import KeyEpoch, ShredKey

from .calls import Call


class Application(models.Model):
    """One person's application: the office's copy and their own, both sealed.

    `own` is sealed to the key that the applicant's secret derives: a draft, and what they come
    back to. `frame` is sealed to the call's epoch, and null until it was sent. Both are of
    `version`; an edit replaces both, and nothing older is kept. `lookup` is the SHA-256 of what the
    secret derives (null for what staff brought). `told` is the state that the applicant sees.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        INELIGIBLE = "ineligible"
        ELIGIBLE = "eligible"
        SHORTLISTED = "shortlisted"
        OFFERED = "offered"
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        NOT_CHOSEN = "not_chosen"
        WITHDRAWN = "withdrawn"
        ERASED = "erased"

    class Came(models.TextChoices):
        ON_TIME = "on_time"
        GRACE = "grace"
        EXTENDED = "extended"
        BROUGHT = "brought"  # by staff, from an older round

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    shred = models.ForeignKey(ShredKey, models.PROTECT, related_name="+")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    lookup = models.CharField(max_length=64, null=True, unique=True)
    token = models.CharField(max_length=64)  # SHA-256 of the form's token of the last save
    version = models.PositiveIntegerField(default=1)
    own = models.BinaryField(null=True)
    frame = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    told = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    came = models.CharField(max_length=8, choices=Came.choices, blank=True)
    day = models.DateField(db_index=True)  # of the last save, or of the sending
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    shred_on = models.DateField(null=True, db_index=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "call": "internal",
        "shred": "internal",
        "epoch": "internal",
        "lookup": "sealed",
        "token": "sealed",
        "version": "internal",
        "own": "sealed",
        "frame": "sealed",
        "state": "internal",
        "told": "internal",
        "came": "internal",
        "day": "internal",
        "account": "personal",
        "shred_on": "internal",
    }

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn", "erased"])
                | Q(frame__isnull=False, epoch__isnull=False),
                name="sent_application_has_a_frame",
            ),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(frame__isnull=True, own__isnull=True),
                name="erased_application_is_empty",
            ),
        ]


class OfficeItem(models.Model):
    """One version of what the office wrote about an application; its kind is inside the seal.

    Screening, what a blind copy leaves out, why somebody is kept from it, decisions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="items")
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    item = models.UUIDField()
    version = models.PositiveIntegerField()
    frame = models.BinaryField()
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "application": "internal",
        "epoch": "internal",
        "item": "internal",
        "version": "internal",
        "frame": "sealed",
        "day": "internal",
    }

    class Meta:
        ordering = ["application_id", "day", "item", "version"]
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="one_version_an_office_item"),
            models.CheckConstraint(condition=Q(version__gte=1), name="office_versions_from_one"),
        ]


class Letter(models.Model):
    """One sealed message between an applicant or fellow and the office; read, it is gone."""

    class Direction(models.TextChoices):
        TO_APPLICANT = "to"
        FROM_APPLICANT = "from"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="letters")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    frame = models.BinaryField()
    token = models.CharField(max_length=64, unique=True)
    day = models.DateField()
    shown_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "application": "internal",
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
                name="letter_sealed_to_its_reader",
            ),
        ]


class Reference(models.Model):
    """Somebody asked to vouch. The applicant gives them a code; the code finds and opens `asked`.

    `asked` holds who asks and for what, sealed to the key that the code derives; `frame` the
    answer, sealed to the call's epoch. An applicant sees that it was answered, never what.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        ANSWERED = "answered"
        DECLINED = "declined"
        ENDED = "ended"  # taken back by the applicant, or past its time

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="references")
    lookup = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=64, blank=True)
    asked = models.BinaryField(null=True)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    frame = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    day = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "application": "internal",
        "lookup": "sealed",
        "token": "sealed",
        "asked": "sealed",
        "epoch": "internal",
        "frame": "sealed",
        "state": "internal",
        "day": "internal",
    }

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(frame__isnull=False, epoch__isnull=False),
                name="answered_reference_has_a_frame",
            ),
        ]
