"""Sealed frames by id, to whom they are sealed."""

import base64
from collections.abc import Iterable
from uuid import UUID

from amparo.ground.identity.models import Account
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch, PairSeal, Proposal, ShredKey
from amparo.protection.cases.models import Item, Lent, Referral, Reply

from . import reach
from .reach import Colleague, granted

MOST = 300
Stored = tuple[bytes | memoryview, ShredKey]


def frames(by: Account, ids: Iterable[UUID]) -> dict[str, str]:
    """The frames of submissions, items, replies, lents, referrals and seals, in base64.

    What does not exist for this person, or was forgotten, is left out. A loan and a referral give
    the other side's answer to the case's team, and what was sent to whom it was sent to.
    """
    who = reach.colleague(by)
    wanted = list(dict.fromkeys(ids))[:MOST]
    if who is None or not wanted:
        return {}
    found: dict[UUID, Stored] = {}
    for part in (_submissions, _items, _replies, _lent, _referrals):
        left = [one for one in wanted if one not in found]
        if left:
            found |= part(who, left)
    told = {str(one): give(*stored) for one, stored in found.items()}
    told |= _seals(who, [one for one in wanted if one not in found])
    return {one: frame for one, frame in told.items() if frame is not None}


def give(stored: bytes | memoryview, shred: ShredKey) -> str | None:
    """One stored frame as a browser gets it; None when its key is destroyed."""
    if not stored:
        return None
    try:
        return base64.b64encode(vault.give(bytes(stored), shred)).decode()
    except (keystore.Shredded, keystore.KeystoreLost):
        return None


def _submissions(by: Colleague, ids: list[UUID]) -> dict[UUID, Stored]:
    rows = reach.submissions(by).filter(pk__in=ids).select_related("shred")
    return {row.pk: (row.frame, row.shred) for row in rows}


def _items(by: Colleague, ids: list[UUID]) -> dict[UUID, Stored]:
    rows = Item.objects.filter(
        pk__in=ids, case__in=reach.cases(by), epoch__in=granted(by.keyring).values("epoch")
    )
    return {row.pk: (row.frame, row.epoch.shred) for row in rows.select_related("epoch__shred")}


def _replies(by: Colleague, ids: list[UUID]) -> dict[UUID, Stored]:
    rows = Reply.objects.filter(
        pk__in=ids,
        direction=Reply.Direction.FROM_SENDER,
        submission__in=reach.submissions(by),
        epoch__in=granted(by.keyring).values("epoch"),
    )
    return {
        row.pk: (row.frame, row.submission.shred)
        for row in rows.select_related("submission__shred")
    }


def _lent(by: Colleague, ids: list[UUID]) -> dict[UUID, Stored]:
    mine = reach.lent(by).filter(pk__in=ids).select_related("case__shred")
    found: dict[UUID, Stored] = {row.pk: (row.frame, row.case.shred) for row in mine}
    teams = Lent.objects.filter(
        pk__in=ids, case__in=reach.cases(by), answer_epoch__in=granted(by.keyring).values("epoch")
    )
    for row in teams.select_related("answer_epoch__shred"):
        if row.answer is not None and row.answer_epoch is not None:
            found[row.pk] = (row.answer, row.answer_epoch.shred)
    return found


def _referrals(by: Colleague, ids: list[UUID]) -> dict[UUID, Stored]:
    found: dict[UUID, Stored] = {}
    for row in reach.referrals(by).filter(pk__in=ids).select_related("case__shred"):
        if row.frame is not None:
            found[row.pk] = (row.frame, row.case.shred)
    teams = Referral.objects.filter(
        pk__in=ids, case__in=reach.cases(by), answer_epoch__in=granted(by.keyring).values("epoch")
    )
    for row in teams.select_related("answer_epoch__shred"):
        if row.answer is not None and row.answer_epoch is not None:
            found[row.pk] = (row.answer, row.answer_epoch.shred)
    return found


def _seals(by: Colleague, ids: list[UUID]) -> dict[str, str]:
    """Of an emergency: the pair this keyholder begins with, or the half that waits for them."""
    pairs = PairSeal.objects.filter(
        pk__in=ids, first=by.keyring, epoch__scope_kind=KeyEpoch.Scope.CASE
    )
    halves = Proposal.objects.filter(pk__in=ids, to=by.keyring, kind=Proposal.Kind.EMERGENCY)
    found = {str(row.pk): bytes(row.content) for row in pairs}
    found |= {str(row.pk): bytes(row.half) for row in halves}
    return {one: base64.b64encode(content).decode() for one, content in found.items()}
