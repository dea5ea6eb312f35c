"""The screens of this room: entering, one's own account, second steps, people."""
