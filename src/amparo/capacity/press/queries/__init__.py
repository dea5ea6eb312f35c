"""Named reads. Every one that shows somebody something takes the reader."""

from .export import everything, files, newest
from .front import about, searchable, waiting
from .reading import (
    Contents,
    Turn,
    chapter,
    contents,
    edition,
    figure_bytes,
    one_file,
    one_files,
    reading_language,
    resolver,
    with_summaries,
)
from .shelf import Choice, OnDesk, Shelf, has_desk, has_published, latest, managed, on_desk, shelf

__all__ = [
    "Choice",
    "Contents",
    "OnDesk",
    "Shelf",
    "Turn",
    "about",
    "chapter",
    "contents",
    "edition",
    "everything",
    "figure_bytes",
    "files",
    "has_desk",
    "has_published",
    "latest",
    "managed",
    "newest",
    "on_desk",
    "one_file",
    "one_files",
    "reading_language",
    "resolver",
    "searchable",
    "shelf",
    "waiting",
    "with_summaries",
]
