"""What a sender is told before they ask, and what they find when they come back."""

import datetime
from dataclasses import dataclass
from statistics import median_high

from django.utils import timezone

from amparo.ground.identity.models import Account
from amparo.ground.vault import queries as vault
from amparo.protection.cases.models import CheckIn, Door, Reply, Submission

UNOPENED_HOURS = 24
USUAL_WINDOW = 30  # days
FEWEST_FOR_USUAL = 5  # answers; fewer would tell about one person


@dataclass(frozen=True, slots=True)
class DoorState:
    """What stands behind a door. `usual_days`: half of the last 30 days' answers came within."""

    open: bool
    unopened_hours: int | None
    usual_days: int | None
    languages: list[str]
    reads: dict[str, str]
    hours: dict[str, str]


def door(kind: str) -> Door | None:
    """The door of a kind ("help", "safeguarding"); None where none was made."""
    return Door.objects.filter(kind=kind).first()


def door_state(kind: str) -> DoorState:
    """Who reads, in which languages and hours, and how long an answer usually takes.

    `open`: there is a key to seal to, vouched for and held. `unopened_hours`: how
    long nobody who can read it has opened the desk, None when nobody ever did.
    """
    row = door(kind)
    if row is None:
        return DoorState(False, None, None, [], {}, {})
    held = vault.usable_epoch(row.id) is not None
    hours = int((timezone.now() - row.opened_at).total_seconds() // 3600) if row.opened_at else None
    return DoorState(held, hours, _usual_days(row), row.languages, row.reads, row.hours)


def _usual_days(row: Door) -> int | None:
    since = timezone.now().date() - datetime.timedelta(days=USUAL_WINDOW)
    pairs = Submission.objects.filter(door=row, answered_on__gte=since)
    days = [
        (answered - day).days
        for day, answered in pairs.values_list("day", "answered_on")
        if answered is not None
    ]
    return median_high(days) if len(days) >= FEWEST_FOR_USUAL else None


def by_lookup(lookup_hash: str) -> Submission | None:
    """What was sent with this secret; None for an unknown one and for what was erased."""
    if len(lookup_hash) != 64:
        return None
    return (
        Submission.objects.select_related("door", "epoch", "shred")
        .filter(lookup=lookup_hash)
        .exclude(state__in=[Submission.State.ERASING, Submission.State.ERASED])
        .first()
    )


def inbox(submission: Submission) -> list[Reply]:
    """What was answered and not yet read, the oldest first."""
    return list(
        submission.replies.filter(
            direction=Reply.Direction.TO_SENDER, shown_on__isnull=True
        ).order_by("day", "id")
    )


def of_account(account: Account) -> list[Submission]:
    """What a person tied to their account, the newest first: never its words."""
    return list(
        Submission.objects.filter(account=account)
        .exclude(state__in=[Submission.State.ERASING, Submission.State.ERASED])
        .order_by("-day", "id")
    )


def check_in_due(submission: Submission) -> datetime.datetime | None:
    """By when this sender should give a sign next; None when nothing was agreed."""
    if submission.case_id is None:
        return None
    waiting = CheckIn.objects.filter(
        case=submission.case_id, state__in=[CheckIn.State.WAITING, CheckIn.State.MISSED]
    )
    return waiting.order_by("due").values_list("due", flat=True).first()
