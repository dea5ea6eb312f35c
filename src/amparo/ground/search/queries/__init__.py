"""What a reader asks of the index, and what the doctor asks of it."""

from .excerpts import excerpt
from .finding import LAST_PAGE, PAGE, Best, Found, Hit, best, find, kinds, languages
from .questions import LONGEST
from .reading import IndexMissingError, trouble

__all__ = [
    "LAST_PAGE",
    "LONGEST",
    "PAGE",
    "Best",
    "Found",
    "Hit",
    "IndexMissingError",
    "best",
    "excerpt",
    "find",
    "kinds",
    "languages",
    "trouble",
]
