"""What this room does in the background: it tidies up after itself."""

from . import actions
from .actions import Progress
from .models import Schedule

SCHEDULES = [Schedule("work.prune", "25 3 * * *")]


def prune(progress: Progress) -> None:  # noqa: ARG001 - every job is given its progress
    """Delete jobs that ended more than thirty days ago."""
    actions.prune()
