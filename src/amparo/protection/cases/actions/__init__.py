"""Every change in this room, as a verb."""

from amparo.ground.vault.actions.acting import (
    BatchRefusedError,
    MalformedError,
    NoKeysError,
    NotSignedError,
    NotThereError,
    RefusedError,
)

from .acts import perform, perform_signed
from .addresses import (
    add_address,
    ask_nudge,
    end_nudge,
    forget,
    remove_address,
    try_address,
    where,
)
from .backdating import backdate_case, backdate_submission
from .checkins import raise_alarms
from .clocks import set_retention
from .doors import describe_door, have_doors
from .forgetting import forget_due
from .money import change_line
from .shredding import finish, resume
from .submissions import EpochRetiredError, erase, safe, say, shown, submit

__all__ = [
    "BatchRefusedError",
    "EpochRetiredError",
    "MalformedError",
    "NoKeysError",
    "NotSignedError",
    "NotThereError",
    "RefusedError",
    "add_address",
    "ask_nudge",
    "backdate_case",
    "backdate_submission",
    "change_line",
    "describe_door",
    "end_nudge",
    "erase",
    "finish",
    "forget",
    "forget_due",
    "have_doors",
    "perform",
    "perform_signed",
    "raise_alarms",
    "remove_address",
    "resume",
    "safe",
    "say",
    "set_retention",
    "shown",
    "submit",
    "try_address",
    "where",
]
