"""The clock: what is due is enqueued."""

import datetime

from croniter import croniter
from django.db import transaction
from django.utils import timezone

from amparo.ground.work import queries
from amparo.ground.work.models import Due, Job, Schedule

from .orders import enqueue


def tick(now: datetime.datetime | None = None) -> list[Job]:
    """Enqueue every scheduled job that is due at `now` and set when it is due next.

    A schedule seen for the first time waits for its first hour. One that was missed several times
    is enqueued once, and not at all while an earlier run is still waiting or running. Schedules
    that no room lists any more are forgotten. Returns the jobs enqueued.
    """
    now = now or timezone.now()
    listed = queries.schedules()
    standing = {due.name: due for due in Due.objects.all()}
    for name in standing.keys() - {schedule.name for schedule in listed}:
        Due.objects.filter(name=name).delete()
    enqueued = []
    for schedule in listed:
        due = standing.get(schedule.name)
        if due is None or due.cron != schedule.cron:
            Due.objects.update_or_create(
                name=schedule.name,
                defaults={"cron": schedule.cron, "at": _next(schedule, now)},
            )
        elif due.at <= now:
            enqueued += _turn(schedule, now)
    return enqueued


@transaction.atomic
def _turn(schedule: Schedule, now: datetime.datetime) -> list[Job]:
    # Asked again with the row locked: of two workers whose clocks tick together, one enqueues.
    due = Due.objects.select_for_update().filter(name=schedule.name, at__lte=now).first()
    if due is None:
        return []
    due.at = _next(schedule, now)
    due.save()
    if Job.objects.filter(
        name=schedule.name, state__in=[Job.State.WAITING, Job.State.RUNNING]
    ).exists():
        return []
    return [enqueue(schedule.name, *schedule.ids)]


def _next(schedule: Schedule, after: datetime.datetime) -> datetime.datetime:
    next_run: datetime.datetime = croniter(schedule.cron, after).get_next(datetime.datetime)
    return next_run
