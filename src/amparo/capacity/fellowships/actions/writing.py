"""Applying without JavaScript: what somebody writes travels in their own form, sealed, and is saved
at every step, sealed to the key that their secret derives.

The secret is made and shown first. After that neither it nor anything that opens what was saved is
in the form: only its public half, which this server seals to, and what finds the row.
"""

import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from amparo.capacity.fellowships import queries
from amparo.capacity.fellowships.models import Application, Call
from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.questions import queries as questions
from amparo.ground.questions.actions import carrying
from amparo.ground.questions.actions.carrying import Carried
from amparo.ground.sealing import age, canonical, frames, receipts, recovery
from amparo.ground.vault import actions as vault
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import NotThereError

from . import applying
from .applying import S

PURPOSE = "fellowships/draft"
HOUSE = "fellowships"
KIND = "application"
SECRET = "secret"  # noqa: S105 - the name of the first screen
# At once, and how many more a minute, for the whole house: a flood waits, a last evening passes.
BEGUN = (200, 100)
SAVED = (2000, 1000)
SENT = (300, 150)


class ElsewhereError(Exception):
    """It was saved since by another device, or further on in the same browser."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version


@dataclass(slots=True, kw_only=True)
class Writing(Carried):
    """An application as its writer's form carries it.

    `secret` is there only while it is shown. `saved` is the version that was saved last, `digest`
    what of; `kept` is false for who could not write the secret down: nothing is saved then before
    it is sent. `sent` says that it was sent before, and that this changes it.
    """

    id: str
    lookup: str  # the SHA-256 that the row has
    inbox: str
    secret: str = ""
    saved: int = 0
    digest: str = ""
    kept: bool = True
    sent: bool = False
    extension: str = ""
    references: list[dict[str, str]] = field(default_factory=list)
    tie: bool = False


def begin(version: int, language: str) -> Writing:
    """An empty application with a secret of its own, to be shown now and then forgotten."""
    secret = recovery.new()
    receipt = receipts.Receipt(secret)
    return Writing(
        version=version,
        language=language,
        token=secrets.token_hex(16),
        at=SECRET,
        id=str(uuid.uuid4()),
        lookup=receipt.lookup_hash,
        inbox=receipt.inbox.recipient,
        secret=secret.canonical,
    )


def close_up(draft: Writing) -> str:
    """The draft as a field of the form: sealed, dated."""
    return carrying.close_up(draft, PURPOSE)


def open_up(sealed: str) -> Writing:
    """The draft of a form's field; raises carrying.ExpiredError."""
    return carrying.open_up(Writing, sealed, PURPOSE)


def secret_of(draft: Writing) -> recovery.Secret:
    """The secret, while it is shown."""
    return recovery.Secret(bytes.fromhex(draft.secret))


def body_of(shape: questions.Shape, draft: Writing) -> dict[str, Any]:
    """What is sealed: answers to the questions that are open, and no others."""
    asked = {one.key for one in questions.visible(shape, draft.answers)}
    body: dict[str, Any] = {
        "form": shape.slug,
        "version": shape.version,
        "language": draft.language,
        "answers": {key: said for key, said in draft.answers.items() if key in asked},
        "files": draft.files,
        "inbox": draft.inbox,
    }
    if draft.references:
        body["references"] = draft.references
    if draft.extension:
        body["extension"] = draft.extension
    return body


def save(draft: Writing, *, call: Call, shape: questions.Shape) -> None:
    """Saves what is new since the last step, sealed to its writer alone.

    Raises ElsewhereError, and whatever `applying.save_draft` and identity's `spend` raise.
    """
    body = body_of(shape, draft)
    digest = _digest(body)
    if not draft.kept or draft.sent or digest == draft.digest:
        return
    version, done = _following(draft, "save", digest)
    if _was_sent(draft):
        return
    if not done:
        identity.spend("fellowships/saved", SAVED)
        if version == 1:
            identity.spend("fellowships/begun", BEGUN)
        _save(draft, call, version, digest, body)
    draft.saved, draft.digest = version, digest


def _save(draft: Writing, call: Call, version: int, digest: str, body: dict[str, Any]) -> None:
    try:
        applying.save_draft(
            call=call,
            id=uuid.UUID(draft.id),
            own=_own(draft, call, version, body),
            version=version,
            token_hash=_token(draft, "save", version, digest),
            lookup_hash=draft.lookup,
            blobs=_blobs(draft),
        )
    except NotThereError:
        _version, done = _following(draft, "save", digest)
        if not done:  # else the same screen arrived twice at the same moment
            raise


