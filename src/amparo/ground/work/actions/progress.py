"""How a running job says how far it is."""

import datetime
import time
from collections.abc import Callable

from django.utils import timezone

from amparo.ground.work.models import Job

EVERY = 1.0
"""Seconds between two writes: a job that reports a thousand times a second costs one."""


class Stopping(BaseException):
    """The worker is stopping: the job ends here, gives its lease back and starts over later.

    Not an Exception, so that a job that shrugs off the failure of one piece still hears it.
    """


class Progress:
    """What a job function is given first; `report` is all it needs.

    `stopping` is asked at each report whether the worker wants to stop; `lost` whether the lease
    is gone. Both end the job from inside, at a place where it has finished a piece.
    """

    def __init__(
        self,
        job: Job,
        *,
        stopping: Callable[[], bool] = bool,
        lost: Callable[[], bool] = bool,
    ) -> None:
        self.job_id = job.pk
        self.by = job.by
        self._attempt = job.attempts
        self._begun = time.time()
        self._written = float("-inf")
        self._step: str | None = None
        self._stopping = stopping
        self._lost = lost

    def report(self, fraction: float, next_step: str = "") -> None:
        """Say how far it is (0 to 1) and what comes next, in an untranslated message.

        Written at most once a second, and always when the step changes. Mark the message with
        `gettext_noop`: it is translated where it is shown. Raises Stopping when the worker was
        asked to stop or the lease is lost.
        """
        if self._stopping() or self._lost():
            raise Stopping
        now = time.time()
        if next_step == self._step and now - self._written < EVERY:
            return
        fraction = min(max(fraction, 0.0), 1.0)
        left = (now - self._begun) * (1 - fraction) / fraction if fraction else None
        Job.objects.filter(pk=self.job_id, attempts=self._attempt, state=Job.State.RUNNING).update(
            fraction=fraction,
            next_step=next_step,
            estimate=timezone.now() + datetime.timedelta(seconds=left) if left else None,
        )
        self._written, self._step = now, next_step
