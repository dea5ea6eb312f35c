"""Every change of the press, as a verb."""

from .editions import forget, newest, refresh
from .folder import FileRefused, FolderRefused, Refusal
from .gates import Found, cheap_gates, in_words
from .importing import ImportRefused, import_folder
from .offering import offer_to_desk
from .one_file import MEDIA_TYPES, drop_files, make_one_file, unpacked
from .review import STEPS, Outcome, PublishRefused, publish, steps_of, take_step
from .staging import Imported, Misfit
from .telling import describe

__all__ = [
    "MEDIA_TYPES",
    "STEPS",
    "FileRefused",
    "FolderRefused",
    "Found",
    "ImportRefused",
    "Imported",
    "Misfit",
    "Outcome",
    "PublishRefused",
    "Refusal",
    "cheap_gates",
    "describe",
    "drop_files",
    "forget",
    "import_folder",
    "in_words",
    "make_one_file",
    "newest",
    "offer_to_desk",
    "publish",
    "refresh",
    "steps_of",
    "take_step",
    "unpacked",
]
