"""Every change of the index, as a verb."""

from .following import follow
from .outbox import put, put_many, remove
from .rebuilding import rebuild, start_over

__all__ = ["follow", "put", "put_many", "rebuild", "remove", "start_over"]
