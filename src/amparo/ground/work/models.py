"""Jobs, when schedules are next due, and which workers are alive."""

import datetime
import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Schedule:
    """A job that is enqueued by the clock; rooms list theirs as SCHEDULES in their jobs.py.

    `name` is a job's name, "press.rebuild"; `cron` five fields in UTC, "15 3 * * *"; `ids` its
    arguments. A run that was missed while no worker was awake is made up for once.
    """

    name: str
    cron: str
    ids: tuple[int | str, ...] = ()


class Job(models.Model):
    """One piece of work: what, for whom, how far. Its lease is its message in the queue.

    `name` and `ids` are all a worker is told: names from the code, identifiers of rows. `attempts`
    counts deliveries and is also the worker's token: who holds an older number has lost the lease.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=100, db_index=True)
    ids = models.JSONField(default=list)
    by = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fraction = models.FloatField(default=0.0)
    next_step = models.CharField(max_length=200, blank=True)
    estimate = models.DateTimeField(null=True)
    enqueued = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True, db_index=True)
    failure_class = models.CharField(max_length=200, blank=True)
    failure_place = models.CharField(max_length=200, blank=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "name": "internal",
        "ids": "internal",
        "by": "personal",
        "state": "internal",
        "attempts": "internal",
        "fraction": "internal",
        "next_step": "internal",
        "estimate": "internal",
        "enqueued": "internal",
        "started": "internal",
        "finished": "internal",
        "failure_class": "internal",
        "failure_place": "internal",
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts__lte=MOST_ATTEMPTS), name="work_at_most_five_attempts"
            ),
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0.0, fraction__lte=1.0),
                name="work_fraction_is_a_fraction",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "failed"], finished__isnull=False)
                | models.Q(state__in=["waiting", "running"], finished__isnull=True),
                name="work_finished_when_done_or_failed",
            ),
        ]

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return int(self.fraction * 100)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in {self.State.DONE, self.State.FAILED}


class Due(models.Model):
    """When a schedule's job is next enqueued."""

    name = models.CharField(max_length=100, primary_key=True)
    cron = models.CharField(max_length=100)
    at = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {"name": "internal", "cron": "internal", "at": "internal"}


class Worker(models.Model):
    """A worker process that said it is alive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    started = models.DateTimeField()
    seen = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "started": "internal",
        "seen": "internal",
    }

    def is_alive(self, now: datetime.datetime) -> bool:
        """Whether it was seen within the last minute before `now`."""
        return now - self.seen < datetime.timedelta(minutes=1)
