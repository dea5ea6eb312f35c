"""Named reads of keys and of what is sealed with them."""

from .sealed import give

__all__ = ["give"]
