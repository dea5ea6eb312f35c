"""Every change of the index, as a verb."""

from .following import follow
from .outbox import put, remove
from .rebuilding import rebuild, start_over

__all__ = ["follow", "put", "rebuild", "remove", "start_over"]
