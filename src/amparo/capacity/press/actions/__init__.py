"""Every change of the press, as a verb."""

from .editions import (
    PublishRefused,
    describe,
    forget,
    publish,
    refresh,
    take_step,
    withdraw,
)
from .folder import FileRefused, FolderRefused, Refusal
from .importing import ImportRefused, import_folder
from .one_file import make_one_file
from .staging import Imported, Misfit

__all__ = [
    "FileRefused",
    "FolderRefused",
    "ImportRefused",
    "Imported",
    "Misfit",
    "PublishRefused",
    "Refusal",
    "describe",
    "forget",
    "import_folder",
    "make_one_file",
    "publish",
    "refresh",
    "take_step",
    "withdraw",
]
