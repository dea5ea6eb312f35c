"""Every change in this room, as a verb."""
