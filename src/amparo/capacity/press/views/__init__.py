"""What readers and staff see of the press."""

from .bringing import bring, new, words
from .desk import desk, manage, step
from .editing import chapters, edit, figures, revisions
from .feeds import catalogue, news, shelf
from .files import figure, file, library_file, one_file
from .giving import counts, current, key, public_key, short, take, take_library
from .reading import chapter, library, publication
from .review import notice, release, waive

__all__ = [
    "bring",
    "catalogue",
    "chapter",
    "chapters",
    "counts",
    "current",
    "desk",
    "edit",
    "figure",
    "figures",
    "file",
    "key",
    "library",
    "library_file",
    "manage",
    "new",
    "news",
    "notice",
    "one_file",
    "public_key",
    "publication",
    "release",
    "revisions",
    "shelf",
    "short",
    "step",
    "take",
    "take_library",
    "waive",
    "words",
]
