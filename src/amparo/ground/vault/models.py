"""Who holds which key to what. Nothing here opens anything by itself: every secret is sealed.

Key material stands in these rows only as age files. What the server can read: random ids, days,
sizes by bucket, who was granted which epoch. The formats are in this room's README.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.ground.identity.models import Account


class OrganisationKey(models.Model):
    """The organisation's Ed25519 key, which signs the directory. One row an installation.

    `public` is 32 bytes in base64. The secret is in `PairSeal` rows (or, in a house of one person,
    in one whose second keyholder is missing).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.BooleanField(default=True, unique=True, editable=False)
    public = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the 32 bytes, hex
    made_on = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "one": "internal",
        "public": "public",
        "fingerprint": "public",
        "made_on": "internal",
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(one=True), name="one_organisation_key")]


class Keyring(models.Model):
    """One person's keys, as others need them: an age recipient and a signing key.

    The secrets are in `UnlockBlob` rows alone. A keyring is *waiting* until the directory vouches
    for it, and *ended* when the directory has revoked it.
    """

    class State(models.TextChoices):
        MAKING = "making"  # fewer than two ways to open it, or no paper among them
        WAITING = "waiting"  # complete; nobody has vouched for it yet
        ACTIVE = "active"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="keyrings")
    suite = models.CharField(max_length=8, default="x1")
    recipient = models.CharField(max_length=80, unique=True)
    signing_key = models.CharField(max_length=64, unique=True)  # Ed25519 public, base64
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    paper_confirmed = models.BooleanField(default=False)
    outside_office = models.BooleanField(default=False)
    made_on = models.DateField()
    drilled_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "account": "internal",
        "suite": "internal",
        "recipient": "internal",
        "signing_key": "internal",
        "state": "internal",
        "paper_confirmed": "internal",
        "outside_office": "internal",
        "made_on": "internal",
        "drilled_on": "internal",
    }

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=~Q(state="ended"), name="one_living_keyring_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["making", "waiting", "active", "ended"]),
                name="keyring_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["making", "ended"]) | Q(paper_confirmed=True),
                name="keyring_has_paper",
            ),
        ]


class UnlockBlob(models.Model):
    """One way to open a keyring: an age file of it."""

    class Kind(models.TextChoices):
        PHRASE = "phrase"
        PASSKEY = "passkey"
        PAPER = "paper"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="blobs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=80, blank=True)
    hint = models.CharField(max_length=400, blank=True)  # of a passkey: typage's identity string
    content = models.BinaryField()
    made_on = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "keyring": "internal",
        "kind": "internal",
        "label": "internal",
        "hint": "internal",
        "content": "sealed",
        "made_on": "internal",
    }

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["keyring", "kind"],
                condition=Q(kind__in=["phrase", "paper"]),
                name="one_phrase_and_one_paper_a_keyring",
            ),
        ]


class DirectoryEntry(models.Model):
    """One link of the directory: what the organisation's key vouches for. Never changed.

    `body` is canonical JSON (RFC 8785); `hash` is its SHA-256; `signature` is Ed25519 over it.
    """

    number = models.PositiveIntegerField(primary_key=True)
    body = models.TextField()
    hash = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)
    keyring = models.ForeignKey(Keyring, models.PROTECT, null=True, related_name="entries")

    privacy: ClassVar[dict[str, str]] = {
        "number": "internal",
        "body": "internal",
        "hash": "internal",
        "signature": "internal",
        "keyring": "internal",
    }

    class Meta:
        ordering = ["number"]


class PairSeal(models.Model):
    """A secret that two keyholders open together: an age file to `second` inside one to `first`.

    Of the organisation's key when `epoch` is null; else of an epoch, for an emergency. Without a
    second keyholder (a house of one person) it is one age file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    epoch = models.ForeignKey("KeyEpoch", models.CASCADE, null=True, related_name="pairs")
    first = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    second = models.ForeignKey(Keyring, models.PROTECT, null=True, related_name="+")
    content = models.BinaryField()
    made_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "epoch": "internal",
        "first": "internal",
        "second": "internal",
        "content": "sealed",
        "made_by": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["epoch", "first", "second"],
                condition=Q(epoch__isnull=False),
                name="one_seal_a_pair_of_an_epoch",
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(epoch__isnull=True),
                name="one_seal_a_pair_of_the_organisation",
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(first=models.F("second")),
                name="pair_of_two_people",
            ),
        ]


class Proposal(models.Model):
    """What one keyholder began and another must complete: an entry to sign, or an emergency.

    `half` is the inner age file, opened by the first, still sealed to the second.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry"  # a directory entry: somebody joins, leaves, or the keyholders change
        EMERGENCY = "emergency"  # two people open an epoch that neither was granted

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    body = models.TextField(blank=True)  # of an entry: what would be signed, canonical JSON
    epoch = models.ForeignKey("KeyEpoch", models.CASCADE, null=True, related_name="proposals")
    by = models.ForeignKey(Keyring, models.CASCADE, related_name="+")
    to = models.ForeignKey(Keyring, models.CASCADE, related_name="+")
    half = models.BinaryField()
    made_on = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "kind": "internal",
        "body": "internal",
        "epoch": "internal",
        "by": "internal",
        "to": "internal",
        "half": "sealed",
        "made_on": "internal",
    }

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="entry", epoch__isnull=True) | Q(kind="emergency", body=""),
                name="proposal_is_of_one_kind",
            ),
        ]


