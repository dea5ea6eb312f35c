"""Which clocks are about to end."""

import datetime
from uuid import UUID

from django.db.models import Q

from amparo.ground.vault.models import KeyEpoch
from amparo.protection.cases.models import Case, LegalHold, Submission

from .reach import Colleague, cases, submissions, today
from .settings import retention

WARNINGS = (30, 7)  # days before


def overdue(day: datetime.date) -> dict[str, object]:
    """The filter of what should be forgotten and waits for somebody's answer."""
    return {"shred_on__lte": day}


def ending(by: Colleague) -> tuple[int, int]:
    """How many cases and requests of this colleague's end within thirty days, and are overdue."""
    day = today()
    soon = Q(shred_on__lte=day + datetime.timedelta(days=WARNINGS[0]))
    mine = cases(by).filter(state=Case.State.CLOSED)
    new = submissions(by).filter(state=Submission.State.NEW)
    warned = mine.filter(soon).count() + new.filter(soon).count()
    over = mine.filter(**overdue(day)).count() + new.filter(**overdue(day)).count()
    return warned - over, over


def locations_due() -> list[UUID]:
    """The cases whose location compartment is to be forgotten: its days since support ended."""
    ended = today() - datetime.timedelta(days=retention().location_days)
    held = LegalHold.objects.filter(agreed_on__isnull=False, lifted_on__isnull=True)
    epochs = KeyEpoch.objects.filter(
        compartment=KeyEpoch.Compartment.LOCATION, shred__destroyed_on__isnull=True
    )
    rows = Case.objects.filter(
        Q(support_ended_on__lte=ended) | Q(closed_on__lte=ended, support_ended_on__isnull=True),
        pk__in=epochs.values("scope"),
    ).exclude(pk__in=held.values("case"))
    return list(rows.filter(~Q(state=Case.State.SHREDDED)).values_list("pk", flat=True))
