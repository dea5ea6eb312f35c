"""Accounts, roles, sessions, and the counters that slow down guessing."""

import unicodedata
import uuid
from datetime import date
from typing import Any, ClassVar, NamedTuple, TypeAlias

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

HANDLE_LENGTH = 64


class Role(models.TextChoices):
    """What a member of staff is here for. The order is kept: search keys count from it."""

    ADMINISTRATOR = "administrator", _("Administrator")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    STRATEGIST = "strategist", _("Strategist")
    AUDITOR = "auditor", _("Auditor")
    CASEWORKER = "caseworker", _("Caseworker")
    KEYHOLDER = "keyholder", _("Keyholder")
    FINANCE = "finance", _("Finance")
    SAFEGUARDING = "safeguarding", _("Safeguarding")
    INTERPRETER = "interpreter", _("Interpreter")
    PARTNER = "partner", _("Partner organisation")
    FELLOWSHIPS = "fellowships", _("Fellowship officer")
    REVIEWER = "reviewer", _("Reviewer")
    COACH = "coach", _("Coach")


class Standing(NamedTuple):
    """An account's staff roles, and whether they count."""

    awake: frozenset[Role]
    asleep: frozenset[Role]
    has_second_factor: bool


def this_month() -> date:
    """The first day of this month: as much of a date as an account keeps."""
    return timezone.now().date().replace(day=1)


def normal_handle(typed: str) -> str:
    """A handle as it is stored and compared: no case, no width, no invisible signs, plain digits.

    Digits of every script become 0 to 9, so that another keyboard finds the same account.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()).lower()
    seen = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in text
        if not unicodedata.category(sign).startswith("C")
    )
    return " ".join(seen.split())


def same_however_typed(text: str) -> str:
    """The one form of a passphrase that two keyboards may type in different code points."""
    return unicodedata.normalize("NFKC", text)


class Account(AbstractBaseUser):
    """A handle and a passphrase; nothing that leads to a person.

    `actor` stands for the account in the audit trail; with the account its meaning is gone.
    `recovery` is the Argon2 hash of the recovery secret, never the secret.
    """

    handle = models.CharField(max_length=HANDLE_LENGTH, unique=True)
    actor = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recovery = models.CharField(max_length=128)
    created = models.DateField(default=this_month)
    last_login = None  # when somebody was here is nobody's business

    objects: ClassVar[BaseUserManager["Account"]] = BaseUserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "handle": "personal",
        "password": "sealed",
        "actor": "internal",
        "recovery": "sealed",
        "created": "personal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(created__day=1), name="created_month_only"),
        ]

    def set_password(self, raw_password: str | None) -> None:
        if raw_password is not None:
            raw_password = same_however_typed(raw_password)
        super().set_password(raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(same_however_typed(raw_password or ""))

    @cached_property
    def standing(self) -> Standing:
        """One query, kept as long as this object (one request)."""
        held = list(
            Membership.objects.filter(account=self).values_list(
                "role",
                "asleep",
                models.Exists(Authenticator.objects.filter(user=models.OuterRef("account"))),
            )
        )
        return Standing(
            awake=frozenset(Role(role) for role, asleep, _factor in held if not asleep),
            asleep=frozenset(Role(role) for role, asleep, _factor in held if asleep),
            has_second_factor=any(factor for _role, _asleep, factor in held),
        )

    @property
    def roles(self) -> frozenset[Role]:
        """The staff roles that count now: awake, and behind a second factor."""
        return self.standing.awake if self.standing.has_second_factor else frozenset()

    @property
    def is_staff_here(self) -> bool:
        return bool(self.roles)

    @property
    def owes_second_factor(self) -> bool:
        """Holds awake staff roles that do not count until a second factor is set up."""
        return bool(self.standing.awake) and not self.standing.has_second_factor

    @property
    def sees_what_all_see(self) -> bool:
        """Whether public pages look to this reader as they do to anybody who is signed in."""
        return not self.standing.awake

    def forget_standing(self) -> None:
        """After a change to roles or factors, in the same request."""
        self.__dict__.pop("standing", None)


Reader: TypeAlias = Account | None


class Organisation(models.Model):
    """A partner: an organisation that we refer people to, and whose people may sign in here.

    The organisation that runs this installation is no row: it is the installation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2, or none
    note = models.CharField(max_length=400, blank=True)
    ended_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "name": "internal",
        "country": "internal",
        "note": "internal",
        "ended_on": "internal",
    }

    class Meta:
        ordering = ["name"]


class Membership(models.Model):
    """One role of one account. `label` is what colleagues call the person here.

    With an `organisation` the person belongs to that partner, and holds the partner's role alone.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    label = models.CharField(max_length=80)
    asleep = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships"
    )

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "account": "internal",
        "role": "internal",
        "organisation": "internal",
        "label": "internal",
        "asleep": "internal",
    }

    class Meta:
        ordering = ["label", "account_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], name="one_membership_a_role"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(role="partner", organisation__isnull=False)
                | (~models.Q(role="partner") & models.Q(organisation__isnull=True)),
                name="partners_belong_to_an_organisation",
            ),
        ]

    def role_name(self) -> str:
        return str(Role(self.role).label)


class Invitation(models.Model):
    """A code that makes the account that redeems it staff: once, within seven days.

    Of the code only its SHA-256 is kept; redeemed, withdrawn or expired, the row is deleted.
    """

    code_hash = models.CharField(max_length=64, unique=True)
    roles: "models.JSONField[Any, list[str]]" = models.JSONField()
    label = models.CharField(max_length=80)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    expires = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "code_hash": "sealed",
        "roles": "internal",
        "label": "internal",
        "organisation": "internal",
        "expires": "internal",
    }

    class Meta:
        ordering = ["label", "id"]

    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]


class Session(models.Model):
    """A signed-in browser. The cookie's key is never stored, only its SHA-256.

    Days, not moments; no address, no browser's name. `content` is sealed at rest.
    """

    key_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    content = models.TextField()
    created = models.DateField()
    seen = models.DateField()
    expires = models.DateTimeField(db_index=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "key_hash": "sealed",
        "account": "internal",
        "content": "sealed",
        "created": "personal",
        "seen": "personal",
        "expires": "internal",
    }

    class Meta:
        ordering = ["-seen", "-id"]


class Throttle(models.Model):
    """A counter of one day. Its key is an HMAC with that day's salt: of no use tomorrow."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.FloatField()
    at = models.DateTimeField()
    day = models.DateField(db_index=True)

    privacy: ClassVar[dict[str, str]] = {
        "key": "sealed",
        "count": "internal",
        "at": "internal",
        "day": "internal",
    }


# Counters are nobody's business tomorrow, and a restored copy should let nobody in by itself.
BACKUP_LEAVES_OUT = [Throttle._meta.db_table, Session._meta.db_table]
