"""The demonstration's past: what was made a moment ago stands on the days it tells of."""

import datetime
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from amparo.ground.vault.queries.demonstration import is_demonstration
from amparo.protection.cases.models import Case, CheckIn, Item, Submission

from . import clocks


@transaction.atomic
def backdate_submission(
    row: Submission, *, day: datetime.date, answered_on: datetime.date | None
) -> None:
    """A request of the demonstration as if it had come on `day`. Raises RuntimeError elsewhere."""
    _only_here()
    row.day, row.answered_on = day, answered_on
    row.save(update_fields=["day", "answered_on"])


@transaction.atomic
def backdate_case(
    case: Case,
    *,
    items: Mapping[UUID, datetime.date],
    closed_on: datetime.date | None,
    missed: datetime.datetime | None,
) -> None:
    """A case of the demonstration on its own days; `missed`: when a check-in should have come."""
    _only_here()
    for identifier, day in items.items():
        Item.objects.filter(case=case, pk=identifier).update(day=day)
    if closed_on is not None:
        case.closed_on = closed_on
        clocks.wind(case)
        case.save(update_fields=["closed_on", "shred_on"])
    if missed is not None:
        CheckIn.objects.filter(case=case).update(due=missed)


def _only_here() -> None:
    if not is_demonstration():
        raise RuntimeError("only invented cases have an invented past")
