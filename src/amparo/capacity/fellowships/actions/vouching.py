"""Somebody who was asked to vouch: the code finds who asks, and what they say is sealed at once."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from amparo.capacity.fellowships import queries
from amparo.capacity.fellowships.models import Call, Reference
from amparo.ground.identity import actions as identity
from amparo.ground.questions import queries as questions
from amparo.ground.sealing import age, canonical, frames, receipts, recovery, rest
from amparo.ground.vault import actions as vault

from . import applying

PURPOSE = "fellowships/reference"
GOOD_FOR = timedelta(hours=12)
KIND, ASKED = "reference", "reference_ask"
ANSWERED = (240, 60)  # at once, and how many more a minute, for the whole house


@dataclass(slots=True)
class Vouching:
    """Somebody with a code, as their form carries it: who asked, and not the code itself."""

    lookup: str
    version: int
    token: str
    asked: dict[str, str] = field(default_factory=dict)


def begin(code: recovery.Secret) -> Vouching | None:
    """Who asks, opened with the code in this server's memory; None where nothing waits under it."""
    receipt = receipts.Receipt(code)
    row = queries.reference_by_lookup(receipt.lookup_hash)
    frame = (
        queries.asked(row) if row and row.application.call.state == Call.State.PUBLISHED else None
    )
    if row is None or frame is None:
        return None
    try:
        told = canonical.read_payload(frames.unseal(frame, receipt.inbox.secret))
    except (age.CannotOpenError, frames.BadFrameError, canonical.NotCanonicalError):
        return None
    stands = told.kind == ASKED and told.stands_at(
        scope=row.application.call_id, item=row.pk, version=1, epoch=row.pk
    )
    shape = questions.form(row.application.call.reference_form)
    if not stands or shape is None:
        return None
    names = ("applicant", "programme", "words", "until")
    asked = {name: str(told.body.get(name, "")) for name in names}
    return Vouching(receipt.lookup_hash, shape.version, secrets.token_hex(16), asked)


def close_up(told: Vouching) -> str:
    """It as a field of the form: sealed, dated."""
    return rest.seal(PURPOSE, json.dumps(asdict(told)).encode(), dated=True)


def open_up(sealed: str) -> Vouching | None:
    """What a form's field holds; None when it is too old or not ours."""
    try:
        return Vouching(**json.loads(rest.unseal(PURPOSE, sealed, within=GOOD_FOR)))
    except (rest.UnreadableError, TypeError):
        return None


def row_of(told: Vouching) -> Reference | None:
    """What still waits for this answer."""
    return queries.reference_by_lookup(told.lookup)


def answered(told: Vouching) -> bool:
    """Whether this very form was sent already."""
    return Reference.objects.filter(lookup=told.lookup, token=_token(told)).exists()


def answer(
    told: Vouching,
    row: Reference,
    *,
    shape: questions.Shape,
    answers: dict[str, Any],
    language: str,
) -> None:
    """Seals and sends what they say, once.

    Raises NoKeyholder, NotThereError, EpochRetiredError and identity's BusyError.
    """
    identity.spend("fellowships/vouched", ANSWERED)
    body = {
        "form": shape.slug,
        "version": shape.version,
        "language": language,
        "answers": answers,
    }
    epoch, frame = vault.seal_for_door(row.application.call_id, kind=KIND, item=row.pk, body=body)
    applying.answer_reference(row, epoch=epoch, frame=frame, token_hash=_token(told))


def _token(told: Vouching) -> str:
    return hashlib.sha256(told.token.encode()).hexdigest()
