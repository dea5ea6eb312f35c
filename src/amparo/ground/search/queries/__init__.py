"""What a reader asks of the index, and what the doctor asks of it."""

from .excerpts import excerpt
from .finding import PAGE, Found, Hit, find, kinds, languages
from .reading import IndexMissingError, trouble

__all__ = [
    "PAGE",
    "Found",
    "Hit",
    "IndexMissingError",
    "excerpt",
    "find",
    "kinds",
    "languages",
    "trouble",
]
