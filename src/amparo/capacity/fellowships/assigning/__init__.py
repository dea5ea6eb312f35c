"""Who reads which application: the best fit within conflicts, languages and loads, explained."""

from .panel import Bar, File, Panel, Reviewer, from_json, read
from .readings import Assignment, Load, Pair, Short, assign

__all__ = [
    "Assignment",
    "Bar",
    "File",
    "Load",
    "Pair",
    "Panel",
    "Reviewer",
    "Short",
    "assign",
    "from_json",
    "read",
]
