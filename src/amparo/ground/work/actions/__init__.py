"""Everything that happens to a job, and to the clock."""

from .leases import FELL_SILENT, Lease, give_back, run, take
from .orders import NotAnIdentifierError, enqueue, prune, retry
from .progress import Progress, Stopping
from .schedules import tick
from .workers import alive, gone

__all__ = [
    "FELL_SILENT",
    "Lease",
    "NotAnIdentifierError",
    "Progress",
    "Stopping",
    "alive",
    "enqueue",
    "give_back",
    "gone",
    "prune",
    "retry",
    "run",
    "take",
    "tick",
]
