"""What is swept away every hour."""

from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Schedule

from .actions.uploads import sweep_uploads

SCHEDULES = [Schedule("texts.sweep", "50 * * * *")]


def sweep(progress: Progress) -> None:
    """Deletes packages that were brought more than an hour ago and never confirmed."""
    sweep_uploads()
    progress.report(1.0, "")
