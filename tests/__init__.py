"""What no single room can check."""
