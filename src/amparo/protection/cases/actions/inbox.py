"""Coming back: answers for whoever holds the secret, and what they add, say and erase.

Whether a secret is known here must not show: for an unknown one the same queries are made, as many
frames are opened (they hold nothing), and the same page is given. Only an act says more, since
somebody who believes that their words arrived has to be right.
"""

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction

from amparo.ground.identity import actions as identity
from amparo.ground.sealing import age, canonical, frames, receipts, recovery, rest
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import NotThereError
from amparo.ground.vault.models import KeyEpoch, Keyring
from amparo.protection.cases import queries
from amparo.protection.cases.models import Reply, Submission

from . import submissions

PURPOSE = "cases/return"
GOOD_FOR = timedelta(hours=2)
SLOTS = 4  # answers shown at once, and frames opened each time
RETURNS = (240, 240)
SAID = (240, 60)
SAID_BY_ONE = (12, 2)


class NotHereError(Exception):
    """Nothing that can take words is kept under this secret."""


@dataclass(slots=True)
class Visit:
    """Somebody with their secret, as their form carries it: sealed, good for two hours."""

    secret: str  # 32 hexadecimal digits
    token: str
    shown: list[str] = field(default_factory=list)
    words: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def receipt(self) -> receipts.Receipt:
        return receipts.Receipt(recovery.Secret(bytes.fromhex(self.secret)))


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer, opened. `day` is the day it was written."""

    id: str
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What waits under a secret. Empty for an unknown one."""

    submission: Submission | None
    letters: list[Letter]
    more: bool
    sign_due: datetime | None


def visit(secret: recovery.Secret) -> Visit:
    """A visit with a token of its own, so that what is said in it is said once."""
    return Visit(secret.canonical, secrets.token_hex(16))


def close_up(told: Visit) -> str:
    """The visit as a field of the form."""
    return rest.seal(PURPOSE, json.dumps(asdict(told)).encode(), dated=True)


def open_up(sealed: str) -> Visit | None:
    """The visit of a form's field; nothing when it is too old or not ours."""
    try:
        return Visit(**json.loads(rest.unseal(PURPOSE, sealed, within=GOOD_FOR)))
    except (rest.UnreadableError, TypeError):
        return None


def allow_return() -> None:
    """One more look into an inbox, of the house; raises identity's BusyError."""
    identity.spend("cases/returns", RETURNS)


def look(receipt: receipts.Receipt) -> Found:
    """Opens what waits under a secret, in the server's memory."""
    submission, replies, due = _waiting(receipt.lookup_hash)
    letters = []
    for reply, framed in _slots(submission, replies):
        content = _opened(framed, receipt.inbox.secret)
        if reply is not None and submission is not None and content is not None:
            words = _words(content, submission)
            if words is not None:
                letters.append(Letter(str(reply.pk), reply.day, words))
    return Found(submission, letters, len(replies) > SLOTS, due)


def give(lookup: str) -> tuple[Submission | None, list[tuple[str, bytes]], datetime | None]:
    """What a browser opens by itself: ids and frames, always as many, known or not."""
    submission, replies, due = _waiting(receipts.hash_of(lookup))
    slots = _slots(submission, replies)
    return (
        submission,
        [(str(reply.pk if reply else uuid.uuid4()), framed) for reply, framed in slots],
        due,
    )


def _waiting(lookup_hash: str) -> tuple[Submission | None, list[Reply], datetime | None]:
    """The same three queries whether or not somebody knows this secret."""
    submission = queries.by_lookup(lookup_hash)
    asked = submission or Submission(pk=uuid.uuid4(), case_id=uuid.uuid4())
    if asked.case_id is None:
        asked = Submission(pk=asked.pk, case_id=uuid.uuid4())
    return submission, queries.inbox(asked), queries.check_in_due(asked)


def _slots(submission: Submission | None, replies: list[Reply]) -> list[tuple[Reply | None, bytes]]:
    """As many frames as there are slots: answers first, then some that nobody can open."""
    real: list[tuple[Reply | None, bytes]] = []
    for reply in replies[:SLOTS] if submission else []:
        framed = _framed(reply, submission)
        if framed is not None:
            real.append((reply, framed))
    return [*real, *((None, _nothing()) for _place in range(SLOTS - len(real)))]


