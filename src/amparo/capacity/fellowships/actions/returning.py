"""Coming back: for whoever holds the secret, where it stands, letters, and what they say to it.

Everything is opened in this server's memory while the page is made, and nothing of it is kept.
"""

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.capacity.fellowships import queries
from amparo.capacity.fellowships.models import (
    Application,
    Call,
    Fellowship,
    FollowUp,
    Letter,
    Reference,
)
from amparo.ground.identity import actions as identity
from amparo.ground.questions import queries as questions
from amparo.ground.sealing import age, canonical, frames, receipts, recovery, rest
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import NotThereError

from . import applying, writing

PURPOSE = "fellowships/return"
GOOD_FOR = timedelta(hours=2)
RETURNS = (240, 240)  # at once, and how many more a minute, for the whole house
SAID = (240, 60)
SAID_BY_ONE = (12, 2)
SHOWN = 8  # letters at once


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
class Opened:
    """One letter of the office, opened."""

    id: str
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked to vouch: what the applicant calls them, and whether they answered."""

    row: Reference
    name: str

    @property
    def key(self) -> str:
        return str(self.row.pk)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is under a secret."""

    application: Application
    fellowship: Fellowship | None
    letters: list[Opened]
    more: bool
    references: list[Asked]
    follow_up: FollowUp | None


def visit(secret: recovery.Secret) -> Visit:
    """A visit with a token of its own, so that what is said in it is said once."""
    return Visit(secret.canonical, secrets.token_hex(16))


def close_up(told: Visit) -> str:
    """The visit as a field of the form."""
    return rest.seal(PURPOSE, json.dumps(asdict(told)).encode(), dated=True)


def open_up(sealed: str) -> Visit | None:
    """The visit of a form's field; None when it is too old or not ours."""
    try:
        return Visit(**json.loads(rest.unseal(PURPOSE, sealed, within=GOOD_FOR)))
    except (rest.UnreadableError, TypeError):
        return None


def allow_return() -> None:
    """One more try of a secret or a code, of the house; raises identity's BusyError."""
    identity.spend("fellowships/returns", RETURNS)


def look(told: Visit) -> Found | None:
    """What there is under a secret; None for an unknown one and for what was erased."""
    application = queries.by_lookup(told.receipt.lookup_hash)
    if application is None:
        return None
    waiting = queries.letters(application)
    letters = [one for row in waiting[:SHOWN] if (one := _letter(row, application, told))]
    fellowship = Fellowship.objects.filter(application=application).first()
    return Found(
        application=application,
        fellowship=fellowship,
        letters=letters,
        more=len(waiting) > SHOWN,
        references=_references(application, told),
        follow_up=_follow_up(fellowship),
    )


def _follow_up(fellowship: Fellowship | None) -> FollowUp | None:
    if fellowship is None:
        return None
    return fellowship.follow_ups.filter(state=FollowUp.State.ASKED).order_by("due").first()


def _references(application: Application, told: Visit) -> list[Asked]:
    rows = queries.references(application)
    body = writing.read_own(application, told.receipt) if rows else None
    named = body.get("references") if body else None
    names = {
        str(one.get("id")): str(one.get("name", ""))
        for one in (named if isinstance(named, list) else [])
        if isinstance(one, dict)
    }
    return [Asked(row, names.get(str(row.pk), "")) for row in rows]


def _letter(row: Letter, application: Application, told: Visit) -> Opened | None:
    """A letter that was written for this application by somebody whom we vouch for."""
    try:
        frame = vault_queries.give(bytes(row.frame), application.shred)
        said = canonical.read_payload(frames.unseal(frame, told.receipt.inbox.secret))
    except (
        age.CannotOpenError,
        frames.BadFrameError,
        canonical.NotCanonicalError,
        keystore.Shredded,
        keystore.KeystoreLost,
    ):
        return None
    author = vault_queries.keyring(uuid.UUID(said.author)) if said.author else None
    if author is None or not said.is_by(base64.b64decode(author.signing_key)):
        return None
    if (said.kind, said.scope, said.item) != ("letter", application.pk, row.pk):
        return None
    return Opened(str(row.pk), row.day, str(said.body.get("words", "")))


def read(found: Found, ids: list[str]) -> None:
    """The applicant has read these: they go."""
    applying.shown([one for one in queries.letters(found.application) if str(one.pk) in ids])


def say(told: Visit, application: Application) -> None:
    """Seals and sends what they write to the office, with files sealed already; again is once.

    Raises NoKeyholder, NotThereError, EpochRetiredError, BlobRefused and identity's BusyError.
    """
    _write(
        told,
        application,
        body={"words": told.words, "files": told.files},
        blobs=[uuid.UUID(str(one["blob"])) for one in told.files],
    )


