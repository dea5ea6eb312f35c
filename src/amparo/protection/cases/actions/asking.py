"""Asking: what somebody writes lives in their own form, sealed, until they send it; then it is
stored once, under a secret that only they hold.

Nothing of a draft is kept here. Its token and what it says make the secret, so the same form sent
again is the same submission and shows the same secret, and a form that was changed meanwhile is
another one: no word is lost, none is stored twice.
"""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.questions import queries as questions
from amparo.ground.questions.actions import carrying
from amparo.ground.questions.actions.carrying import Carried, mark
from amparo.ground.sealing import receipts, recovery
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.protection.cases.models import Door, Submission

from .addresses import ask_nudge
from .submissions import take

PURPOSE = "cases/draft"
# At once, and how many more a minute, for the whole house: a flood waits, a bad day passes.
SENT = (120, 60)


@dataclass(slots=True, kw_only=True)
class Draft(Carried):
    """What somebody has written so far, and behind which door it goes."""

    door: str
    nudge: str = ""
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What was stored, and the secret that finds it again."""

    submission: Submission
    secret: recovery.Secret


def begin(door: str, version: int, language: str) -> Draft:
    """An empty form with a token of its own."""
    return Draft(door=door, version=version, language=language, token=secrets.token_hex(16))


def close_up(draft: Draft) -> str:
    """The draft as a field of the form: sealed, dated."""
    return carrying.close_up(draft, PURPOSE)


def open_up(sealed: str) -> Draft:
    """The draft of a form's field; raises ExpiredError."""
    return carrying.open_up(Draft, sealed, PURPOSE)


def secret_of(draft: Draft) -> recovery.Secret:
    """The secret that this form gets when it is sent as it is."""
    return carrying.secret_of(draft, "cases/secret")


def body_of(
    shape: questions.Shape, draft: Draft, *, inbox: str, files: list[dict[str, Any]]
) -> dict[str, Any]:
    """What is sealed: answers to the questions that were asked, and no others."""
    asked = {one.key for one in questions.visible(shape, draft.answers)}
    return {
        "form": shape.slug,
        "version": shape.version,
        "language": draft.language,
        "for": str(draft.answers.get("for") or "me"),
        "answers": {key: said for key, said in draft.answers.items() if key in asked},
        "files": files,
        "inbox": inbox,
    }


def send(draft: Draft, *, door: Door, shape: questions.Shape, by: Account | None) -> Sent:
    """Seals and stores what was written; the same form again is the same submission.

    Raises NoKeyholder when nobody could open it, and identity's BusyError in a flood.
    """
    secret = secret_of(draft)
    receipt = receipts.Receipt(secret)
    body = body_of(shape, draft, inbox=receipt.inbox.recipient, files=draft.files)
    token = hashlib.sha256(mark(draft).encode())
    item = uuid.UUID(bytes=token.digest()[:16], version=4)
    with keystore.ready() as shred, transaction.atomic():
        identity.spend("cases/sent", SENT)
        epoch, frame = vault.seal_for_door(door.pk, kind="request", item=item, body=body)
        submission = take(
            door.kind,
            epoch.pk,
            shred,
            frame=frame,
            lookup_hash=receipt.lookup_hash,
            token_hash=token.hexdigest(),
            blobs=[uuid.UUID(one["blob"]) for one in draft.files],
            account=by if draft.tie else None,
            item=item,
        )
        if draft.nudge:
            ask_nudge(submission, address=draft.nudge, language=draft.language)
    return Sent(submission, secret)


def take_sealed(told: Mapping[str, Any], *, kind: str, by: Account | None) -> Submission:
    """Stores what a browser sealed before it left, for the door of a kind.

    `told` is clean: item (the id inside the seal), epoch (the id of the door's), frame (bytes),
    lookup and token (hexadecimal), blobs (ids), nudge, language, tie. Raises identity's BusyError
    in a flood, and whatever `take` raises.
    """
    with keystore.ready() as shred, transaction.atomic():
        identity.spend("cases/sent", SENT)
        submission = take(
            kind,
            told["epoch"],
            shred,
            frame=told["frame"],
            lookup_hash=receipts.hash_of(told["lookup"]),
            token_hash=hashlib.sha256(told["token"].encode()).hexdigest(),
            blobs=told["blobs"],
            account=by if told["tie"] else None,
            item=told["item"],
        )
        if told["nudge"]:
            ask_nudge(submission, address=told["nudge"], language=told["language"])
    return submission
