"""Every change of the press, as a verb."""

from .amending import amend, lift
from .bringing import (
    Brought,
    add_figure,
    new_publication,
    remove_figure,
    take_docx,
    take_zip,
)
from .chapters import (
    Changed,
    SavedMeanwhile,
    add_chapter,
    move_chapter,
    paragraphs_changed,
    remove_chapter,
    rename_chapter,
    restore_chapter,
    save_chapter,
)
from .docx_in import DocxRefused
from .docx_words import Lost
from .drafting import EditRefused, open_draft
from .editions import forget, newest, refresh
from .folder import FileRefused, FolderRefused, Refusal
from .gates import Found, cheap_gates, in_words
from .importing import ImportRefused, import_folder
from .offering import offer_to_desk
from .one_file import MEDIA_TYPES, drop_files, make_one_file, unpacked
from .orders import order_release, settle_release, waive, withdraw_language
from .review import STEPS, Outcome, PublishRefused, publish, steps_of, take_step
from .staging import Imported, Misfit
from .telling import describe, retell

__all__ = [
    "MEDIA_TYPES",
    "STEPS",
    "Brought",
    "Changed",
    "DocxRefused",
    "EditRefused",
    "FileRefused",
    "FolderRefused",
    "Found",
    "ImportRefused",
    "Imported",
    "Lost",
    "Misfit",
    "Outcome",
    "PublishRefused",
    "Refusal",
    "SavedMeanwhile",
    "add_chapter",
    "add_figure",
    "amend",
    "cheap_gates",
    "describe",
    "drop_files",
    "forget",
    "import_folder",
    "in_words",
    "lift",
    "make_one_file",
    "move_chapter",
    "new_publication",
    "newest",
    "offer_to_desk",
    "open_draft",
    "order_release",
    "paragraphs_changed",
    "publish",
    "refresh",
    "remove_chapter",
    "remove_figure",
    "rename_chapter",
    "restore_chapter",
    "retell",
    "save_chapter",
    "settle_release",
    "steps_of",
    "take_docx",
    "take_step",
    "take_zip",
    "unpacked",
    "waive",
    "withdraw_language",
]
