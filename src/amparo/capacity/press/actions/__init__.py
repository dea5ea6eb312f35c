"""Every change of the press, as a verb."""

from amparo.capacity.press.queries.books import MEDIA_TYPES

from .amending import amend, lift
from .bringing import (
    Brought,
    add_figure,
    new_publication,
    remove_figure,
    take_docx,
    take_zip,
)
from .building import TO_MAKE, make, plan_builds
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
from .docx_in import MOST_DOCX, DocxRefused
from .docx_words import Lost
from .drafting import EditRefused, open_draft
from .editions import forget, newest, refresh
from .file_gates import check_epubs, file_gates, place_of
from .folder import FileRefused, FolderRefused, Refusal
from .gates import Found, cheap_gates, in_words
from .importing import ImportRefused, import_folder
from .library import make_library
from .offering import offer_to_desk
from .orders import CAN_ORDER, order_release, settle_release, waive, withdraw_language
from .releasing import tongues
from .review import STEPS, Outcome, PublishRefused, publish, steps_of, take_step
from .shelving import offer_builds, rebuild_all, tidy, withdraw_builds
from .signing import NotOurKeyError, ensure_key, sign_waiting
from .staging import Imported, Misfit
from .taking import took
from .telling import describe, retell

__all__ = [
    "CAN_ORDER",
    "MEDIA_TYPES",
    "MOST_DOCX",
    "STEPS",
    "TO_MAKE",
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
    "NotOurKeyError",
    "Outcome",
    "PublishRefused",
    "Refusal",
    "SavedMeanwhile",
    "add_chapter",
    "add_figure",
    "amend",
    "cheap_gates",
    "check_epubs",
    "describe",
    "ensure_key",
    "file_gates",
    "forget",
    "import_folder",
    "in_words",
    "lift",
    "make",
    "make_library",
    "move_chapter",
    "new_publication",
    "newest",
    "offer_builds",
    "offer_to_desk",
    "open_draft",
    "order_release",
    "paragraphs_changed",
    "place_of",
    "plan_builds",
    "publish",
    "rebuild_all",
    "refresh",
    "remove_chapter",
    "remove_figure",
    "rename_chapter",
    "restore_chapter",
    "retell",
    "save_chapter",
    "settle_release",
    "sign_waiting",
    "steps_of",
    "take_docx",
    "take_step",
    "take_zip",
    "tidy",
    "tongues",
    "took",
    "waive",
    "withdraw_builds",
    "withdraw_language",
]
