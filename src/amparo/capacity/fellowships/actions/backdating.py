"""The demonstration's past: what was made a moment ago stands on the days it tells of."""

import datetime
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from amparo.capacity.fellowships.models import (
    Application,
    Call,
    FellowItem,
    Fellowship,
    FollowUp,
    Letter,
    OfficeItem,
    Post,
    Reading,
    Reference,
    RoundReport,
)
from amparo.ground.interface.actions import public_changed
from amparo.ground.vault.queries.demonstration import is_demonstration


@transaction.atomic
def backdate_call(
    row: Call,
    *,
    opens_at: datetime.datetime,
    closes_at: datetime.datetime,
    decided_on: datetime.date | None = None,
) -> None:
    """A call of the demonstration as if it had been then. Raises RuntimeError elsewhere."""
    _only_here()
    row.opens_at, row.closes_at = opens_at, closes_at
    row.decided_on = decided_on or row.decided_on
    row.save(update_fields=["opens_at", "closes_at", "decided_on"])
    public_changed()


@transaction.atomic
def backdate_applications(days: Mapping[UUID, datetime.date], *, worked: datetime.date) -> None:
    """Applications as if they had come on these days, what was done with them on `worked`."""
    _only_here()
    for identifier, day in days.items():
        Application.objects.filter(pk=identifier).update(day=day)
    OfficeItem.objects.filter(application__in=days).update(day=worked)
    readings = Reading.objects.filter(application__in=days)
    readings.update(day=worked)
    readings.filter(done_on__isnull=False).update(done_on=worked)
    for kind in (Letter, Post, Reference):
        kind.objects.filter(application__in=days).update(day=worked)


@transaction.atomic
def backdate_panel(
    row: Call,
    *,
    declared_on: datetime.date,
    tried_on: datetime.date,
    again_on: datetime.date | None = None,
) -> None:
    """A call's reviewers as if they had declared then, and what was tried and decided on its day:
    a cohort after the first on `again_on`."""
    _only_here()
    row.reviewers.filter(declared_on__isnull=False).update(declared_on=declared_on)
    row.scenarios.update(day=tried_on)
    row.cohorts.update(day=tried_on)
    row.cohorts.filter(number__gt=1).update(day=again_on or tried_on)
    RoundReport.objects.filter(call=row).update(released_on=tried_on)


def readers_of(application: UUID) -> set[UUID]:
    """The keyrings of those who have judged an application of the demonstration."""
    _only_here()
    rows = Reading.objects.filter(application=application, state=Reading.State.DONE)
    return set(rows.values_list("reviewer__keyring", flat=True))


@transaction.atomic
def backdate_fellowship(
    row: Fellowship, *, began_on: datetime.date, items: Mapping[UUID, datetime.date]
) -> None:
    """A fellowship as if it had begun then, and what is written of it on its days."""
    _only_here()
    row.began_on = began_on
    row.save(update_fields=["began_on"])
    for identifier, day in items.items():
        FellowItem.objects.filter(pk=identifier).update(day=day)


@transaction.atomic
def backdate_follow_up(row: FollowUp, *, state: str) -> None:
    """A follow-up as it stands by now."""
    _only_here()
    row.state = state
    row.save(update_fields=["state"])


def _only_here() -> None:
    if not is_demonstration():
        raise RuntimeError("the past is only invented in a demonstration")