class ShredKey(models.Model):
    """The recipient that everything of one scope is sealed to once more before it is stored.

    Its identity lies in the keystore (a folder of its own, with backups of its own), never here.
    Once `destroyed_on` is set no copy of the rows, however old, can be opened.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.CharField(max_length=80)
    destroyed_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "recipient": "internal",
        "destroyed_on": "internal",
    }


class KeyEpoch(models.Model):
    """One age identity that items of a scope are sealed to, from one change of members to the next.

    `signature` is by `signed_by`, over canonical JSON of {v, suite, org, epoch, scope_kind, scope,
    compartment, number, recipient, day}: a submitter's browser checks it before it seals.
    """

    class Scope(models.TextChoices):
        DOOR = "door"  # a form through which people ask
        CASE = "case"
        ORGANISATION = "organisation"  # a partner, for referrals
        CALL = "call"  # applications to a fellowship
        FELLOWSHIP = "fellowship"

    class Compartment(models.TextChoices):
        MAIN = "main"
        LOCATION = "location"
        MEDICAL = "medical"
        MONEY = "money"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope_kind = models.CharField(max_length=14, choices=Scope.choices)
    scope = models.UUIDField()
    compartment = models.CharField(
        max_length=10, choices=Compartment.choices, default=Compartment.MAIN
    )
    number = models.PositiveIntegerField()
    suite = models.CharField(max_length=8, default="x1")
    recipient = models.CharField(max_length=80, unique=True)
    made_on = models.DateField()
    retired_on = models.DateField(null=True)
    # Since when somebody who could open it no longer may: until the next, a new one is owed.
    owed_on = models.DateField(null=True)
    signed_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=128)
    shred = models.ForeignKey(ShredKey, models.PROTECT, related_name="epochs")

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "scope_kind": "internal",
        "scope": "internal",
        "compartment": "internal",
        "number": "internal",
        "suite": "internal",
        "recipient": "internal",
        "made_on": "internal",
        "retired_on": "internal",
        "owed_on": "internal",
        "signed_by": "internal",
        "signature": "internal",
        "shred": "internal",
    }

    class Meta:
        ordering = ["scope", "compartment", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "compartment", "number"], name="epochs_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["scope", "compartment"],
                condition=Q(retired_on__isnull=True),
                name="one_living_epoch",
            ),
        ]


class Grant(models.Model):
    """An epoch's identity, sealed to one member, signed by who gave it, sealed to the shred key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    epoch = models.ForeignKey(KeyEpoch, models.CASCADE, related_name="grants")
    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="grants")
    content = models.BinaryField()
    granted_by = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    granted_on = models.DateField()
    until = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "epoch": "internal",
        "keyring": "internal",
        "content": "sealed",
        "granted_by": "internal",
        "granted_on": "internal",
        "until": "internal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["epoch", "keyring"], name="one_grant_a_member"),
        ]


class Blob(models.Model):
    """A sealed file in the storage under a random name; a row somewhere sealed tells what it is.

    Without a `scope` nobody has claimed it yet: after a day it is removed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="blobs")
    shred = models.ForeignKey(ShredKey, models.PROTECT, related_name="blobs")
    scope = models.UUIDField(null=True, db_index=True)
    name = models.CharField(max_length=80, unique=True)  # in the storage: vault/<random>
    size = models.BigIntegerField()  # as stored, padded
    made_on = models.DateField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "epoch": "internal",
        "shred": "internal",
        "scope": "internal",
        "name": "internal",
        "size": "internal",
        "made_on": "internal",
    }


class Departure(models.Model):
    """What somebody could have read when their keys were revoked: epochs by id, as a report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    keyring = models.OneToOneField(Keyring, models.PROTECT, related_name="departure")
    left_on = models.DateField()
    report: "models.JSONField[dict[str, object], dict[str, object]]" = models.JSONField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "keyring": "internal",
        "left_on": "internal",
        "report": "internal",
    }
