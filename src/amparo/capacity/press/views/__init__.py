"""What readers and staff see of the press."""

from .desk import desk, manage, step
from .files import figure, one_file
from .reading import chapter, library, publication

__all__ = [
    "chapter",
    "desk",
    "figure",
    "library",
    "manage",
    "one_file",
    "publication",
    "step",
]