@transaction.atomic
def answer_follow_up(
    told: Visit,
    application: Application,
    follow_up: FollowUp,
    *,
    shape: questions.Shape,
    answers: dict[str, Any],
    language: str,
) -> None:
    """How they have been since, as a letter; it is not asked again. Raises what `say` raises."""
    row = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if row.state == FollowUp.State.ASKED:
        _write(
            told,
            application,
            body={
                "words": "",
                "kind": "follow_up",
                "months": row.months,
                "form": shape.slug,
                "version": shape.version,
                "language": language,
                "answers": answers,
            },
        )
        row.state = FollowUp.State.ANSWERED
        row.save(update_fields=["state"])


def _write(
    told: Visit,
    application: Application,
    *,
    body: dict[str, Any],
    blobs: Sequence[uuid.UUID] = (),
) -> None:
    identity.spend(f"fellowships/said/{told.receipt.lookup_hash}", SAID_BY_ONE)
    identity.spend("fellowships/said", SAID)
    said = json.dumps([told.token, body], sort_keys=True)
    token = hashlib.sha256(said.encode())
    epoch, frame = vault.seal_for_door(
        application.call_id,
        kind="letter",
        item=uuid.UUID(bytes=token.digest()[:16], version=4),
        body=body,
    )
    applying.write_back(
        application, epoch=epoch, frame=frame, token_hash=token.hexdigest(), blobs=blobs
    )


def ask(
    told: Visit,
    application: Application,
    *,
    name: str,
    myself: str,
    words: str,
    programme: str,
    shape: questions.Shape,
    changeable: bool,
) -> recovery.Secret:
    """Somebody is asked to vouch; the code to hand to them, to be shown once.

    What they are called is kept in the applicant's own copy (and, once sent, in the office's: so
    that nobody reads this who vouches for it); when nothing can be changed any more, the office
    gets it as a letter. The same form again is the same code. Raises RefusedError, NoKeyholder,
    ElsewhereError and what sending raises.
    """
    secret = _code(told, name)
    receipt = receipts.Receipt(secret)
    call = application.call
    identifier = uuid.UUID(bytes=hashlib.sha256(receipt.lookup.encode()).digest()[:16], version=4)
    asked = {"applicant": myself, "programme": programme, "words": words, "until": _until(call)}
    with transaction.atomic():
        row = applying.ask_reference(
            application,
            id=identifier,
            lookup_hash=receipt.lookup_hash,
            asked=writing.sealed_to(
                receipt.inbox.recipient,
                call=call,
                item=identifier,
                kind="reference_ask",
                body=asked,
            ),
        )
        _name(told, application, row, name, shape=shape, changeable=changeable)
    return secret


def _code(told: Visit, name: str) -> recovery.Secret:
    """The code that this form gives for this name: the same again, and nobody else's guess."""
    key = rest.derived("fellowships/reference")
    said = f"{told.secret}/{told.token}/{name}"
    return recovery.Secret(hashlib.sha256(key + said.encode()).digest()[:16])


def _until(call: Call) -> str:
    return call.closes_at.isoformat()


def _name(
    told: Visit,
    application: Application,
    row: Reference,
    name: str,
    *,
    shape: questions.Shape,
    changeable: bool,
) -> None:
    draft = writing.reopen(application, told.receipt, "")
    if changeable and draft is not None:
        if any(one.get("id") == str(row.pk) for one in draft.references):
            return
        body = writing.read_own(application, told.receipt) or {}
        draft.language = str(body.get("language", ""))
        draft.references = [*draft.references, {"id": str(row.pk), "name": name}]
        if draft.sent:
            writing.send(draft, call=application.call, shape=shape)
        else:
            writing.save(draft, call=application.call, shape=shape)
    elif application.state not in (applying.S.DRAFT, applying.S.WITHDRAWN):
        words = _("I asked %(name)s to vouch for me.") % {"name": name}
        _write(told, application, body={"words": words})


def erase(told: Visit) -> None:
    """Everything goes at once, and nobody can open a copy of it."""
    application = queries.by_lookup(told.receipt.lookup_hash)
    if application is not None:
        applying.erase(application)


def decide(application: Application, *, accept: bool) -> None:
    """The place is taken, or given back. Raises RefusedError."""
    applying.decide_offer(application, accept=accept)


def withdraw(told: Visit) -> None:
    """Nobody reads it any more. Raises RefusedError, NotThereError."""
    application = queries.by_lookup(told.receipt.lookup_hash)
    if application is None:
        raise NotThereError
    applying.withdraw(application)
