"""What can be found, the outbox it travels through, the words it is found by, and the index."""

from .rows import Change, Document, Horizon

__all__ = ["Change", "Document", "Horizon"]
