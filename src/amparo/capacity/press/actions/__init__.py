"""Every change of the press, as a verb."""

from .editions import (
    PublishRefused,
    describe,
    forget,
    publish,
    refresh,
    steps_of,
    take_step,
    withdraw,
)
from .folder import FileRefused, FolderRefused, Refusal
from .importing import ImportRefused, import_folder
from .one_file import MEDIA_TYPES, drop_files, make_one_file, unpacked
from .staging import Imported, Misfit

__all__ = [
    "MEDIA_TYPES",
    "FileRefused",
    "FolderRefused",
    "ImportRefused",
    "Imported",
    "Misfit",
    "PublishRefused",
    "Refusal",
    "describe",
    "drop_files",
    "forget",
    "import_folder",
    "make_one_file",
    "publish",
    "refresh",
    "steps_of",
    "take_step",
    "unpacked",
    "withdraw",
]
