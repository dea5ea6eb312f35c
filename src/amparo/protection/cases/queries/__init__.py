"""Named reads."""

from .doors import DoorState, by_lookup, check_in_due, door, door_state, inbox, of_account
from .frames import MOST as MOST_FRAMES
from .frames import frames
from .overview import emergency, overview
from .reach import Colleague, colleague
from .settings import retention

__all__ = [
    "MOST_FRAMES",
    "Colleague",
    "DoorState",
    "by_lookup",
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
]
