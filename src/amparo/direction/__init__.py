"""Where the organisation goes, and what it learns on the way."""
