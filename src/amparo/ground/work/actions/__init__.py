"""Everything that happens to a job, and to the clock."""

from .leases import Lease, LeaseLost, give_back, run, take
from .orders import NotAnIdentifier, enqueue, prune, retry
from .progress import Progress, Stopping
from .schedules import tick
from .workers import alive, gone

__all__ = [
    "Lease",
    "LeaseLost",
    "NotAnIdentifier",
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
