"""Jobs whose function a test can see: `work.prune` is the one this room has."""

import datetime

from django.utils import timezone
from django_q.models import OrmQ

from amparo.ground.work import actions
from amparo.ground.work.models import Job, Schedule


def make_job(*ids: int | str, name: str = "work.prune") -> Job:
    """A job that waits."""
    return actions.enqueue(name, *ids)


def let_leases_lapse() -> None:
    """Let every message's lock have passed, as after a minute of silence."""
    OrmQ.objects.update(lock=timezone.now() - datetime.timedelta(seconds=1))


def nightly(minute: int = 25) -> Schedule:
    """A schedule of this room's own job."""
    return Schedule("work.prune", f"{minute} 3 * * *")
