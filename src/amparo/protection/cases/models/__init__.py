"""Rows of the cases room, by noun. Everything that tells a story is a sealed frame."""

from .cases import Case, Item, LegalHold, Lent, Reveal
from .doors import Door, Nudge, Reply, Submission
from .money import LedgerCorrection, LedgerLine
from .work import CheckIn, Figure, NoticeAddress, PendingNotice, Referral, Retention

__all__ = [
    "Case",
    "CheckIn",
    "Door",
    "Figure",
    "Item",
    "LedgerCorrection",
    "LedgerLine",
    "LegalHold",
    "Lent",
    "NoticeAddress",
    "Nudge",
    "PendingNotice",
    "Referral",
    "Reply",
    "Retention",
    "Reveal",
    "Submission",
]
