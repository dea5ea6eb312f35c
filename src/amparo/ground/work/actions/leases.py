"""Taking a job, keeping its lease while it runs, and what becomes of it."""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

import amparo
from amparo.ground.work import queries
from amparo.ground.work.models import MOST_ATTEMPTS, Job

from .progress import Progress, Stopping
from .queue import broker, hide, lease_seconds

logger = logging.getLogger("amparo.work")

SOURCES = f"{Path(amparo.__file__).parent}/"

FELL_SILENT = "LeaseLost"
"""The failure class of a job that was taken five times and whose worker fell silent each time."""

FIRST_PAUSE = 15.0
"""Seconds before the second attempt; each further pause is twice as long."""


@dataclass
class Lease:
    """A job in our hands until its message shows again in the queue."""

    job: Job
    message: int
    lost: threading.Event = field(default_factory=threading.Event)

    def ours(self) -> QuerySet[Job]:
        """The job's row while nobody else has taken it: `attempts` is the token."""
        return Job.objects.filter(
            pk=self.job.pk, attempts=self.job.attempts, state=Job.State.RUNNING
        )

    def renew(self) -> bool:
        """Hide the message for another lease; False, and `lost`, when somebody else has the job."""
        with transaction.atomic():
            kept = self.ours().exists() and hide(self.message, lease_seconds())
        if not kept:
            self.lost.set()
        return kept


def take() -> Lease | None:
    """The next job that is due, counted as one more attempt; None when there is none.

    Waits a moment (Q_CLUSTER["poll"]) when the queue is empty. A job that was taken five times
    without coming to an end is given up here.
    """
    delivered = broker().dequeue()
    if not delivered:
        return None
    message, job_id = delivered[0]
    return _counted(int(message), int(job_id))


@transaction.atomic
def _counted(message: int, job_id: int) -> Lease | None:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.is_over:
        broker().acknowledge(message)
        return None
    now = timezone.now()
    if job.attempts >= MOST_ATTEMPTS:
        job.state, job.finished, job.estimate = Job.State.FAILED, now, None
        job.failure_class, job.failure_place = FELL_SILENT, ""
        job.save()
        broker().acknowledge(message)
        logger.error("a job was given up: its worker fell silent five times")
        return None
    job.attempts += 1
    job.state, job.started = Job.State.RUNNING, now
    job.fraction, job.next_step, job.estimate = 0.0, "", None
    job.save()
    return Lease(job, message)


def run(lease: Lease, *, stopping: Callable[[], bool] = bool) -> None:
    """Run a job that was taken, renewing its lease meanwhile, and write what became of it.

    `stopping` says whether the worker was asked to stop; the job hears it at its next report and
    is given back. Whatever else the job raises is kept as class and place and tried again later.
    """
    progress = Progress(lease.job, stopping=stopping, lost=lease.lost.is_set)
    with _renewing(lease):
        try:
            queries.resolve(lease.job.name)(progress, *lease.job.ids)
        except Stopping:
            give_back(lease)
        except Exception as failure:  # noqa: BLE001 - any failure of any job ends up in its row
            _failed(lease, failure)
        else:
            _done(lease)


@transaction.atomic
def give_back(lease: Lease) -> None:
    """Put a job back as if it had not been taken: the next worker starts it over at once."""
    if lease.ours().update(
        state=Job.State.WAITING,
        attempts=lease.job.attempts - 1,
        fraction=0.0,
        next_step="",
        estimate=None,
    ):
        hide(lease.message, 0)


@transaction.atomic
def _done(lease: Lease) -> None:
    if lease.ours().update(
        state=Job.State.DONE,
        finished=timezone.now(),
        fraction=1.0,
        next_step="",
        estimate=None,
        failure_class="",
        failure_place="",
    ):
        broker().acknowledge(lease.message)


@transaction.atomic
def _failed(lease: Lease, failure: Exception) -> None:
    kind, place = type(failure).__qualname__[:200], _place(failure)[:200]
    is_last = lease.job.attempts >= MOST_ATTEMPTS
    if not lease.ours().update(
        state=Job.State.FAILED if is_last else Job.State.WAITING,
        finished=timezone.now() if is_last else None,
        estimate=None,
        failure_class=kind,
        failure_place=place,
    ):
        return
    logger.warning(f"job {lease.job.name}, attempt {lease.job.attempts}: {kind} at {place}")
    if is_last:
        broker().acknowledge(lease.message)
    else:
        hide(lease.message, FIRST_PAUSE * 2 ** (lease.job.attempts - 1))


def _place(failure: Exception) -> str:
    """Where it happened: the innermost line of our own, or of anybody's if none is ours."""
    frames = traceback.extract_tb(failure.__traceback__)
    if not frames:
        return ""
    ours = [frame for frame in frames if frame.filename.startswith(SOURCES)] or frames
    path = Path(ours[-1].filename)
    return f"{path.parent.name}/{path.name}:{ours[-1].lineno} {ours[-1].name}"


@contextmanager
def _renewing(lease: Lease) -> Iterator[None]:
    """A thread that renews the lease three times in its length, until the block ends."""
    ended = threading.Event()

    def renew() -> None:
        try:
            while not ended.wait(lease_seconds() / 3):
                try:
                    if not lease.renew():
                        return
                except DatabaseError:
                    # Out of reach for a moment; the next renewal may find it back in time.
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
