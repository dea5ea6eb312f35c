"""What the clock does: forgetting, and follow-ups that nobody answered."""

from django.utils.translation import gettext_noop as _

from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Schedule

from . import actions

SCHEDULES = [Schedule("fellowships.forget", "40 2 * * *")]


def forget(progress: Progress) -> None:
    """Erase what is due; mark follow-ups that were never answered."""
    progress.report(0.0, _("Forgetting what is due"))
    while actions.forget_due():
        progress.report(0.5, _("Forgetting what is due"))
    actions.miss_follow_ups()
