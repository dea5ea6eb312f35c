"""Rows of the cases room, by noun. Everything that tells a story is a sealed frame."""

from .cases import Case, Item, Lent, LegalHold, Reveal
from .doors import Door, Nudge, Reply, Submission
from .money import LedgerLine
from .work import CheckIn, Figure, NoticeAddress, Referral

__all__ = [
    "Case",
    "CheckIn",
    "Door",
    "Figure",
    "Item",
    "LedgerLine",
    "LegalHold",
    "Lent",
    "NoticeAddress",
    "Nudge",
    "Referral",
    "Reply",
    "Reveal",
    "Submission",
]
