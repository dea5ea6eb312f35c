"""The front door: home, help, set-up, My page, the Desk, what is held about you, and its end."""