def _framed(reply: Reply, submission: Submission | None) -> bytes | None:
    try:
        return vault_queries.give(reply.frame, submission.shred) if submission else None
    except (age.CannotOpenError, frames.BadFrameError, keystore.Shredded):
        return None


@cache
def _dummy() -> tuple[bytes, str]:
    """A frame as it is stored, and the key of the outer seal; nobody has the inner one."""
    shred = age.new_identity()
    inner = frames.seal(bytes(1200), age.new_identity().recipient)
    return frames.stored(inner, shred.recipient), shred.secret


def _nothing() -> bytes:
    stored, secret = _dummy()
    return frames.unstored(stored, secret)


def _opened(framed: bytes, secret: str) -> bytes | None:
    try:
        return frames.unseal(framed, secret)
    except (age.CannotOpenError, frames.BadFrameError):
        return None


def _words(content: bytes, submission: Submission) -> str | None:
    """The words of an answer that was written for this sender by somebody whom we vouch for."""
    try:
        told = canonical.read_payload(content)
    except canonical.NotCanonicalError:
        return None
    author = Keyring.objects.filter(pk=told.author).first() if told.author else None
    if author is None or told.kind != "reply" or told.scope != submission.pk:
        return None
    return (
        str(told.body.get("words", ""))
        if told.is_by(base64.b64decode(author.signing_key))
        else None
    )


@transaction.atomic
def say(told: Visit) -> None:
    """Seals and stores what the sender adds: words, and files sealed already.

    Raises NotHereError where nobody would read it, NoKeyholder, and identity's BusyError.
    """
    lookup = told.receipt.lookup_hash
    _spend(lookup)
    submission = queries.by_lookup(lookup)
    if submission is None:
        raise NotHereError
    said = json.dumps([told.token, told.words, told.files], sort_keys=True)
    token = hashlib.sha256(said.encode())
    _epoch, frame = vault.seal_for_door(
        submission.door_id,
        kind="reply",
        item=uuid.UUID(bytes=token.digest()[:16], version=4),
        body={"words": told.words, "files": told.files, "submission": str(submission.pk)},
    )
    _say(
        submission,
        frame=frame,
        token_hash=token.hexdigest(),
        blobs=[uuid.UUID(one["blob"]) for one in told.files],
    )


@transaction.atomic
def take_sealed(lookup: str, told: Mapping[str, Any]) -> None:
    """The same, sealed by the browser: epoch, frame, token, blobs. Raises NotHereError."""
    lookup_hash = receipts.hash_of(lookup)
    _spend(lookup_hash)
    submission = queries.by_lookup(lookup_hash)
    if submission is None:
        raise NotHereError
    token = hashlib.sha256(told["token"].encode()).hexdigest()
    epoch: KeyEpoch = told["epoch"]
    _say(submission, frame=told["frame"], token_hash=token, blobs=told["blobs"], epoch=epoch)


def _say(submission: Submission, **told: Any) -> None:
    try:
        submissions.say(submission, **told)
    except NotThereError as erased:
        raise NotHereError from erased


def _spend(lookup_hash: str) -> None:
    identity.spend(f"cases/said/{lookup_hash}", SAID_BY_ONE)
    identity.spend("cases/said", SAID)


def read(lookup_hash: str, ids: list[str]) -> None:
    """The sender has read these: they go."""
    submission = queries.by_lookup(lookup_hash)
    if submission is not None:
        submissions.shown([one for one in queries.inbox(submission) if str(one.pk) in ids])


def safe(lookup_hash: str) -> bool:
    """*I am safe*, where a sign is awaited."""
    submission = queries.by_lookup(lookup_hash)
    return submission is not None and submissions.safe(submission)


def erase(lookup_hash: str) -> None:
    """The inbox empties now; the rest when a keyholder confirms, or on the seventh day."""
    submission = queries.by_lookup(lookup_hash)
    if submission is not None:
        submissions.erase(submission)