def send(
    draft: Writing, *, call: Call, shape: questions.Shape, by: Account | None = None
) -> Application:
    """Seals it to the call's living key and to its writer, and sends both; again is once.

    Raises NoKeyholder when nobody could open it, ElsewhereError, and whatever `applying.send` and
    identity's `spend` raise.
    """
    identity.spend("fellowships/sent", SENT)
    body = body_of(shape, draft)
    digest = _digest(body)
    version, _done = _following(draft, "send", digest)
    identifier = uuid.UUID(draft.id)
    epoch, frame = vault.seal_for_door(
        call.pk, kind=KIND, item=identifier, body=body, version=version
    )
    row = applying.send(
        call=call,
        id=identifier,
        epoch=epoch,
        frame=frame,
        own=_own(draft, call, version, body),
        version=version,
        token_hash=_token(draft, "send", version, digest),
        lookup_hash=draft.lookup,
        blobs=_blobs(draft),
        account=by if draft.tie else None,
    )
    draft.saved, draft.digest, draft.sent = version, digest, True
    return row


def reopen(
    application: Application, receipt: receipts.Receipt, shape_language: str
) -> Writing | None:
    """What somebody wrote, opened with their secret in this server's memory, to go on with.

    None where nothing of it is there, or it is not what it says it is.
    """
    body = read_own(application, receipt)
    if body is None:
        return None
    draft = Writing(
        version=_whole(body.get("version")),
        language=shape_language,
        token=secrets.token_hex(16),
        at=carrying.CHECK,
        id=str(application.pk),
        lookup=receipt.lookup_hash,
        inbox=receipt.inbox.recipient,
        saved=application.version,
        sent=application.state == S.SENT,
    )
    answers, files, references = (body.get(name) for name in ("answers", "files", "references"))
    draft.answers = answers if isinstance(answers, dict) else {}
    draft.files = files if isinstance(files, list) else []
    draft.references = references if isinstance(references, list) else []
    draft.extension = str(body.get("extension") or "")
    return draft


def read_own(application: Application, receipt: receipts.Receipt) -> dict[str, Any] | None:
    """The body of the writer's own copy; None where it is gone, or was written for another row."""
    frame = queries.own(application)
    if frame is None:
        return None
    try:
        told = canonical.read_payload(frames.unseal(frame, receipt.inbox.secret))
    except (age.CannotOpenError, frames.BadFrameError, canonical.NotCanonicalError):
        return None
    stands = told.kind == KIND and told.stands_at(
        scope=application.call_id,
        item=application.pk,
        version=application.version,
        epoch=application.pk,
    )
    return told.body if stands else None


def sealed_to(
    recipient: str,
    *,
    call: Call,
    item: uuid.UUID,
    kind: str,
    body: dict[str, Any],
    version: int = 1,
) -> bytes:
    """A frame for somebody who has a secret: of a call, under no epoch but the item's own id.

    Raises NoKeyholder before the organisation has keys.
    """
    key = vault_queries.organisation()
    if key is None:
        raise vault.NoKeyholder
    words = canonical.payload(
        org=key.fingerprint,
        scope=call.pk,
        item=item,
        version=version,
        epoch=item,
        kind=kind,
        body=body,
    )
    return frames.seal(words, recipient)


def _own(draft: Writing, call: Call, version: int, body: dict[str, Any]) -> bytes:
    item = uuid.UUID(draft.id)
    return sealed_to(draft.inbox, call=call, item=item, kind=KIND, body=body, version=version)


def _following(draft: Writing, verb: str, digest: str) -> tuple[int, bool]:
    """The version to save as, and whether it is saved already: a form may arrive twice.

    One step back with the browser's own button loses nothing and goes on; anything else that was
    saved since raises ElsewhereError.
    """
    row = queries.application(uuid.UUID(draft.id))
    version = draft.saved + 1
    if row is None or row.lookup != draft.lookup or row.version == draft.saved:
        return version, False
    if row.token == _token(draft, verb, version, digest):
        return version, True
    mine = row.token[:32] == _sitting(draft)
    if not mine or row.version != version:
        raise ElsewhereError(row.version)
    draft.saved, draft.sent = row.version, row.state == S.SENT
    return row.version + 1, False


def _was_sent(draft: Writing) -> bool:
    return draft.sent  # which `_following` may have found out


def _sitting(draft: Writing) -> str:
    return hashlib.sha256(draft.token.encode()).hexdigest()[:32]


def _token(draft: Writing, verb: str, version: int, digest: str) -> str:
    """Its first half says which sitting saved, its second what: both are hashes."""
    said = f"{draft.token}/{verb}/{version}/{digest}"
    return _sitting(draft) + hashlib.sha256(said.encode()).hexdigest()[:32]


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _blobs(draft: Writing) -> list[uuid.UUID]:
    return [uuid.UUID(str(one["blob"])) for one in draft.files]


def _whole(told: object) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) else 0
