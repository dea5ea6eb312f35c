"""Rows of texts: what is written, what it is in other languages, and the work on that."""

from .changes import Change, Revision, Severity
from .desk import Comment, Credit, Format, Package, Project, ProjectLanguage, ProjectText
from .memory import Concept, MemoryUnit, Term, Use
from .text import Origin, Released, Segment, State, Text, TranslatedFile, Translation

__all__ = [
    "Change",
    "Comment",
    "Concept",
    "Credit",
    "Format",
    "MemoryUnit",
    "Origin",
    "Package",
    "Project",
    "ProjectLanguage",
    "ProjectText",
    "Released",
    "Revision",
    "Segment",
    "Severity",
    "State",
    "Term",
    "Text",
    "TranslatedFile",
    "Translation",
    "Use",
]
