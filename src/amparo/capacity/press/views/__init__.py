"""What readers and staff see of the press."""

from .bringing import bring, new, words
from .desk import desk, manage, step
from .editing import chapters, edit, figures, revisions
from .files import figure, one_file
from .reading import chapter, library, publication
from .review import notice, release, waive

__all__ = [
    "bring",
    "chapter",
    "chapters",
    "desk",
    "edit",
    "figure",
    "figures",
    "library",
    "manage",
    "new",
    "notice",
    "one_file",
    "publication",
    "release",
    "revisions",
    "step",
    "waive",
    "words",
]
