"""Named reads."""

from .desk import about, searchable, waiting
from .doors import DoorState, by_lookup, check_in_due, door, door_state, inbox, of_account
from .frames import MOST as MOST_FRAMES
from .frames import frames
from .ledger import safe_cells
from .overview import emergency, overview
from .reach import Colleague, colleague
from .settings import retention
from .telling import can_nudge

__all__ = [
    "MOST_FRAMES",
    "Colleague",
    "DoorState",
    "about",
    "by_lookup",
    "can_nudge",
    "check_in_due",
    "colleague",
    "door",
    "door_state",
    "emergency",
    "frames",
    "inbox",
    "of_account",
    "overview",
    "retention",
    "safe_cells",
    "searchable",
    "waiting",
]
