"""What the night does: ends what lapsed, warns, and forgets what somebody decided to forget."""

import datetime

from django.db import transaction

from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch
from amparo.protection.cases import notices
from amparo.protection.cases.models import Case, LegalHold, Submission
from amparo.protection.cases.queries.clocks import WARNINGS, locations_due, overdue
from amparo.protection.cases.queries.reach import today

from . import shredding
from .sharing import end_what_lapsed


def forget_due() -> None:
    """Run every night; may be killed and run again.

    Destroyed are: requests whose sender asked a week ago, rejected requests whose clock ended,
    closed cases that somebody answered with *let it go* a week ago, and location compartments. A
    request that nobody looked at and a case whose warning nobody answered stay, and their people
    are told.
    """
    shredding.resume()
    end_what_lapsed()
    day = today()
    asked = Submission.objects.filter(state=Submission.State.ERASING, erase_on__lte=day)
    ended = Submission.objects.filter(state=Submission.State.REFUSED, shred_on__lte=day)
    for row in [*asked, *ended]:
        with transaction.atomic():
            locked = Submission.objects.select_for_update(of=("self",)).get(pk=row.pk)
            if locked.state == row.state:
                shredding.begin_submission(locked)
    held = LegalHold.objects.filter(agreed_on__isnull=False, lifted_on__isnull=True)
    answered = Case.objects.filter(
        state=Case.State.CLOSED, shred_asked_by__isnull=False, shred_on__lte=day
    )
    for case in answered.exclude(pk__in=held.values("case")):
        with transaction.atomic():
            locked_case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
            if locked_case.state == Case.State.CLOSED and locked_case.shred_asked_by_id:
                shredding.begin(locked_case)
    for case_id in locations_due():
        shredding.forget_location(case_id)
    _warn(day)


def _warn(day: datetime.date) -> None:
    """Thirty and seven days before, and every day after the end, the people are told."""
    days = [day + datetime.timedelta(days=ahead) for ahead in WARNINGS]
    cases = Case.objects.filter(state=Case.State.CLOSED, shred_asked_by__isnull=True)
    for case in [*cases.filter(shred_on__in=days), *cases.filter(**overdue(day))]:
        epoch = vault.living_epoch(case.pk)
        if epoch is not None:
            notices.news(epoch)
    rows = Submission.objects.filter(state=Submission.State.NEW)
    epochs = {row.epoch_id for row in rows.filter(shred_on__in=days)}
    epochs |= {row.epoch_id for row in rows.filter(**overdue(day))}
    for epoch in KeyEpoch.objects.filter(pk__in=epochs):
        notices.news(epoch)
