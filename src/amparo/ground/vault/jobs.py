"""What is taken back and swept away every night."""

from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Schedule

from . import actions, keystore

SCHEDULES = [Schedule("vault.sweep", "10 0 * * *")]


def sweep(progress: Progress) -> None:
    """Takes back what was lent until yesterday, removes files that nobody claimed, and finishes
    what was cut off while a key was destroyed.
    """
    actions.expire_grants()
    keystore.finish()
    progress.report(0.3, "")
    actions.sweep_blobs()
