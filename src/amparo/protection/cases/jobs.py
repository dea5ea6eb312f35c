"""What the clock does: alarms, notices, and forgetting."""

from uuid import UUID

from django.utils.translation import gettext_noop as _

from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Schedule

from . import actions, notices

SCHEDULES = [
    Schedule("cases.watch", "*/5 * * * *"),
    Schedule("cases.digest", "0 7 * * *"),
    Schedule("cases.forget", "10 2 * * *"),
]


def watch(progress: Progress) -> None:
    """Raise the alarm for missed check-ins; tell of requests; send the notices that are due."""
    progress.report(0.0, _("Looking for missed check-ins"))
    actions.raise_alarms()
    notices.gather()
    notices.send_due()


def digest(progress: Progress) -> None:
    """The daily note that is always sent and says nothing."""
    progress.report(0.0, _("Sending the daily note"))
    notices.digest()


def forget(progress: Progress) -> None:
    """Forget what somebody decided to forget; warn of what is next."""
    progress.report(0.0, _("Forgetting what is due"))
    actions.forget_due()


def finish_shredding(progress: Progress, identifier: str) -> None:
    """Destroy what a shredded case or an erased request left."""
    progress.report(0.0, _("Destroying keys"))
    actions.finish(UUID(identifier))
