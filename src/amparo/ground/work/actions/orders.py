"""Jobs come in here, and leave when they are old."""

import datetime
import re
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.ground.work import queries
from amparo.ground.work.models import Job, Worker

from .queue import broker

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
KEPT = datetime.timedelta(days=30)


class NotAnIdentifierError(ValueError):
    """An argument of a job is not an identifier. The message does not repeat it."""


@transaction.atomic
def enqueue(name: str, *ids: int | str, by: UUID | None = None) -> Job:
    """Order a job in the caller's transaction; what is rolled back was never ordered.

    `name` is "press.rebuild": the function `rebuild` in the jobs.py of the room press; `ids` are
    numbers, UUIDs, slugs or language tags, never values; `by` is the actor id of who asked, None
    for the clock and the command line. Raises UnknownJobError or NotAnIdentifierError.
    """
    queries.resolve(name)
    for given in ids:
        if isinstance(given, bool) or not (
            isinstance(given, int) or IDENTIFIER.fullmatch(str(given))
        ):
            raise NotAnIdentifierError(f"an argument of {name} is not an identifier")
    job = Job.objects.create(name=name, ids=list(ids), by=by, enqueued=timezone.now())
    broker().enqueue(str(job.pk))
    return job


@transaction.atomic
def retry(job_id: int, *, by: UUID | None) -> Job | None:
    """Order a failed job once more, as a new job of `by`; None if there is no such failed job."""
    old = Job.objects.filter(pk=job_id, state=Job.State.FAILED).first()
    if old is None:
        return None
    fresh = enqueue(old.name, *old.ids, by=by)
    old.delete()
    return fresh


@transaction.atomic
def prune() -> int:
    """Delete jobs that ended more than thirty days ago; returns how many."""
    before = timezone.now() - KEPT
    Worker.objects.filter(seen__lt=before).delete()
    return Job.objects.filter(finished__lt=before).delete()[0]
