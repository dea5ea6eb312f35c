"""What is swept away every night."""

from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Schedule

from . import actions
from .sessions import SessionStore

SCHEDULES = [Schedule("identity.sweep", "20 0 * * *")]


def sweep(progress: Progress) -> None:
    """Deletes the counters of other days, expired sessions and expired invitations."""
    actions.sweep()
    progress.report(0.5, "")
    SessionStore.clear_expired()
    actions.sweep_invitations()
