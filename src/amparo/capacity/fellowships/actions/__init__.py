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
from .applying import (
    ClosedError,
    answer_reference,
    ask_reference,
    decide_offer,
    decline_reference,
    end_reference,
    erase,
    forget,
    save_draft,
    send,
    shown,
    withdraw,
    write_back,
)
from .forgetting import forget_due, miss_follow_ups
from .reached import EpochRetiredError

__all__ = [
    "BatchRefusedError",
    "ClosedError",
    "EpochRetiredError",
    "MalformedError",
    "NoKeysError",
    "NotSignedError",
    "NotThereError",
    "RefusedError",
    "answer_reference",
    "ask_reference",
    "decide_offer",
    "decline_reference",
    "end_reference",
    "erase",
    "forget",
    "forget_due",
    "miss_follow_ups",
    "perform",
    "perform_signed",
    "save_draft",
    "send",
    "shown",
    "withdraw",
    "write_back",
]
